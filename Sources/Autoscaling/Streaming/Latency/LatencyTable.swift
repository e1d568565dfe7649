/// Latency of every number of streams on every number of instances, computed once: a simulated slot costs a look-up.
public struct LatencyTable: Sendable {
    /// Percentiles that are recorded of every slot, as probabilities; 1 is the largest value.
    public static let recordedLevels = [0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1]
    /// Most entries.
    static let limit = 4_000_000

    /// One number of streams on one number of instances.
    struct Entry: Sendable {
        /// Frames of the slot.
        var frames: Double
        /// Frames above the lower bound, the threshold and the upper bound of the objective.
        var above: FramesAbove
        /// Percentile of the objective, milliseconds.
        var percentile: Double
        /// Load of the fullest instance.
        var largestLoad: Int
    }

    /// Frames, or shares of them, above the three bounds.
    struct FramesAbove: Sendable {
        var lower = 0.0
        var threshold = 0.0
        var upper = 0.0
    }

    /// The scenario that it is for.
    public let scenario: StreamScenario
    /// Latencies by load.
    public let latency: StreamLatency
    /// Curves by load; the first one is of one stream.
    let curves: [LatencyCurve]
    /// Curve of penalty frames.
    let penalty: LatencyCurve
    /// Shares of penalty frames above the three bounds.
    let penaltyAbove: FramesAbove
    /// Most streams.
    public let mostStreams: Int
    private let width: Int
    private let entries: [Entry]

    /// Computes the table.
    /// - Parameters:
    ///   - latency: curves by load.
    ///   - scenario: weighting, objective, most instances, penalty.
    ///   - mostStreams: largest number of streams that will be looked up.
    /// - Throws: ``StreamingError/invalidSetting(name:found:expected:)``, ``StreamingError/tooManyStates(streams:instances:limit:)``.
    public init(latency: StreamLatency, scenario: StreamScenario, mostStreams: Int) throws(StreamingError) {
        try scenario.validate()
        // More instances than streams stay empty, and what is empty does not count.
        let width = max(1, min(scenario.maximumInstances, mostStreams))
        guard (mostStreams + 1) * width <= Self.limit else {
            throw .tooManyStates(streams: mostStreams, instances: width, limit: Self.limit)
        }
        (self.latency, self.scenario, self.mostStreams, self.width) = (latency, scenario, mostStreams, width)
        let curves = (0..<max(1, mostStreams)).map { latency.curve(load: $0 + 1) }
        let penalty = LatencyCurve(normalMean: scenario.penalty.mean, deviation: scenario.penalty.deviation)
        let objective = scenario.objective
        let above = { (curve: LatencyCurve) in
            FramesAbove(
                lower: 1 - curve.share(upTo: objective.lower), threshold: 1 - curve.share(upTo: objective.threshold),
                upper: 1 - curve.share(upTo: objective.upper))
        }
        let shares = curves.map(above)
        var entries: [Entry] = []
        entries.reserveCapacity((mostStreams + 1) * width)
        for streams in 0...mostStreams {
            for instances in 1...width {
                if instances > max(1, streams) {
                    entries.append(entries[entries.count - 1])
                    continue
                }
                let placement = StreamPlacement(streams: streams, instances: instances)
                var entry = Entry(frames: 0, above: FramesAbove(), percentile: 0, largestLoad: placement.largestLoad)
                for (load, count) in placement.groups {
                    let frames = Double(count * scenario.weighting.weight(load: load, streams: streams) * scenario.framesPerSlot)
                    entry.frames += frames
                    entry.above.lower += frames * shares[load - 1].lower
                    entry.above.threshold += frames * shares[load - 1].threshold
                    entry.above.upper += frames * shares[load - 1].upper
                }
                let mixture = Self.mixture(streams: streams, instances: instances, curves: curves, scenario: scenario)
                entry.percentile = mixture.quantiles([objective.level])[0]
                entries.append(entry)
            }
        }
        (self.curves, self.penalty, self.entries, penaltyAbove) = (curves, penalty, entries, above(penalty))
    }

    /// What happens with `streams` streams on `instances` instances.
    @inline(__always) func entry(_ streams: Int, _ instances: Int) -> Entry { entries[streams * width + min(instances, width) - 1] }

    /// Percentile of the objective in milliseconds; 0 without streams.
    /// - Precondition: `0 ≤ streams ≤ mostStreams`, `instances ≥ 1`.
    public func percentile(streams: Int, instances: Int) -> Double {
        precondition(streams >= 0 && streams <= mostStreams && instances >= 1, "\(streams) streams on \(instances) instances")
        return entry(streams, instances).percentile
    }

    /// The recorded percentiles of a slot, ``recordedLevels``, milliseconds; all 0 without streams.
    /// - Parameters:
    ///   - streams: in the slot.
    ///   - instances: that serve them.
    ///   - penaltyFrames: frames of moved streams among them.
    public func percentiles(streams: Int, instances: Int, penaltyFrames: Int = 0) -> [Double] {
        var mixture = Self.mixture(streams: streams, instances: instances, curves: curves, scenario: scenario)
        mixture.add(penalty, weight: Double(penaltyFrames))
        return mixture.quantiles(Self.recordedLevels)
    }

    private static func mixture(streams: Int, instances: Int, curves: [LatencyCurve], scenario: StreamScenario) -> LatencyMixture {
        var mixture = LatencyMixture()
        for (load, count) in StreamPlacement(streams: streams, instances: instances).groups {
            let frames = count * scenario.weighting.weight(load: load, streams: streams) * scenario.framesPerSlot
            mixture.add(curves[load - 1], weight: Double(frames))
        }
        return mixture
    }
}
