/// The demand of one function, and what it is known to be.
public struct LabelledDemand: Sendable {
    /// Identifier of the series.
    public var id: String
    /// Counts of every minute; NaN is missing.
    public var values: [Float]
    /// The class of the function, the truth of each of its windows that is not idle.
    public var archetype: Archetype

    /// Puts demand and class together.
    public init(id: String, values: [Float], archetype: Archetype) { (self.id, self.values, self.archetype) = (id, values, archetype) }
}
