/// Looks the need of the current streams up in a table: up at once, down only when fewer instances have been comfortable for some slots.
///
/// The reactive rule to beat: it reads the load, not the latency, and so asks for the right number in one step.
public struct CapacityTablePolicy: StreamPolicy {
    /// Slots for which fewer instances must have been comfortable, h ≥ 1.
    public let hold: Int
    /// Streams to keep room for beyond those there are.
    public let headroom: Int

    /// Makes the policy.
    /// - Throws: ``StreamingError/invalidSetting(name:found:expected:)``.
    public init(hold: Int, headroom: Int = 0) throws(StreamingError) {
        guard (1...10_080).contains(hold) else { throw .invalidSetting(name: "hold", found: "\(hold)", expected: "1 to 10080 slots") }
        guard (0...100_000).contains(headroom) else {
            throw .invalidSetting(name: "headroom", found: "\(headroom)", expected: "0 to 100000 streams")
        }
        (self.hold, self.headroom) = (hold, headroom)
    }

    /// `capacity:20` or `capacity:20:4`.
    public var name: String { headroom == 0 ? "capacity:\(hold)" : "capacity:\(hold):\(headroom)" }

    /// Needs, and for how many slots in a row fewer instances would have been comfortable.
    public struct State: Sendable {
        let capacity: StreamCapacity
        var comfortableSlots = 0
    }

    /// Nothing was seen yet.
    public func start(_ run: StreamPolicyRun) throws(StreamingError) -> State { State(capacity: run.capacity) }

    /// Up as far as needed, or down to what is comfortable now.
    public func decide(_ observation: StreamObservation, state: inout State) -> StreamDecision {
        let needed = state.capacity.needed(for: observation.streams + headroom)
        let comfortable = max(needed, state.capacity.afterScaleIn(for: observation.streams))
        state.comfortableSlots = comfortable < observation.requested ? state.comfortableSlots + 1 : 0
        if needed > observation.requested { return StreamDecision(needed, .load) }
        guard state.comfortableSlots >= hold else { return StreamDecision(observation.requested, .load) }
        state.comfortableSlots = 0
        return StreamDecision(comfortable, .load)
    }
}
