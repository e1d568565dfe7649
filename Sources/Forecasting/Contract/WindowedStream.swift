import Traces

/// A stream that answers from the window of the latest values, exactly as ``FittedForecaster/forecast(from:horizon:)`` would from the
/// whole history: what every model can do.
///
/// It keeps only as many values as can influence a forecast; memory stays bounded however long it runs. An observation costs next to
/// nothing, an answer a whole window.
public struct WindowedStream: ForecastStream, Sendable {
    /// The model that answers.
    public let model: any FittedForecaster

    private var series: Series
    private let kept: Int

    /// Starts a stream.
    ///
    /// - Parameters:
    ///   - model: a fitted model without covariates.
    ///   - history: what is known so far.
    ///   - kept: number of latest values to keep, at least what the model looks at.
    /// - Throws: ``ForecastError/covariateMismatch(series:expected:found:)`` for a series with covariates: they have no place in a single
    ///   new value; ``ForecastError/invalidConfiguration(_:)`` when `kept` is not positive.
    public init(_ model: any FittedForecaster, history: History, keeping kept: Int) throws(ForecastError) {
        try Self.checkCovariates(of: history)
        guard kept >= 1 else { throw ForecastError.invalidConfiguration("a stream keeps at least 1 value, found \(kept)") }
        self.model = model
        self.kept = kept
        series = history.series
        series.values = Array(history.values)
        trim()
    }

    /// Refuses covariates that change with time: they have no place in a single new value.
    /// - Throws: ``ForecastError/covariateMismatch(series:expected:found:)``.
    package static func checkCovariates(of history: History) throws(ForecastError) {
        let columns = history.series.pastCovariates.count + history.series.futureCovariates.count
        guard columns == 0 else {
            throw ForecastError.covariateMismatch(series: history.id, expected: [], found: ["\(columns) covariates that change with time"])
        }
    }

    /// Number of values in memory.
    public var count: Int { series.count }
    /// Identifier of the series.
    public var seriesID: String { series.id }
    /// Time of the next value.
    public var nextTime: Int64 { series.axis.time(at: series.count) }
    /// Levels of every forecast.
    public var levels: QuantileLevels { model.levels }

    /// Takes the next value; NaN marks a missing one.
    public mutating func observe(_ value: Float) {
        series.values.append(value.isFinite ? value : .nan)
        // Trimming moves the window; doing it rarely keeps the cost of one value constant.
        if series.count >= 2 * kept { trim() }
    }

    /// Forecast from all values so far.
    public func forecast(horizon: Int) throws(ForecastError) -> QuantileForecast {
        try model.forecast(from: History(series), horizon: horizon)
    }

    /// Forecast from all values so far into memory of the caller; the window itself is computed as for any forecast, with allocations.
    public func forecast(horizon: Int, into values: UnsafeMutableBufferPointer<Float>) throws(ForecastError) {
        let forecast = try forecast(horizon: horizon)
        precondition(values.count == forecast.values.count, "the forecast has \(forecast.values.count) values, room for \(values.count)")
        _ = values.update(fromContentsOf: forecast.values)
    }

    private mutating func trim() {
        let surplus = series.count - kept
        guard surplus > 0 else { return }
        series.values.removeFirst(surplus)
        series.axis = series.axis.advanced(by: surplus)
    }
}
