/// What AAPA's metrics module says of the number of replicas over time, one sample a minute.
public struct CompatibleStabilityMetrics: Hashable, Sendable, Codable {
    /// Σ replicas: a sample is a minute.
    public var replicaMinutes: Int
    /// Samples that differ from the one before.
    public var actions: Int
    /// Neighbouring differences of opposite sign. A pause between two opposite changes hides them: fault of the original.
    public var oscillations: Int
    /// Oscillations over the number of differences; 0 with one sample.
    public var oscillationRate: Double
    /// Actions per hour.
    public var actionsPerHour: Double
    /// Mean minutes between actions; all of them with fewer than two.
    public var meanInterval: Double
    /// 1 / (1 + oscillation rate + actions per hour / 10).
    public var stability: Double

    /// Measures a timeline of replicas.
    /// - Precondition: at least one sample.
    public init(_ replicas: [Int]) {
        precondition(!replicas.isEmpty, "no replicas to measure")
        let changes = zip(replicas, replicas.dropFirst()).map { $1 - $0 }
        let places = changes.indices.filter { changes[$0] != 0 }
        replicaMinutes = replicas.reduce(0, +)
        actions = places.count
        oscillations = zip(changes, changes.dropFirst()).filter { $0.signum() * $1.signum() < 0 }.count
        oscillationRate = changes.isEmpty ? 0 : Double(oscillations) / Double(changes.count)
        actionsPerHour = Double(actions) / (Double(replicas.count) / 60)
        if let first = places.first, let last = places.last, places.count > 1 {
            meanInterval = Double(last - first) / Double(places.count - 1)
        } else {
            meanInterval = Double(replicas.count)
        }
        stability = 1 / (1 + oscillationRate + actionsPerHour / 10)
    }
}
