/// The streaming entry: one series under observation, which takes one new value at a time and answers at once.
///
/// What a server holds per series, whatever the family: ``FittedForecaster/stream(from:)`` makes one. Observations come one per step of
/// the series, in order; a missing one is NaN. What to do about late or repeated ones is the caller's business: a value that is not
/// there when its step has passed is observed as NaN, and cannot be put in afterwards without starting the stream anew.
public protocol ForecastStream {
    /// Identifier of the series.
    var seriesID: String { get }
    /// Time of the next value.
    var nextTime: Int64 { get }
    /// Levels of every forecast.
    var levels: QuantileLevels { get }

    /// Takes the next value; NaN (or any value that is not finite) marks a missing one.
    mutating func observe(_ value: Float)

    /// Forecast from all values so far, as a value with times and levels.
    /// - Throws: ``ForecastError`` when the horizon is too long.
    mutating func forecast(horizon: Int) throws(ForecastError) -> QuantileForecast

    /// Forecast from all values so far into memory of the caller.
    /// - Parameters:
    ///   - horizon: steps.
    ///   - values: room for `horizon × levels.count` quantiles `[H, Q]`, in the unit of the series.
    /// - Throws: ``ForecastError`` when the horizon is too long.
    /// - Precondition: `values` has exactly that room.
    mutating func forecast(horizon: Int, into values: UnsafeMutableBufferPointer<Float>) throws(ForecastError)
}
