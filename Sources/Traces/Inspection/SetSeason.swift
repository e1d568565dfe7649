/// A season found in a set of series.
public struct SetSeason: Hashable, Sendable, Codable {
    /// Length in steps.
    public var steps: Int
    /// Number of series examined in which it was found.
    public var found: Int
    /// Number of series examined that are long enough to show it and not constant.
    public var eligible: Int
    /// Mean ``Season/strength`` in the series where it was found.
    public var strength: Double
    /// Mean ``Season/explained`` over the eligible series, 0 where it was not found: how much it matters to the set.
    public var explained: Double

    /// Makes a season of a set.
    public init(steps: Int, found: Int, eligible: Int, strength: Double, explained: Double) {
        (self.steps, self.found, self.eligible, self.strength, self.explained) = (steps, found, eligible, strength, explained)
    }

    /// `found / eligible`; 0 of nothing.
    public var share: Double { eligible > 0 ? Double(found) / Double(eligible) : 0 }
}
