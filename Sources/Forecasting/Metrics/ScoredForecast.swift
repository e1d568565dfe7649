/// A forecast beside what came: one series, one origin.
public struct ScoredForecast: Sendable {
    /// The forecast.
    public var forecast: QuantileForecast
    /// What came, one value per step; NaN = not scored.
    public var actual: [Float]
    /// Seasonal error of the history (``SeasonalError``); `nil` when it has none, which leaves the forecast out of scaled scores.
    public var seasonalError: Double?
    /// Last time whose value might be known.
    public var cutoff: Int64
    /// Series that are summed up together in WQL, WAPE, ceilings and provisioning: those of one unit and size.
    public var group: String
    /// Forecast of the maximum over the horizon; `nil` lets the largest of the marginal quantiles stand for it.
    public var ceiling: Ceiling?

    /// Makes a scored forecast.
    /// - Precondition: one actual value for each step; a ceiling is over the horizon of the forecast.
    public init(
        forecast: QuantileForecast, actual: [Float], seasonalError: Double?, cutoff: Int64, group: String, ceiling: Ceiling? = nil
    ) {
        precondition(actual.count == forecast.horizon, "\(actual.count) actual values for a horizon of \(forecast.horizon)")
        precondition(ceiling.map { $0.window == forecast.horizon } ?? true, "the ceiling must be over the horizon")
        (self.forecast, self.actual, self.seasonalError) = (forecast, actual, seasonalError)
        (self.cutoff, self.group, self.ceiling) = (cutoff, group, ceiling)
    }
}
