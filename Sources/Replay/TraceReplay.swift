public import Tensors

/// New arrivals for models, made from a trace.
///
/// ```swift
/// let source = ReplaySource(trace)
/// let map = try ModelMap(source, models: ["a", "b"])
/// let replay = try TraceReplay(source, onto: map, ReplayConfiguration(process: .gamma, rateScale: 8))
/// let workload = try replay.toWorkload(slo: 0.5)
/// ```
///
/// The mean number of arrivals in a window is the window's own times the rate scale, whatever its gaps look like. The arrivals of a model
/// depend on its functions, its name and the seed: neither other models nor the number of threads change them, and all instruction sets
/// give the same bits.
public struct TraceReplay: Sendable {
    /// How it was made.
    public let configuration: ReplayConfiguration
    /// What was replayed, in seconds from the start of the trace, before scaling of time.
    public let range: Range<Double>
    /// The windows of the estimates, before scaling of time.
    public let windows: ReplayWindows
    /// One for every model of the map, in its order; a model without arrivals is there and empty.
    public let models: [ModelReplay]
    /// Start of the trace in Unix milliseconds; `nil` where it is unknown.
    public let traceStart: Int64?

    /// Replays a trace.
    ///
    /// - Parameters:
    ///   - source: the trace.
    ///   - map: which model every function stands for.
    ///   - configuration: what is replayed, and how.
    ///   - compute: instruction set and threads; the result does not depend on them.
    /// - Throws: ``ReplayError``.
    public init(
        _ source: ReplaySource, onto map: ModelMap, _ configuration: ReplayConfiguration = ReplayConfiguration(), compute: Compute = .best
    ) throws(ReplayError) {
        try configuration.check(for: source)
        guard map.assignment.count == source.ids.count else {
            throw .foreignMap(functions: map.assignment.count, expected: source.ids.count)
        }
        let range = try source.slice(from: configuration.start, to: configuration.end)
        guard (range.upperBound - range.lowerBound) / configuration.window <= 1e8 else {
            throw .invalidSetting(
                name: "the window", found: "\(configuration.window) s", expected: "at least a hundred-millionth of the range")
        }
        let windows = ReplayWindows(range, width: configuration.window)
        (self.configuration, self.range, self.windows, traceStart) = (configuration, range, windows, source.start)
        let functions = map.functions, names = map.models
        let kernels = Kernels(compute.instructionSet)
        models = [ModelReplay](unsafeUninitializedCapacity: names.count) { out, count in
            let results = SharedResults(out)
            Parallel.forEach(names.count, threads: compute.threads) { index in
                let demand = ModelDemand(source, functions: functions[index], in: range, kernels: kernels)
                let maker = ReplayMaker(
                    windows: windows, configuration: configuration,
                    streams: StreamFamily(seed: configuration.seed, model: names[index]), kernels: kernels)
                results.set(index, maker.make(demand, model: names[index]))
            }
            count = names.count
        }
    }

    /// What the arrivals cover after scaling of time, seconds from the start of the trace.
    public var coveredRange: Range<Double> {
        range.lowerBound..<range.lowerBound + (range.upperBound - range.lowerBound) / configuration.timeScale
    }

    /// Arrivals of a model, ascending also under the original's rules.
    func sortedArrivals(of model: ModelReplay) -> [Double] { configuration.compatibility ? model.arrivals.sorted() : model.arrivals }

    /// The replay of one model; `nil` for an unknown name.
    public subscript(model name: String) -> ModelReplay? { models.first { $0.model == name } }
}

/// Places that threads fill, each its own.
private struct SharedResults: @unchecked Sendable {
    private let base: UnsafeMutableBufferPointer<ModelReplay>

    init(_ base: UnsafeMutableBufferPointer<ModelReplay>) { self.base = base }

    func set(_ index: Int, _ value: ModelReplay) { base.initializeElement(at: index, to: value) }
}
