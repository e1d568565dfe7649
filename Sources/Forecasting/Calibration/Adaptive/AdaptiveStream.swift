import Traces

/// A stream whose forecasts are kept honest by an ``AdaptiveCalibrator``: observations settle what was forecast, forecasts are adjusted.
///
/// It learns from the forecasts that are asked for: one at every step is best; fewer are enough, more at one step change nothing. Beyond
/// what the inner stream does nothing is allocated but the forecast itself, and nothing at all when the caller brings the memory.
public struct AdaptiveStream: ForecastStream {
    /// The stream that forecasts.
    public private(set) var inner: any ForecastStream
    /// What it learnt of its errors.
    public private(set) var calibrator: AdaptiveCalibrator

    /// Wraps a running stream.
    /// - Throws: ``ForecastError/invalidLevels(_:)`` when the calibrator is made for other levels.
    public init(_ inner: any ForecastStream, calibrator: AdaptiveCalibrator) throws(ForecastError) {
        guard inner.levels == calibrator.levels else { throw ForecastError.invalidLevels(calibrator.levels.values) }
        (self.inner, self.calibrator) = (inner, calibrator)
    }

    /// Starts a stream of a model and warms its calibration over the end of the history.
    ///
    /// - Parameters:
    ///   - model: a fitted model that can be streamed.
    ///   - history: what is known so far.
    ///   - horizon: longest horizon to calibrate.
    ///   - warmup: number of latest values to replay; the stream is started before them. Values that the model was fitted on make it
    ///     look better than it is.
    ///   - settings: how to learn.
    /// - Throws: ``ForecastError`` of the model, ``ForecastError/tooShort(series:count:required:)`` when there are fewer values to replay.
    public init(
        _ model: any FittedForecaster, history: History, horizon: Int, warmup: Int, settings: AdaptiveSettings = AdaptiveSettings()
    ) throws(ForecastError) {
        guard warmup >= 0, warmup <= history.count else {
            throw ForecastError.tooShort(series: history.id, count: history.count, required: warmup)
        }
        var inner = try model.stream(from: History(history.series, count: history.count - warmup))
        let bound = try inner.forecast(horizon: 1).lowerBound
        let calibrator = try AdaptiveCalibrator(horizon: horizon, levels: model.levels, lowerBound: bound, settings: settings)
        try self.init(inner, calibrator: calibrator)
        for value in history.values.suffix(warmup) {
            _ = try forecast(horizon: horizon)
            observe(value)
        }
    }

    /// Identifier of the series.
    public var seriesID: String { inner.seriesID }
    /// Time of the next value.
    public var nextTime: Int64 { inner.nextTime }
    /// Levels of every forecast.
    public var levels: QuantileLevels { inner.levels }

    /// Settles pending forecasts and passes the value on; NaN marks a missing one.
    public mutating func observe(_ value: Float) {
        calibrator.observe(value)
        inner.observe(value)
    }

    /// Calibrated forecast from all values so far, as a value with times and levels.
    public mutating func forecast(horizon: Int) throws(ForecastError) -> QuantileForecast {
        let base = try inner.forecast(horizon: horizon)
        var values = base.values
        values.withUnsafeMutableBufferPointer { calibrator.adjust($0) }
        // The axis of the targets, with nothing known on it, gives the origin and the times of the base forecast.
        return QuantileForecast(
            history: History(Series(id: base.seriesID, axis: base.axis, values: [])), levels: base.levels, horizon: base.horizon,
            values: values, lowerBound: base.lowerBound, note: base.note)
    }

    /// Calibrated forecast from all values so far into memory of the caller.
    public mutating func forecast(horizon: Int, into values: UnsafeMutableBufferPointer<Float>) throws(ForecastError) {
        try inner.forecast(horizon: horizon, into: values)
        calibrator.adjust(values)
    }

    /// Room for ceilings of the inner stream.
    public func ceilingWorkspace() -> CeilingWorkspace? { inner.ceilingWorkspace() }

    /// The ceiling that the inner stream finds for an adjusted forecast.
    public func findCeiling(of quantiles: UnsafeBufferPointer<Float>, over window: Int, in work: inout CeilingWorkspace) {
        inner.findCeiling(of: quantiles, over: window, in: &work)
    }

    // MARK: As data

    private struct Place: Codable, Equatable {
        var seriesID: String, nextTime: Int64
    }

    private static let place = "adaptive.stream"

    /// The calibration as data, with the place in the series where it stopped. The inner stream is saved by its own means: an LSTM stream by
    /// its snapshot, a windowed one as the history it is started from.
    public func snapshot() throws(ForecastError) -> ModelArchive {
        var archive = try calibrator.snapshot()
        try archive.store(Place(seriesID: seriesID, nextTime: nextTime), under: Self.place)
        return archive
    }

    /// Goes on where a stream stopped.
    /// - Parameters:
    ///   - inner: the inner stream, restored at the same place of the same series.
    ///   - archive: what ``snapshot()`` gave.
    /// - Throws: ``ForecastError/invalidArchive(_:)`` when the archive is damaged or was made at another place.
    public init(_ inner: any ForecastStream, restoring archive: ModelArchive) throws(ForecastError) {
        let (saved, found): (Place, Place) = (
            try archive.value(under: Self.place), Place(seriesID: inner.seriesID, nextTime: inner.nextTime)
        )
        let calibrator = try AdaptiveCalibrator(archive: archive)
        guard saved == found, calibrator.levels == inner.levels else {
            throw ForecastError.invalidArchive(
                "the saved calibration goes on with \(saved.seriesID) at time \(saved.nextTime) and the levels \(calibrator.levels.values), "
                    + "the stream is of \(found.seriesID) at \(found.nextTime) and \(inner.levels.values); restore the stream of the same moment"
            )
        }
        (self.inner, self.calibrator) = (inner, calibrator)
    }
}
