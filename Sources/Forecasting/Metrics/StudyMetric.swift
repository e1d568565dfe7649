/// A metric of a ``RelationStudy``: its name, and which way is better.
public struct StudyMetric: Hashable, Sendable, Codable {
    /// Short name, a column of tables: `under_rate`.
    public var name: String
    /// Whether more is better: recall and the like.
    public var isHigherBetter: Bool

    /// Makes a metric; less is better unless told otherwise.
    public init(_ name: String, isHigherBetter: Bool = false) { (self.name, self.isHigherBetter) = (name, isHigherBetter) }

    enum CodingKeys: String, CodingKey {
        case name
        case isHigherBetter = "is_higher_better"
    }
}
