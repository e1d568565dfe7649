/// How a trace is replayed.
public struct ReplayConfiguration: Hashable, Sendable {
    /// Start of what is replayed; `nil` for that of the trace.
    public var start: TraceTime?
    /// End of what is replayed, not included; `nil` for that of the trace.
    public var end: TraceTime?
    /// How arrivals are made.
    public var process: ArrivalProcess
    /// Width of the windows in which rate and shape are estimated, seconds; for counts a multiple of their step.
    public var window: Double
    /// Factor on the rate of every window.
    public var rateScale: Double
    /// Factor on the coefficient of variation of every window, for gamma gaps. Counts tell nothing of gaps: there it is that coefficient
    /// itself.
    public var cvScale: Double
    /// Factor by which time is compressed: `t' = start + (t − start)/timeScale`.
    public var timeScale: Double
    /// How often every arrival happens, at the same time.
    public var replication: Int
    /// How shapes of gaps are estimated.
    public var estimator: ShapeEstimator
    /// Weight, in gaps, of the model's pooled shape in the estimate of every window.
    public var pooling: Double
    /// Arrivals at most so many seconds behind the first of them are simultaneous: one batch.
    public var resolution: Double
    /// Seed of all streams. The streams of a model depend on the seed, its name and the number of the window only.
    public var seed: UInt64
    /// Whether estimates and arrivals are made by the rules of AlpaServe's package, its faults included: windows begin a new renewal
    /// process, windows of few arrivals are lost, and the last one spills over the end. Only the random numbers are ours: there they are
    /// numpy's legacy Mersenne Twister, one seed a window, here streams of seed, model and window.
    public var compatibility: Bool

    /// Makes a configuration; the defaults are those of the original.
    public init(
        start: TraceTime? = nil, end: TraceTime? = nil, process: ArrivalProcess = .exponential, window: Double = 600,
        rateScale: Double = 1, cvScale: Double = 1, timeScale: Double = 1, replication: Int = 1,
        estimator: ShapeEstimator = .likelihood, pooling: Double = 10, resolution: Double = 1e-6, seed: UInt64 = 0,
        compatibility: Bool = false
    ) {
        (self.start, self.end, self.process, self.window) = (start, end, process, window)
        (self.rateScale, self.cvScale, self.timeScale, self.replication) = (rateScale, cvScale, timeScale, replication)
        (self.estimator, self.pooling, self.resolution) = (estimator, pooling, resolution)
        (self.seed, self.compatibility) = (seed, compatibility)
    }

    /// Whether all settings are in range and go together with a source.
    /// - Throws: ``ReplayError/invalidSetting(name:found:expected:)``, ``ReplayError/conflict(_:)``.
    func check(for source: ReplaySource) throws(ReplayError) {
        func positive(_ value: Double, _ name: String) throws(ReplayError) {
            guard value > 0, value < 1e12 else { throw .invalidSetting(name: name, found: "\(value)", expected: "positive and finite") }
        }
        try positive(window, "the window (seconds)")
        try positive(rateScale, "the rate scale")
        try positive(timeScale, "the time scale")
        guard cvScale >= 0, cvScale < 1e3 else {
            throw .invalidSetting(name: "the cv scale", found: "\(cvScale)", expected: "between 0 and 1000")
        }
        guard (1...1_000_000).contains(replication) else {
            throw .invalidSetting(name: "the replication", found: "\(replication)", expected: "between 1 and 1,000,000")
        }
        guard pooling >= 0, pooling < 1e12 else {
            throw .invalidSetting(name: "the pooling weight", found: "\(pooling)", expected: "0 or more")
        }
        guard resolution >= 0, resolution < window else {
            throw .invalidSetting(name: "the resolution (seconds)", found: "\(resolution)", expected: "0 or more and below the window")
        }
        if let step = source.step, (window / step).rounded() * step != window || window < step {
            throw .invalidSetting(name: "the window", found: "\(window) s", expected: "a multiple of the counts' step of \(step) s")
        }
        if cvScale != 1, process != .gamma {
            throw .conflict("a cv scale needs gamma gaps, found the process \(process.name); choose gamma, or leave the cv scale at 1")
        }
        if !source.hasArrivals {
            switch process {
            case .pareto, .bootstrap:
                throw .conflict(
                    "\(process.name) learns from the gaps between arrivals, which counts do not tell; choose vanilla, exponential, gamma, "
                        + "deterministic or mmpp")
            default: break
            }
        }
        if case .bootstrap(let block) = process { try positive(block, "the block of the bootstrap (seconds)") }
        if compatibility { try checkCompatibility(source) }
    }

    private func checkCompatibility(_ source: ReplaySource) throws(ReplayError) {
        switch process {
        case .vanilla, .exponential, .gamma: break
        case .pareto where source.hasArrivals: break
        default:
            throw .conflict("the original has no usable process \(process.name); leave compatibility out")
        }
        let isPlain = process == .vanilla && source.hasArrivals
        if process == .vanilla && !source.hasArrivals {
            throw .conflict("the original cannot replay counts by vanilla; leave compatibility out")
        }
        if !isPlain && (replication > 1 || timeScale != 1) {
            throw .conflict("in the original replication and time scale need arrivals and vanilla; leave compatibility out")
        }
        if timeScale != 1 && (rateScale != 1 || cvScale != 1) {
            throw .conflict("in the original a time scale excludes a rate or cv scale; leave compatibility out")
        }
    }
}
