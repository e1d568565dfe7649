/// What people compare: one row of the table of a simulation.
public struct PolicyScore: Hashable, Sendable, Codable {
    /// Name of the policy.
    public var policy: String
    /// Share of the known time in which demand exceeded ready capacity, 0…1.
    public var violationTimeShare: Double
    /// Share of the demand that was not served, 0…1.
    public var unservedDemandShare: Double
    /// Longest uninterrupted violation.
    public var longestViolationSeconds: Double
    /// Ready replicas beyond the need, in replica-minutes.
    public var overProvisionedReplicaMinutes: Double
    /// Needed replicas that were not ready, in replica-minutes.
    public var underProvisionedReplicaMinutes: Double
    /// Replicas asked for, ready or not, in hours.
    public var replicaHours: Double
    /// Replica hours relative to the oracle's; `nil` when the oracle needed none.
    public var costIndex: Double?
    /// Cost at the stated prices.
    public var cost: Double
    /// That cost relative to the oracle's; `nil` when the oracle's is 0.
    public var totalCostIndex: Double?
    /// Used share of the ready capacity, 0…1.
    public var utilization: Double
    /// Decisions that raised the number of replicas.
    public var scaleOuts: Int
    /// Decisions that lowered it.
    public var scaleIns: Int
    /// Scaling events that reversed the one before within 10 minutes.
    public var flips: Int
    /// How requests fared, where there are any.
    public var requests: RequestScore?

    /// The score of a run beside the oracle's run of the same demand.
    public init(
        policy: String, totals: ProvisioningTotals, requests: RequestTotals? = nil, oracle: ProvisioningTotals, prices: SimulationPrices
    ) {
        self.policy = policy
        violationTimeShare = totals.violationTimeShare
        unservedDemandShare = totals.unservedDemandShare
        longestViolationSeconds = totals.longestViolationSeconds
        overProvisionedReplicaMinutes = totals.overReplicaSeconds / 60
        underProvisionedReplicaMinutes = totals.underReplicaSeconds / 60
        replicaHours = totals.replicaSeconds / 3600
        costIndex = oracle.replicaSeconds > 0 ? totals.replicaSeconds / oracle.replicaSeconds : nil
        cost = prices.cost(of: totals)
        let least = prices.cost(of: oracle)
        totalCostIndex = least > 0 ? cost / least : nil
        utilization = totals.utilization
        scaleOuts = totals.scaleOuts
        scaleIns = totals.scaleIns
        flips = totals.flips
        self.requests = requests.map(RequestScore.init)
    }
}
