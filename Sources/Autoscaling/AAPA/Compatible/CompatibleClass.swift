public import Workloads

/// What AAPA's simulator is told of a workload: an archetype, and the largest of the classifier's probabilities as it comes.
public struct CompatibleClass: Hashable, Sendable, Codable {
    /// The archetype.
    public var archetype: Archetype
    /// Confidence in it, 0…1; AAPA does not calibrate it.
    public var confidence: Double

    /// Makes a class.
    public init(_ archetype: Archetype, confidence: Double = 1) { (self.archetype, self.confidence) = (archetype, confidence) }
}
