/// What is simulated: how latency arises, what scaling costs, and how fast it works.
public struct StreamScenario: Hashable, Sendable, Codable {
    /// How percentiles come about.
    public enum Mode: String, Codable, CaseIterable, Sendable {
        /// From the distribution functions, exactly.
        case analytic
        /// From random frames.
        case sampled
    }

    /// What decides how many instances are enough.
    public enum CapacityRule: Hashable, Sendable, Codable {
        /// The percentile of the objective at or below its upper bound; below its lower one after an instance has gone.
        case latency
        /// At most `most` streams on an instance, and no more than `afterScaleIn` when an instance has gone.
        case streams(most: Int, afterScaleIn: Int)
    }

    /// How percentiles come about.
    public var mode = Mode.analytic
    /// How much an instance counts.
    public var weighting = LatencyWeighting.perStream
    /// The objective.
    public var objective = StreamObjective()
    /// Frames of a stream in a slot: 30 per second, one minute.
    public var framesPerSlot = 1_800
    /// Whether a slot without streams counts as one frame of latency 0 in what reactive policies look back at.
    public var idleSlotsCount = false
    /// What moving streams costs.
    public var penalty = ReconnectPenalty()
    /// Frames an instance with which forecast policies estimate the percentile of a plan; `nil` for the exact percentile. The published
    /// simulator took 100, with which a quarter of the plans for five streams err, and plans change from seed to seed.
    public var planningFrames: Int?
    /// Whether the window of a forecast begins with the slot just served, and so ends one slot early, as the published simulator has it.
    public var windowBeginsWithServedSlot = false
    /// Slots that a new instance needs beyond the next one before it serves; removing takes effect in the next slot.
    public var activationDelay = 0
    /// Largest change of the number of instances in a slot; `nil` for any.
    public var maximumStep: Int?
    /// Fewest instances.
    public var minimumInstances = 1
    /// Most instances.
    public var maximumInstances = 100
    /// Instances at the start.
    public var initialInstances = 1
    /// What decides how many instances are enough.
    public var capacity = CapacityRule.latency

    /// Frames count by stream, percentiles are exact, and a moved stream suffers one second of frames.
    public init() {}

    /// The published simulator, with its habits: see `docs/streaming.md`.
    public static var compatible: StreamScenario {
        var scenario = StreamScenario()
        (scenario.mode, scenario.weighting) = (.sampled, .perInstance)
        scenario.idleSlotsCount = true
        (scenario.penalty.framesPerMove, scenario.penalty.framesPerMoveAtScaleIn) = (1, 1)
        scenario.windowBeginsWithServedSlot = true
        return scenario
    }

    /// The hard benchmark: instances carry 5 streams, new ones serve two slots late, and one may only go when 4 are enough.
    public static var hard: StreamScenario {
        var scenario = StreamScenario()
        scenario.activationDelay = 2
        scenario.capacity = .streams(most: 5, afterScaleIn: 4)
        scenario.maximumInstances = 40
        return scenario
    }

    /// Checks the numbers.
    /// - Throws: ``StreamingError/invalidSetting(name:found:expected:)``.
    public func validate() throws(StreamingError) {
        let counts: [(String, Int, ClosedRange<Int>)] = [
            ("frames per slot", framesPerSlot, 1...1_000_000), ("activation delay", activationDelay, 0...1_440),
            ("fewest instances", minimumInstances, 1...10_000),
            ("most instances", maximumInstances, min(minimumInstances, 10_000)...10_000),
            ("instances at the start", initialInstances, minimumInstances...max(minimumInstances, maximumInstances)),
            ("largest step", maximumStep ?? 1, 1...10_000), ("planning frames", planningFrames ?? 1, 1...1_000_000),
            ("penalty frames", penalty.framesPerMove, 0...1_000_000), ("penalty frames", penalty.framesPerMoveAtScaleIn, 0...1_000_000),
        ]
        for (name, found, range) in counts where !range.contains(found) {
            throw .invalidSetting(name: name, found: "\(found)", expected: "\(range.lowerBound) to \(range.upperBound)")
        }
        let o = objective
        guard o.level > 0, o.level < 1, 0 < o.lower, o.lower <= o.threshold, o.threshold <= o.upper, o.upper.isFinite else {
            throw .invalidSetting(
                name: "objective", found: "\(o.lower), \(o.threshold), \(o.upper) at \(o.level)",
                expected: "bounds above 0 that do not fall, at a level between 0 and 1")
        }
        guard penalty.mean >= 0, penalty.deviation >= 0, penalty.mean <= 10_000, penalty.deviation <= 1_000 else {
            throw .invalidSetting(
                name: "penalty", found: "N(\(penalty.mean), \(penalty.deviation))",
                expected: "a mean up to 10000 ms, deviation up to 1000 ms")
        }
        if case .streams(let most, let after) = capacity, !(1 <= after && after <= most) {
            throw .invalidSetting(
                name: "streams on an instance", found: "\(after) of \(most)", expected: "at least 1 and at most the other")
        }
    }
}
