/// The metric of the pods of a deployment, as the HPA groups them before it recommends a size.
public struct HPAPodMetrics: Hashable, Sendable {
    /// Pods with a usable metric.
    public var measured: Int
    /// Sum of their metrics, in the unit of the target.
    public var total: Double
    /// Pods that should have a metric and have none.
    public var missing: Int
    /// Pods that are not ready yet, or whose metric does not count yet.
    public var unready: Int

    /// Makes a group.
    public init(measured: Int, total: Double, missing: Int = 0, unready: Int = 0) {
        (self.measured, self.total, self.missing, self.unready) = (measured, total, missing, unready)
    }

    /// The size that a metric per pod asks for, before stabilisation and rate limits.
    ///
    /// The ratio of the mean metric to the target says the direction; then pods without a metric count as 0 on the way up and as exactly
    /// on target on the way down, and pods that are not ready count as 0 on the way up and not at all on the way down. If that brings the
    /// ratio into the tolerance or turns the direction round, nothing changes.
    ///
    /// - Parameters:
    ///   - current: replicas asked for now.
    ///   - target: wanted mean of the metric, positive.
    ///   - tolerance: half width of the dead band around the ratio 1.
    /// - Returns: the recommended size and the rule that decided; ``DecisionReason/noMeasurement`` when no pod has a metric.
    public func recommendation(current: Int, target: Double, tolerance: Double) -> ScalingDecision {
        guard measured > 0 else { return ScalingDecision(current, .noMeasurement) }
        let ratio = total / Double(measured) / target
        let up = ratio > 1
        let zeros = (up ? unready : 0) + (up ? missing : 0)
        let onTarget = up ? 0 : missing
        let pods = measured + zeros + onTarget
        let corrected = (total + Double(onTarget) * target) / Double(pods) / target
        if Self.isTolerated(corrected, tolerance) { return ScalingDecision(current, .tolerance) }
        if up != (corrected > 1) { return ScalingDecision(current, .directionChange) }
        let replicas = (corrected * Double(pods)).ceiledToReplicas
        // More pods than replicas asked for, or fewer, can turn the direction round as well.
        if up ? replicas < current : replicas > current { return ScalingDecision(current, .directionChange) }
        return ScalingDecision(replicas, .measuredDemand)
    }

    /// The size that a metric outside the pods asks for (`External`, `AverageValue`): total over target, whatever is ready.
    public static func external(total: Double, current: Int, target: Double, tolerance: Double) -> ScalingDecision {
        if current > 0, isTolerated(total / (target * Double(current)), tolerance) { return ScalingDecision(current, .tolerance) }
        return ScalingDecision((total / target).ceiledToReplicas, .measuredDemand)
    }

    // The slack lets a ratio of exactly 1.1 be inside a tolerance of 0.1, as written, though in binary it is a little more.
    private static func isTolerated(_ ratio: Double, _ tolerance: Double) -> Bool { abs(ratio - 1) <= tolerance + 1e-9 }
}
