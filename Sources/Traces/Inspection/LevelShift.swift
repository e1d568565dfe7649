/// A lasting change of the level of one series.
public struct LevelShift: Hashable, Sendable, Codable {
    /// Index of the first value at the new level, in the values of the series.
    public var position: Int
    /// Level from the shift before to this one: median of the levels of its blocks, without the season, in the unit of the series.
    public var before: Double
    /// Level from this shift to the next.
    public var after: Double

    /// Makes a shift.
    public init(position: Int, before: Double, after: Double) {
        (self.position, self.before, self.after) = (position, before, after)
    }
}
