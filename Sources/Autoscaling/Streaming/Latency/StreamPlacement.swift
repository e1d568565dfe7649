/// How streams spread over instances: evenly, the first ones take one more.
public struct StreamPlacement: Hashable, Sendable {
    /// Streams of the less loaded instances.
    public let base: Int
    /// Instances with `base` streams; those without any do not count.
    public let baseInstances: Int
    /// Instances with `base + 1` streams.
    public let fullerInstances: Int

    /// Spreads streams.
    /// - Parameters:
    ///   - streams: n ≥ 0.
    ///   - instances: k ≥ 1.
    public init(streams: Int, instances: Int) {
        precondition(streams >= 0 && instances >= 1, "\(streams) streams on \(instances) instances")
        base = streams / instances
        fullerInstances = streams % instances
        baseInstances = base == 0 ? 0 : instances - fullerInstances
    }

    /// Load of the most loaded instance.
    public var largestLoad: Int { base + (fullerInstances > 0 ? 1 : 0) }
    /// Instances that serve a stream.
    public var busyInstances: Int { baseInstances + fullerInstances }

    /// Loads and how many instances have them, none of them 0.
    public var groups: [(load: Int, instances: Int)] {
        [(base, baseInstances), (base + 1, fullerInstances)].filter { $0.1 > 0 }
    }
}

/// How much an instance counts in the latency of a slot.
public enum LatencyWeighting: String, Codable, CaseIterable, Sendable {
    /// By its frames: what viewers see.
    case perStream
    /// All instances the same, whatever they serve, with the frames of **all** streams each: what the published simulator did.
    case perInstance

    /// Frames of one instance, in stream-slots.
    func weight(load: Int, streams: Int) -> Int { self == .perStream ? load : streams }
}
