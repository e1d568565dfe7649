/// AAPA's Resource Efficiency Index (REI), corrected: parts that are bounded and relative to what the demand needed.
///
/// - objective: 1 − share of the demand, or of the requests, that was not served in time;
/// - efficiency: min(1, needed replica-minutes / requested replica-minutes);
/// - stability: 1 / (1 + reversals per hour + replica travel per needed replica-hour / 10).
///
/// A sum of parts with weights hides what it is made of: read the parts too.
public struct EfficiencyIndex: Hashable, Sendable, Codable {
    /// Share of the demand that was served in time, 0…1.
    public var objective: Double
    /// How much of what was paid was needed, 0…1.
    public var efficiency: Double
    /// How rarely replicas came and went, 0…1.
    public var stability: Double
    /// Weights of the parts.
    public var weights: EfficiencyWeights

    /// The index, 0…1 with weights that add up to 1.
    public var value: Double {
        weights.objective * objective + weights.efficiency * efficiency + weights.stability * stability
    }

    /// The index of a run.
    ///
    /// A run that needed nothing is efficient if it asked for nothing, else not at all; its travel counts against one replica-hour.
    /// - Parameters:
    ///   - totals: sums of the run; ``ProvisioningTotals/flips`` are the reversals.
    ///   - violationRate: share that was not served in time; ``ProvisioningTotals/unservedDemandShare`` by default.
    ///   - weights: of the parts; 0.5, 0.3, 0.2 as the paper has them by default.
    public init(_ totals: ProvisioningTotals, violationRate: Double? = nil, weights: EfficiencyWeights = .paper) {
        self.weights = weights
        objective = 1 - (violationRate ?? totals.unservedDemandShare)
        efficiency = totals.replicaSeconds > 0 ? min(1, totals.neededReplicaSeconds / totals.replicaSeconds) : 1
        let hours = totals.seconds / 3600
        let neededHours = totals.neededReplicaSeconds / 3600
        let reversals = hours > 0 ? Double(totals.flips) / hours : 0
        let travel = Double(totals.replicaTravel) / (neededHours > 0 ? neededHours : 1)
        stability = 1 / (1 + reversals + travel / 10)
    }
}
