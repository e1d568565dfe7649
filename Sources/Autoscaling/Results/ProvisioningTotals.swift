/// Sums of a simulated run, over the time in which the demand is known. They add up over series.
public struct ProvisioningTotals: Hashable, Sendable, Codable {
    /// Simulated time with known demand.
    public var seconds = 0.0
    /// Simulated time whose demand is missing in the trace; nothing else counts it, except for the scaling events.
    public var unknownSeconds = 0.0
    /// Time in which demand exceeded what the ready replicas serve.
    public var violatedSeconds = 0.0
    /// Longest uninterrupted such time.
    public var longestViolationSeconds = 0.0
    /// Demand × seconds.
    public var demand = 0.0
    /// Demand × seconds beyond the capacity of the ready replicas.
    public var unservedDemand = 0.0
    /// Capacity of the ready replicas × seconds.
    public var readyCapacity = 0.0
    /// Replicas that the demand needed × seconds: `⌈demand / capacity⌉`, without limits.
    public var neededReplicaSeconds = 0.0
    /// Replicas asked for × seconds, ready or not: what is paid.
    public var replicaSeconds = 0.0
    /// Ready replicas × seconds.
    public var readyReplicaSeconds = 0.0
    /// Ready replicas beyond the need × seconds.
    public var overReplicaSeconds = 0.0
    /// Needed replicas that were not ready × seconds.
    public var underReplicaSeconds = 0.0
    /// Decisions that raised the number of replicas.
    public var scaleOuts = 0
    /// Decisions that lowered it.
    public var scaleIns = 0
    /// Scaling events that reversed the one before within 10 minutes.
    public var flips = 0
    /// Replicas started and removed in all: Σ |change|.
    public var replicaTravel = 0

    /// No time at all.
    public init() {}

    /// Sums of two runs; of the longest violations the longer.
    public static func + (a: ProvisioningTotals, b: ProvisioningTotals) -> ProvisioningTotals {
        var sum = a
        sum.seconds += b.seconds
        sum.unknownSeconds += b.unknownSeconds
        sum.violatedSeconds += b.violatedSeconds
        sum.longestViolationSeconds = max(a.longestViolationSeconds, b.longestViolationSeconds)
        sum.demand += b.demand
        sum.unservedDemand += b.unservedDemand
        sum.readyCapacity += b.readyCapacity
        sum.neededReplicaSeconds += b.neededReplicaSeconds
        sum.replicaSeconds += b.replicaSeconds
        sum.readyReplicaSeconds += b.readyReplicaSeconds
        sum.overReplicaSeconds += b.overReplicaSeconds
        sum.underReplicaSeconds += b.underReplicaSeconds
        sum.scaleOuts += b.scaleOuts
        sum.scaleIns += b.scaleIns
        sum.flips += b.flips
        sum.replicaTravel += b.replicaTravel
        return sum
    }

    /// Share of the time in violation, 0…1.
    public var violationTimeShare: Double { seconds > 0 ? violatedSeconds / seconds : 0 }
    /// Share of the demand that was not served, 0…1.
    public var unservedDemandShare: Double { demand > 0 ? unservedDemand / demand : 0 }
    /// Share of the ready capacity that was used, 0…1.
    public var utilization: Double { readyCapacity > 0 ? (demand - unservedDemand) / readyCapacity : 0 }
    /// Scaling events in both directions.
    public var scalingEvents: Int { scaleOuts + scaleIns }
}
