public import Workloads

/// The replica rule of AAPA's published **uncertainty module**: three levels of confidence, each with factors of its own.
///
/// With r replicas, a load L as CPU utilisation (the predicted one where it is positive, else the present one), target T and margin m:
/// t = r L / T′ (1 + m′), for spikes at least r times a buffer; ⌈t⌉ inside the limits. The horizons and sensitivities that the original
/// computes beside and never uses are left out.
public struct CompatibleUncertaintyRule: Hashable, Sendable {
    /// How unsure the classifier is.
    public enum Level: String, Hashable, Sendable, CaseIterable {
        /// Confidence of 0.8 or more.
        case low
        /// Confidence of 0.6 or more.
        case medium
        /// Less.
        case high

        /// The level of a confidence.
        public init(confidence: Double) { self = confidence >= 0.8 ? .low : confidence >= 0.6 ? .medium : .high }

        fileprivate func choose<Value>(_ low: Value, _ medium: Value, _ high: Value) -> Value {
            switch self {
            case .low: low
            case .medium: medium
            case .high: high
            }
        }
    }

    /// Which archetype.
    public var archetype: Archetype
    /// Its numbers.
    public var parameters: CompatibleUncertaintyParameters
    /// Fewest replicas before uncertainty.
    public var minimumReplicas: Int

    /// Makes a rule; numbers are the published ones by default.
    public init(_ archetype: Archetype, parameters: CompatibleUncertaintyParameters? = nil, minimumReplicas: Int = 1) {
        (self.archetype, self.minimumReplicas) = (archetype, minimumReplicas)
        self.parameters = parameters ?? .published(for: archetype)
    }

    /// Target at a level: 1, 0.9 or 0.8 of it.
    public func target(_ level: Level) -> Double { parameters.target * level.choose(1.0, 0.9, 0.8) }

    /// Cooldown in minutes at a level: 1, 1.2 or 1.5 of it, fractions dropped.
    public func cooldownMinutes(_ level: Level) -> Int { Int(Double(parameters.cooldownMinutes) * level.choose(1.0, 1.2, 1.5)) }

    /// Margin at a level: 1, 1.5 or 2 of it.
    public func safetyMargin(_ level: Level) -> Double { parameters.safetyMargin * level.choose(1.0, 1.5, 2.0) }

    /// Replicas wanted.
    /// - Parameters:
    ///   - replicas: how many there are.
    ///   - utilization: present CPU utilisation.
    ///   - predicted: predicted one, 0 for none.
    ///   - confidence: in the archetype, 0…1.
    public func replicas(current replicas: Int, utilization: Double, predicted: Double = 0, confidence: Double) -> Int {
        let level = Level(confidence: confidence)
        let load = predicted > 0 ? predicted : utilization
        var wanted = Double(replicas) * load / target(level) * (1 + safetyMargin(level))
        var least = minimumReplicas
        if archetype == .spike {
            wanted = max(wanted, Double(replicas) * level.choose(1.2, 1.5, 2.0))
            least = level.choose(least, max(2, least), max(2, Int(1.5 * Double(least))))
        }
        return min(max(Int(wanted.rounded(.up)), least), parameters.maximumReplicas)
    }
}
