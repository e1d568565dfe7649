/// What a policy may know before a run.
public struct StreamPolicyRun: Sendable {
    /// The scenario.
    public let scenario: StreamScenario
    /// How many instances streams need.
    public let capacity: StreamCapacity
    /// Plans with the percentile of few frames or the exact one, as the scenario has it.
    public let planner: InstancePlanner
    /// First simulated slot of the trace.
    public let firstSlot: Int
    /// Slots of the trace that lie before the simulation, oldest first: what may be learnt from.
    public let history: ArraySlice<Int>
}

/// What a policy sees when it decides.
public struct StreamObservation: Sendable {
    /// The slot just served, counted from the begin of the trace.
    public let slot: Int
    /// Slots served before it.
    public let elapsed: Int
    /// Streams of the slot.
    public let streams: Int
    /// Instances that served it.
    public let instances: Int
    /// Instances asked for: more than ``instances`` while new ones start.
    public let requested: Int
    /// Where the percentile of the last ``StreamPolicy/latencyWindow`` slots lies; `.within` for policies that do not look at it.
    public let band: LatencyBand
}
