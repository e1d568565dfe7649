import Traces

/// A stream whose forecasts are corrected by a calibration, exactly as those of histories are.
///
/// Observations, forecasts and ceilings allocate nothing beyond what the stream underneath does. What kind of series it is
/// (``SeriesClusters``) is decided when the stream begins.
public struct CalibratedStream: ForecastStream {
    /// What corrects the forecasts.
    public let calibration: Calibration
    /// Distributions of maxima over windows; `nil` when the dependence between steps is unknown.
    public let ceilings: CeilingModel?
    /// The stream underneath.
    public private(set) var base: any ForecastStream
    private let axis: TimeAxis
    /// What the stream knows beyond the one underneath: all that is to be saved with it.
    public private(set) var state: State

    /// What a calibrated stream remembers of its series.
    public struct State: Sendable, Codable, Equatable {
        /// Group of the series.
        let series: Int
        var whole: WholeNumberRun
        /// What ceilings look at, if there are any.
        var latest: LatestValues
    }

    init(_ base: any ForecastStream, calibration: Calibration, ceilings: CeilingModel?, history: History) {
        (self.base, self.calibration, self.ceilings) = (base, calibration, ceilings)
        axis = history.series.axis
        var whole = WholeNumberRun(span: Calibration.wholeSpan)
        for value in history.values.suffix(Calibration.wholeSpan) { whole.observe(value) }
        var latest = LatestValues(span: ceilings?.span ?? 0)
        for value in history.values.suffix(latest.span) { latest.append(value) }
        state = State(series: calibration.groups.group(of: history), whole: whole, latest: latest)
    }

    /// Goes on where a stream stopped.
    /// - Parameters:
    ///   - base: the stream underneath, restored at the same place.
    ///   - model: the calibrated model.
    ///   - axis: step and kind of the times of the series.
    ///   - state: what the stream had remembered.
    /// - Throws: ``ForecastError/invalidArchive(_:)`` when the state cannot be that of such a stream.
    public init(_ base: any ForecastStream, of model: CalibratedForecaster, axis: TimeAxis, restoring state: State) throws(ForecastError) {
        guard
            base.levels == model.levels, (0..<model.calibration.groups.count).contains(state.series), state.whole.isSound,
            state.latest.span == model.ceilings?.span ?? 0
        else {
            throw ForecastError.invalidArchive("the saved state of the calibrated stream of \(base.seriesID) is of another model")
        }
        (self.base, calibration, ceilings, self.axis, self.state) = (base, model.calibration, model.ceilings, axis, state)
    }

    /// Identifier of the series.
    public var seriesID: String { base.seriesID }
    /// Time of the next value.
    public var nextTime: Int64 { base.nextTime }
    /// Levels of every forecast.
    public var levels: QuantileLevels { base.levels }

    /// Takes the next value.
    public mutating func observe(_ value: Float) {
        base.observe(value)
        let known = value.isFinite ? value : .nan
        state.whole.observe(known)
        state.latest.append(known)
    }

    /// A corrected forecast from all values so far.
    public mutating func forecast(horizon: Int) throws(ForecastError) -> QuantileForecast {
        let forecast = try base.forecast(horizon: horizon)
        var values = forecast.values
        values.withUnsafeMutableBufferPointer { correct($0) }
        return forecast.replacing(values)
    }

    /// A corrected forecast into memory of the caller.
    public mutating func forecast(horizon: Int, into values: UnsafeMutableBufferPointer<Float>) throws(ForecastError) {
        try base.forecast(horizon: horizon, into: values)
        correct(values)
    }

    /// Room for ceilings of the model.
    public func ceilingWorkspace() -> CeilingWorkspace? { ceilings.map { CeilingWorkspace(for: $0) } }

    /// The ceiling of a forecast of this stream, from sample paths, marginals and the latest values.
    public func findCeiling(of quantiles: UnsafeBufferPointer<Float>, over window: Int, in work: inout CeilingWorkspace) {
        state.latest.values.withUnsafeBufferPointer {
            work.find(
                of: quantiles, lowerBound: calibration.quantity.lowerBound, after: $0, over: window, series: base.seriesID, isWhole: isWhole
            )
        }
    }

    private func correct(_ values: UnsafeMutableBufferPointer<Float>) {
        var times = axis
        times.start = base.nextTime
        calibration.correct(values, series: state.series, axis: times, isWhole: isWhole)
    }

    private var isWhole: Bool { state.whole.isWhole(countsSomething: calibration.quantity.kind == .count) }
}

/// Whether the latest values of a series are whole numbers and not all the same, kept up to date in constant time.
struct WholeNumberRun: Sendable, Codable, Equatable {
    private let span: Int
    private var seen = 0
    /// Numbers of the latest broken value, and of the latest value that differs from the one before it.
    private var lastBroken = -1, lastChange = -1
    private var latest: Float?

    init(span: Int) { self.span = span }

    /// Whether what was saved can be a run of values.
    var isSound: Bool {
        span == Calibration.wholeSpan && seen >= 0 && seen < 1 << 62
            && [lastBroken, lastChange, lastKnown].allSatisfy { (-1..<max(seen, 1)).contains($0) }
    }

    /// Takes the next value; NaN is missing.
    mutating func observe(_ value: Float) {
        defer { seen += 1 }
        guard !value.isNaN else { return }
        if value.rounded(.down) != value { lastBroken = seen }
        // Two different values are inside the span as long as the older of them is.
        if let latest, latest != value { lastChange = lastKnown }
        latest = value
        lastKnown = seen
    }

    private var lastKnown = -1

    /// - Parameter countsSomething: whether a series of one whole number counts as whole, too.
    func isWhole(countsSomething: Bool) -> Bool {
        let first = max(0, seen - span)
        return lastBroken < first && (countsSomething || lastChange >= first)
    }
}
