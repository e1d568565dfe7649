/// A slot whose number of instances differs from that of the slot before.
public struct StreamEvent: Hashable, Sendable, Codable {
    /// Slot, from 0 at the begin of the simulation.
    public var slot: Int
    /// Instances before.
    public var from: Int
    /// Instances now.
    public var to: Int
    /// Streams that moved.
    public var movedStreams: Int
    /// Frames of high latency they suffered.
    public var penaltyFrames: Int
    /// Why the number changed.
    public var reason: StreamDecision.Reason
}
