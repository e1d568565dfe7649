/// Where a policy gets its forecasts from: the highest demand to expect over the next steps, as quantiles.
///
/// A source serves one series. It is asked with the number of values that are known, and must answer from these alone.
public protocol ForecastSource: Sendable {
    /// Short name of the forecaster, for reports: `lstm`.
    var name: String { get }
    /// Longest window in steps; `nil` when any is possible.
    var maximumWindow: Int? { get }

    /// Quantile of the maximum over the steps `known ..< known + window` of the series, or `nil` when there is no forecast.
    ///
    /// - Parameters:
    ///   - known: number of values of the series that are known, counted from its first one.
    ///   - window: number of steps, at least 1, at most ``maximumWindow``.
    ///   - level: quantile level τ of the maximum, 0 < τ < 1.
    /// - Throws: for what makes every further answer impossible, such as a level outside the trained range. What is temporary is `nil`.
    func ceiling(known: Int, window: Int, level: Double) throws -> CeilingForecast?
}

/// One answer of a ``ForecastSource``.
public struct CeilingForecast: Hashable, Sendable {
    /// Quantile of the highest value, in the unit of the series (for counts: per step).
    public var value: Float
    /// Number of values that were known when the forecast was made: less than what is known now when it is stale, never more.
    public var known: Int

    /// Makes an answer.
    public init(value: Float, known: Int) {
        (self.value, self.known) = (value, known)
    }
}
