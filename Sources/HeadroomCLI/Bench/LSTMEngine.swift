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
        forecast: { forecasts($0, .float32) },
        batch: { forecasts($0, .float32) },
        streamStep: { stream($0, .float32) },
        trainingStep: { load in
            let plain = PlainTraining(width: load.width, batch: load.batch, compute: load.compute, seed: load.seed)
            plain.fill(with: load.windows())
            var loss = Double.nan
            return BenchWork(run: { loss = plain.step(learningRate: 1e-3) }, check: { loss })
        })

    /// Recurrent weights in BF16 precision; training is always float32. The check is the largest distance of a quantile from float32's.
    static let bfloat16 = LSTMEngine(
        peer: "headroom-bf16",
        forecast: { forecasts($0, .bfloat16) },
        batch: { forecasts($0, .bfloat16) },
        streamStep: { stream($0, .bfloat16) })

    private static func forecasts(_ load: LSTMWorkload, _ precision: WeightPrecision) -> BenchWork {
        let network = LSTMNetwork.plain(hidden: load.width)
        let parameters = network.initialParameters(seed: load.seed)
        let windows = load.windows()
        var compute = load.compute
        compute.precision = precision
        let plain = PlainForecasting(network, parameters: parameters, windows: windows, compute: compute)
        return BenchWork(
            run: { plain.forecast() },
            check: {
                let found = plain.quantiles
                if precision == .float32 { return found.reduce(0.0) { $0 + Double($1) } / Double(found.count) }
                let exact = PlainForecasting(network, parameters: parameters, windows: windows, compute: load.compute)
                exact.forecast()
                return zip(found, exact.quantiles).reduce(0.0) { max($0, Double(abs($1.0 - $1.1))) }
            })
    }

    private static func stream(_ load: LSTMWorkload, _ precision: WeightPrecision) -> BenchWork {
        let network = LSTMNetwork.plain(hidden: load.width)
        var compute = load.compute
        compute.precision = precision
        let plain = PlainStream(network, parameters: network.initialParameters(seed: load.seed), compute: compute)
        let source = StreamSource(load.windows()[0])
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
