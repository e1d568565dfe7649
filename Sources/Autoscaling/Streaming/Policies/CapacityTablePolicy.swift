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

    /// What was comfortable in the last slots.
    public struct State: Sendable {
        let capacity: StreamCapacity
        var recent: RecentMaximum
    }

    /// Nothing was seen yet.
    public func start(_ run: StreamPolicyRun) throws(StreamingError) -> State {
        State(capacity: run.capacity, recent: RecentMaximum(hold))
    }

    /// Up as far as needed, or down to what was comfortable in all slots of the hold.
    public func decide(_ observation: StreamObservation, state: inout State) -> StreamDecision {
        let streams = observation.streams + headroom
        state.recent.add(state.capacity.afterScaleIn(for: streams))
        let needed = state.capacity.needed(for: streams)
        if needed > observation.requested { return StreamDecision(needed, .load) }
        guard state.recent.isFull else { return StreamDecision(observation.requested, .load) }
        return StreamDecision(min(observation.requested, state.recent.value), .load)
    }
}

/// The largest of the last values, in amortised constant time: candidates fall from front to back.
struct RecentMaximum: Sendable {
    private let length: Int
    private var count = 0
    private var candidates: [(index: Int, value: Int)] = []
    private var front = 0

    init(_ length: Int) { self.length = length }

    /// Whether there were enough values.
    var isFull: Bool { count >= length }
    /// The maximum; 0 before the first value.
    var value: Int { front < candidates.count ? candidates[front].value : 0 }

    mutating func add(_ value: Int) {
        while candidates.count > front, candidates[candidates.count - 1].value <= value { candidates.removeLast() }
        candidates.append((count, value))
        count += 1
        if candidates[front].index <= count - 1 - length { front += 1 }
        if front > 1_024 {
            candidates.removeFirst(front)
            front = 0
        }
    }
}
