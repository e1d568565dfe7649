public import Workloads

/// Weights of AAPA's Resource Efficiency Index (REI): objective, efficiency, stability. They add up to 1.
public struct EfficiencyWeights: Hashable, Sendable, Codable {
    /// α, of the share of requests inside the objective.
    public var objective: Double
    /// β, of efficiency.
    public var efficiency: Double
    /// γ, of stability.
    public var stability: Double

    /// Makes weights.
    public init(objective: Double, efficiency: Double, stability: Double) {
        (self.objective, self.efficiency, self.stability) = (objective, efficiency, stability)
    }

    /// 0.5, 0.3, 0.2: the paper's text, the configuration template and the visualisation example; and the default here.
    public static let paper = EfficiencyWeights(objective: 0.5, efficiency: 0.3, stability: 0.2)
    /// 0.4, 0.3, 0.3: what the paper's table of sensitivity calls its baseline, and the metrics module.
    public static let metricsModule = EfficiencyWeights(objective: 0.4, efficiency: 0.3, stability: 0.3)
    /// 0.4, 0.4, 0.2: the simulator module and the figure module.
    public static let simulatorModule = EfficiencyWeights(objective: 0.4, efficiency: 0.4, stability: 0.2)

    /// The metrics module's weights for one class.
    public static func metricsModule(for archetype: Archetype) -> EfficiencyWeights {
        switch archetype {
        case .spike: EfficiencyWeights(objective: 0.6, efficiency: 0.2, stability: 0.2)
        case .periodic: EfficiencyWeights(objective: 0.3, efficiency: 0.5, stability: 0.2)
        case .ramp: EfficiencyWeights(objective: 0.35, efficiency: 0.35, stability: 0.3)
        case .stationary: EfficiencyWeights(objective: 0.3, efficiency: 0.3, stability: 0.4)
        }
    }
}
