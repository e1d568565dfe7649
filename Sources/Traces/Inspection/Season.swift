/// A season found in one series: demand that resembles itself `steps` later.
public struct Season: Hashable, Sendable, Codable {
    /// Length in steps.
    public var steps: Int
    /// Correlation of the detrended series with itself one season later, −1…1: what a seasonal naive forecast has to live on.
    public var strength: Double
    /// Share of the variance of the detrended series that a fixed profile of this length explains beyond all shorter seasons found, corrected
    /// for the number of its values; near 0 for a period that drifts against the grid.
    public var explained: Double

    /// Makes a season.
    public init(steps: Int, strength: Double, explained: Double) {
        (self.steps, self.strength, self.explained) = (steps, strength, explained)
    }
}
