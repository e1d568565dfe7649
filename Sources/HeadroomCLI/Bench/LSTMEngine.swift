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
    static let all = [float32, bfloat16]

    /// Float32 throughout.
    static let float32 = LSTMEngine(
        peer: "headroom",
        forecast: { $0.plain.forecasts($0.network, .float32) },
        batch: { $0.plain.forecasts($0.network, .float32) },
        streamStep: { stream($0, .float32) },
        trainingStep: { $0.plain.trainingSteps($0.network) })

    /// Recurrent weights in BF16 precision; training is always float32. The check is the largest distance of a quantile from float32's.
    static let bfloat16 = LSTMEngine(
        peer: "headroom-bf16",
        forecast: { $0.plain.forecasts($0.network, .bfloat16) },
        batch: { $0.plain.forecasts($0.network, .bfloat16) },
        streamStep: { stream($0, .bfloat16) })

    private static func stream(_ load: LSTMWorkload, _ precision: WeightPrecision) -> BenchWork {
        let network = load.network
        var compute = load.plain.compute
        compute.precision = precision
        let plain = PlainStream(network, parameters: network.initialParameters(seed: load.plain.seed), compute: compute)
        let source = StreamSource(load.plain.windows()[0])
        return BenchWork(run: { source.last = plain.observe(source.next())[0] }, check: { Double(source.last) })
    }
}

/// Values for a stream, round and round. In a class, because captured variables are checked for exclusive access at every use.
private final class StreamSource {
    private let values: UnsafeMutableBufferPointer<Float>
    @exclusivity(unchecked) private var place = 0
    @exclusivity(unchecked) var last = Float.nan

    init(_ values: [Float]) {
        self.values = .allocate(capacity: values.count)
        _ = self.values.initialize(fromContentsOf: values)
    }

    deinit { values.deallocate() }

    func next() -> Float {
        let value = values[place]
        place = place + 1 == values.count ? 0 : place + 1
        return value
    }
}

/// A case of the plain LSTM networks: what every engine is given.
struct LSTMWorkload: Sendable {
    /// Hidden units of each of the two layers.
    let width: Int
    /// Windows, kernels and seed.
    let plain: PlainWorkload

    init(width: Int, batch: Int, compute: Compute, seed: UInt64) {
        self.width = width
        let network = LSTMNetwork.plain(hidden: width)
        plain = PlainWorkload(context: network.context, horizon: network.horizon, batch: batch, compute: compute, seed: seed)
    }

    var network: LSTMNetwork { .plain(hidden: width) }
}
