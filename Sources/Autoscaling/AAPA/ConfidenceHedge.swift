/// Algorithm 1 of AAPA's paper: the less sure the class, the more of everything.
///
/// With confidence c and m = 1 + 0.5 (1 − c): target · (1 − 0.2 (1 − c)), cooldown · m, replicas ⌈replicas · m⌉. The published code does not
/// contain it (it has four other rules, see `docs/aapa.md`). Give it a **calibrated** c, such as `ArchetypeClassifier` has: raw confidences
/// of a classifier of its own rules are near 1, and nothing is ever hedged.
public struct ConfidenceHedge: Hashable, Sendable, Codable {
    /// Confidence in the class, 0…1.
    public var confidence: Double

    /// Makes a hedge.
    /// - Precondition: the confidence lies in 0…1.
    public init(confidence: Double) {
        precondition((0...1).contains(confidence), "a confidence of \(confidence)")
        self.confidence = confidence
    }

    /// m = 1 + 0.5 (1 − c).
    public var multiplier: Double { 1 + 0.5 * (1 - confidence) }
    /// The target that is aimed at instead.
    public func target(_ target: Double) -> Double { target * (1 - 0.2 * (1 - confidence)) }
    /// The cooldown that is kept instead.
    public func cooldown(_ cooldown: Duration) -> Duration { cooldown * multiplier }
    /// The replicas that are asked for instead.
    public func replicas(_ replicas: Int) -> Int { (Double(replicas) * multiplier).ceiledToReplicas }
}
