/// Adds an instance when the percentile of the last slots is above the upper bound, removes one when it is below the lower bound.
///
/// The published baseline: no cool-down, one step a slot, and the window keeps the slots from before a change, so that one need is answered
/// by several steps up, and then as many down. With memory, a step down is refused while the streams per instance are not fewer than
/// they were when the number last changed.
public struct ReactivePolicy: StreamPolicy {
    /// Slots looked back at, `≥ 1`.
    public let window: Int
    /// Whether the load at the last change is remembered.
    public let remembersLoad: Bool

    /// Makes the policy.
    /// - Throws: ``StreamingError/invalidSetting(name:found:expected:)`` for a window outside 1 to 1440 slots.
    public init(window: Int, remembersLoad: Bool = false) throws(StreamingError) {
        guard (1...1_440).contains(window) else {
            throw .invalidSetting(name: "window of a reactive policy", found: "\(window)", expected: "1 to 1440 slots")
        }
        (self.window, self.remembersLoad) = (window, remembersLoad)
    }

    /// `vanilla:5` or `memory:5`.
    public var name: String { "\(remembersLoad ? "memory" : "vanilla"):\(window)" }
    /// The window.
    public var latencyWindow: Int { window }

    /// Streams per instance at the last change: 0 at first.
    public func start(_ run: StreamPolicyRun) throws(StreamingError) -> Double { 0 }

    /// One up, one down, or none.
    public func decide(_ observation: StreamObservation, state: inout Double) -> StreamDecision {
        let current = observation.requested
        let load = Double(observation.streams) / Double(current)
        switch observation.band {
        case .above:
            state = load
            return StreamDecision(current + 1, .latencyAbove)
        case .below where current > 1:
            if remembersLoad, state <= load { break }
            state = load
            return StreamDecision(current - 1, .latencyBelow)
        default: break
        }
        return StreamDecision(current, .fixed)
    }
}
