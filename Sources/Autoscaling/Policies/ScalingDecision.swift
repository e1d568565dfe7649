/// How many replicas a policy wants, and which rule decided.
public struct ScalingDecision: Hashable, Sendable, Codable {
    /// Replicas wanted.
    public var replicas: Int
    /// The rule that bound.
    public var reason: DecisionReason
    /// Demand that was planned for, in the unit of the demand, where the decision came from a forecast.
    public var plannedDemand: Double?

    /// Makes a decision.
    public init(_ replicas: Int, _ reason: DecisionReason, plannedDemand: Double? = nil) {
        (self.replicas, self.reason, self.plannedDemand) = (replicas, reason, plannedDemand)
    }
}

/// The rule that decided how many replicas are wanted.
public enum DecisionReason: String, Hashable, Sendable, Codable, CaseIterable {
    /// A constant.
    case constant
    /// The future, which the oracle knows.
    case oracle
    /// The measured demand.
    case measuredDemand
    /// Inside the tolerance around the target: no change.
    case tolerance
    /// Replicas that are not ready would turn the change round: no change.
    case directionChange
    /// Nothing was measured: no change.
    case noMeasurement
    /// A stabilisation window held an earlier recommendation.
    case stabilization
    /// The rate limit for scaling out.
    case scaleOutRate
    /// The rate limit for scaling in.
    case scaleInRate
    /// The forecast ceiling.
    case forecast
    /// The present demand needs more than the forecast says.
    case demandAboveForecast
    /// There is no forecast; the measured demand decided.
    case forecastMissing
    /// The forecast is too old; the measured demand decided.
    case forecastStale
    /// Scale-in waits until every answer of the hold agrees.
    case scaleInHold
    /// A request waited and there was no replica.
    case activation
    /// The lower limit of the deployment.
    case minimumReplicas
    /// The upper limit of the deployment.
    case maximumReplicas
}
