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

    /// Memory to find ceilings in; `nil` when the model knows nothing about maxima over windows, as models that are not calibrated. By default
    /// `nil`.
    func ceilingWorkspace() -> CeilingWorkspace?

    /// Finds the distribution of the maximum over the first steps of a forecast of this stream, made since the latest value.
    /// - Parameters:
    ///   - quantiles: of the forecast, `[H, Q]`, as ``forecast(horizon:into:)`` left them.
    ///   - window: number of steps, 1…H.
    ///   - work: of ``ceilingWorkspace()``; holds the samples afterwards.
    func findCeiling(of quantiles: UnsafeBufferPointer<Float>, over window: Int, in work: inout CeilingWorkspace)
}

extension ForecastStream {
    /// Knows nothing about maxima.
    public func ceilingWorkspace() -> CeilingWorkspace? { nil }

    /// Is not called: there is no workspace.
    public func findCeiling(of quantiles: UnsafeBufferPointer<Float>, over window: Int, in work: inout CeilingWorkspace) {
        preconditionFailure("the stream of \(seriesID) has no ceilings")
    }

    /// Distribution of the maximum over the next steps, from all values so far. Many are faster by ``findCeiling(of:over:in:)``, which allocates
    /// nothing.
    /// - Parameter window: number of steps, at least 1.
    /// - Returns: `nil` when the model knows nothing about maxima.
    /// - Throws: ``ForecastError`` when the window is longer than a forecast can be.
    public mutating func ceiling(over window: Int) throws(ForecastError) -> Ceiling? {
        guard window >= 1 else { throw ForecastError.invalidHorizon(window) }
        guard var work = ceilingWorkspace() else { return nil }
        let forecast = try forecast(horizon: window)
        forecast.values.withUnsafeBufferPointer { findCeiling(of: $0, over: window, in: &work) }
        return Ceiling(window: window, samples: Array(work.samples))
    }
}
