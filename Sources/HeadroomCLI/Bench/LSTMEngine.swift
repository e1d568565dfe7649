import Headroom

/// One way to run the plain networks, a row beside the other libraries: the only place where the benchmarks meet the kernels.
///
/// Each member prepares one case and returns what is to be repeated; an engine without one of them leaves those cases out. To add an
/// engine, write another constant and name it in ``all``.
struct LSTMEngine: Sendable {
    /// Prepares a case.
    typealias Preparation = @Sendable (LSTMWorkload) -> BenchWork

    /// The name in the lines.
    let peer: String
    /// One forecast of one series, from its window of values.
    var forecast: Preparation?
    /// One forecast of each window of the batch.
    var batch: Preparation?
    /// One new observation of one series, answered from its carried state.
    var streamStep: Preparation?
    /// One optimiser step on the batch.
    var trainingStep: Preparation?

    /// All engines, in the order of the lines.
    static let all = [float32]

    /// Float32 throughout.
    static let float32 = LSTMEngine(
        peer: "headroom",
        forecast: { forward($0) },
        batch: { forward($0) },
        trainingStep: { load in
            let plain = PlainTraining(width: load.width, batch: load.batch, compute: load.compute, seed: load.seed)
            plain.fill(with: load.windows())
            var loss = Double.nan
            return BenchWork(run: { loss = plain.step(learningRate: 1e-3) }, check: { loss })
        })

    private static func forward(_ load: LSTMWorkload) -> BenchWork {
        let plain = PlainTraining(width: load.width, batch: load.batch, compute: load.compute, seed: load.seed)
        let windows = load.windows()
        plain.fill(with: windows)
        return BenchWork(run: { plain.forward() }, check: { plain.evaluate(windows).loss })
    }
}

/// A case of the plain networks: what every engine is given.
struct LSTMWorkload: Sendable {
    /// Values of a window before and after its origin.
    static let context = 60, horizon = 15

    /// Hidden units of each of the two layers.
    let width: Int
    /// Windows in a call.
    let batch: Int
    let compute: Compute
    let seed: UInt64

    /// Random windows of context and horizon, as many as the batch has; the same for every engine.
    func windows() -> [[Float]] {
        var random = RandomStream(seed: seed, purpose: "bench windows")
        return (0..<batch).map { _ in (0..<Self.context + Self.horizon).map { _ in Float(random.normal()) } }
    }
}
