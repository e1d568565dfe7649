public import Workloads

/// AAPA's Resource Efficiency Index (REI) in the four ways that its code computes it: α S_objective + β S_efficiency + γ S_stability.
///
/// No two sources agree on weights and parts, and two give negative parts; the paper has no formula for the last two parts.
/// ``EfficiencyIndex`` is the corrected one.
public struct CompatibleEfficiencyIndex: Hashable, Sendable, Codable {
    /// 1 − violation rate, in every source.
    public var objective: Double
    /// S_efficiency.
    public var efficiency: Double
    /// S_stability.
    public var stability: Double
    /// Their weights.
    public var weights: EfficiencyWeights

    /// The index.
    public var value: Double {
        weights.objective * objective + weights.efficiency * efficiency + weights.stability * stability
    }

    private init(_ violationRate: Double, efficiency: Double, stability: Double, _ weights: EfficiencyWeights) {
        (objective, self.efficiency, self.stability, self.weights) = (1 - violationRate, efficiency, stability, weights)
    }

    /// The **metrics module**: 1 − mean |u − 0.7| and 1 / (1 + oscillation rate + actions per hour / 10), weights by class where one is given.
    /// - Parameters:
    ///   - violationRate: 0…1.
    ///   - utilizations: one a minute, at least one.
    ///   - replicas: one a minute, at least one.
    ///   - archetype: class whose weights count; `nil` for those of all.
    public static func metricsModule(
        violationRate: Double, utilizations: [Double], replicas: [Int], archetype: Archetype? = nil
    ) -> CompatibleEfficiencyIndex {
        CompatibleEfficiencyIndex(
            violationRate, efficiency: CompatibleUtilizationMetrics(utilizations).resourceEfficiency,
            stability: CompatibleStabilityMetrics(replicas).stability,
            archetype.map(EfficiencyWeights.metricsModule(for:)) ?? .metricsModule)
    }

    /// The **simulator module**: 1 − min(pod-minutes / 100, 1) and 1 − min(actions / 50, 1).
    public static func simulatorModule(_ totals: CompatibleTotals) -> CompatibleEfficiencyIndex {
        CompatibleEfficiencyIndex(
            totals.violationRate, efficiency: 1 - min(totals.podMinutes / 100, 1), stability: 1 - min(Double(totals.actions) / 50, 1),
            .simulatorModule)
    }

    /// The **visualisation example**: 1 / (1 + pod-minutes / 100) and 1 / (1 + actions / 10), the paper's weights.
    public static func visualisationExample(_ totals: CompatibleTotals) -> CompatibleEfficiencyIndex {
        CompatibleEfficiencyIndex(
            totals.violationRate, efficiency: 1 / (1 + totals.podMinutes / 100), stability: 1 / (1 + Double(totals.actions) / 10), .paper)
    }

    /// The **figure module**: 1 − pod-minutes / 3000 and 1 − cold starts / 10, both without bounds.
    public static func figureModule(_ totals: CompatibleTotals) -> CompatibleEfficiencyIndex {
        CompatibleEfficiencyIndex(
            totals.violationRate, efficiency: 1 - totals.podMinutes / 3000, stability: 1 - Double(totals.coldStarts) / 10, .simulatorModule)
    }
}
