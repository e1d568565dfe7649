public import Workloads

/// Numbers of AAPA's **uncertainty module**, one set a class.
public struct CompatibleUncertaintyParameters: Hashable, Sendable, Codable {
    /// CPU utilisation that is wanted, 0…1.
    public var target: Double
    /// Minutes between two reductions.
    public var cooldownMinutes: Int
    /// Most replicas.
    public var maximumReplicas: Int
    /// Share that is added, before uncertainty.
    public var safetyMargin: Double
    /// Largest growth by a factor; declared and not used.
    public var scaleUpRate: Double

    /// Makes parameters.
    public init(target: Double, cooldownMinutes: Int, maximumReplicas: Int, safetyMargin: Double, scaleUpRate: Double) {
        (self.target, self.cooldownMinutes, self.maximumReplicas) = (target, cooldownMinutes, maximumReplicas)
        (self.safetyMargin, self.scaleUpRate) = (safetyMargin, scaleUpRate)
    }

    /// As published.
    public static func published(for archetype: Archetype) -> CompatibleUncertaintyParameters {
        switch archetype {
        case .spike: .init(target: 0.40, cooldownMinutes: 20, maximumReplicas: 100, safetyMargin: 0.30, scaleUpRate: 2.0)
        case .periodic: .init(target: 0.70, cooldownMinutes: 5, maximumReplicas: 50, safetyMargin: 0.10, scaleUpRate: 1.5)
        case .ramp: .init(target: 0.60, cooldownMinutes: 10, maximumReplicas: 75, safetyMargin: 0.20, scaleUpRate: 1.3)
        case .stationary: .init(target: 0.60, cooldownMinutes: 15, maximumReplicas: 30, safetyMargin: 0.15, scaleUpRate: 1.2)
        }
    }
}
