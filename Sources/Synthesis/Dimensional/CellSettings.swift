import Traces

/// Parameters that any level of the configuration may set, for all cells or those that match a filter; the more specific setting wins, and
/// of two equally specific ones the later. Factors of all matching settings multiply.
public struct CellSettings: Hashable, Sendable {
    /// Multiplies the base.
    public var factor: Double?
    /// Zone whose clock the cell follows.
    public var zone: TimeZoneRules?
    /// Season of the day; phase in hours.
    public var daily: SeasonalProfile?
    /// Season of the week; phase in days.
    public var weekly: SeasonalProfile?
    /// Season of the year; phase in days.
    public var yearly: SeasonalProfile?
    /// Change of the level.
    public var trend: LevelTrend?
    /// Scatter of the observations.
    public var noise: ObservationNoise?
    /// Residual of the cell alone, on the logarithm of the rate.
    public var residual: Residual?

    /// A stationary first-order autoregression on the logarithm of a rate.
    public struct Residual: Hashable, Sendable {
        /// Standard deviation.
        public var scale: Double
        /// Correlation of neighbouring buckets, `0 ≤ ρ ≤ 0.999`.
        public var correlation: Double

        /// Makes a residual.
        public init(scale: Double, correlation: Double) { (self.scale, self.correlation) = (scale, correlation) }
    }

    /// Sets nothing.
    public init() {}
}
