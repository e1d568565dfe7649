public import Workloads

/// Numbers of AAPA's **strategy module**, which are those of Table III of the paper and of the configuration template.
public struct CompatibleStrategyParameters: Hashable, Sendable, Codable {
    /// CPU utilisation that is wanted, 0…1.
    public var target: Double
    /// Seconds between two reductions; stored, and never looked at.
    public var cooldown: Double
    /// Fewest replicas.
    public var minimumReplicas: Int
    /// Most replicas.
    public var maximumReplicas: Int
    /// Replicas below which spikes never fall; 0 for the others.
    public var warmPool: Int
    /// Factor while utilisation is above the target; of spikes, 1 for the others.
    public var spikeMultiplier: Double
    /// Samples that are remembered: of utilisation (periodic 60, stationary 5) or replicas (ramp 10).
    public var window: Int

    /// Makes parameters.
    public init(
        target: Double, cooldown: Double, minimumReplicas: Int, maximumReplicas: Int = 100, warmPool: Int = 0, spikeMultiplier: Double = 1,
        window: Int = 0
    ) {
        (self.target, self.cooldown, self.minimumReplicas, self.maximumReplicas) = (target, cooldown, minimumReplicas, maximumReplicas)
        (self.warmPool, self.spikeMultiplier, self.window) = (warmPool, spikeMultiplier, window)
    }

    /// As published. Templates also hold a prediction horizon of 900 s for cycles, which is read and not used.
    public static func published(for archetype: Archetype) -> CompatibleStrategyParameters {
        switch archetype {
        case .spike:
            CompatibleStrategyParameters(target: 0.30, cooldown: 1_200, minimumReplicas: 2, warmPool: 2, spikeMultiplier: 1.5)
        case .periodic: CompatibleStrategyParameters(target: 0.75, cooldown: 180, minimumReplicas: 1, window: 60)
        case .ramp: CompatibleStrategyParameters(target: 0.60, cooldown: 420, minimumReplicas: 1, window: 10)
        case .stationary: CompatibleStrategyParameters(target: 0.55, cooldown: 720, minimumReplicas: 1, window: 5)
        }
    }
}
