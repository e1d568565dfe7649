import Forecasting
import Traces

/// One series under observation by boosted trees. It carries the state of the features, so that an observation costs a constant time, and
/// answers what a forecast from the whole history would.
public struct GBTStream: ForecastStream, Sendable {
    /// The model that answers.
    public let model: FittedGBT

    private let series: Series
    private let phase: Int
    private var clock: LocalClock
    private var raw: RecentValues
    private var transformed: RecentValues
    private var state: FeatureState
    private var row: [Float], origin: [Float], scaled: [Float]
    private var scratch: QuantileForests.Scratch?

    /// Starts a stream.
    /// - Throws: `ForecastError` for a history of another step, or with covariates that change with time: they have no place in a single new
    ///   value.
    public init(_ model: FittedGBT, history: History) throws(ForecastError) {
        try WindowedStream.checkCovariates(of: history)
        try model.schema.window.check(history)
        self.model = model
        let (assembler, kept) = (model.assembler, model.schema.reach)
        var series = history.series
        series.values = []
        self.series = series
        phase = FeatureAssembler.phase(of: series.axis)
        clock = LocalClock(model.schema.window.calendar)
        raw = RecentValues(history.values, total: history.count, keeping: kept)
        transformed = RecentValues(history.values.suffix(kept).map { assembler.transformed($0) }[...], total: history.count, keeping: kept)
        let (first, total, start) = (transformed.first, transformed.total, phase)
        state = transformed.withValues {
            FeatureState(PastValues($0, first: first, count: total), phase: start, assembler: assembler)
        }
        row = Array(repeating: 0, count: assembler.columns)
        origin = Array(repeating: 0, count: assembler.originColumns)
        scaled = Array(repeating: 0, count: model.levels.count)
        scratch = model.answers.makeScratch()
    }

    /// Identifier of the series.
    public var seriesID: String { series.id }
    /// Time of the next value.
    public var nextTime: Int64 { series.axis.time(at: raw.total) }
    /// Levels of every forecast.
    public var levels: QuantileLevels { model.levels }

    /// Takes the next value; NaN marks a missing one.
    public mutating func observe(_ value: Float) {
        let value = value.isFinite ? value : .nan
        raw.append(value)
        transformed.append(model.assembler.transformed(value))
        let (first, total) = (transformed.first, transformed.total)
        transformed.withValues { state.advance(PastValues($0, first: first, count: total)) }
    }

    /// Forecast from all values so far.
    public mutating func forecast(horizon: Int) throws(ForecastError) -> QuantileForecast {
        try model.schema.window.checkHorizon(horizon)
        let history = knownHistory()
        let window = model.schema.window
        guard isLong else { return model.ladder(history, horizon: horizon) }
        var values = [Float](repeating: 0, count: horizon * levels.count)
        values.withUnsafeMutableBufferPointer { write($0, horizon: horizon) }
        return QuantileForecast(history: history, levels: levels, horizon: horizon, values: values, lowerBound: window.quantity.lowerBound)
    }

    /// Forecast from all values so far into memory of the caller.
    public mutating func forecast(horizon: Int, into values: UnsafeMutableBufferPointer<Float>) throws(ForecastError) {
        try model.schema.window.checkHorizon(horizon)
        precondition(values.count == horizon * levels.count, "\(horizon) × \(levels.count) values need as much room, found \(values.count)")
        guard isLong else {
            _ = values.update(fromContentsOf: model.ladder(knownHistory(), horizon: horizon).values)
            return
        }
        write(values, horizon: horizon)
        QuantileForecast.order(values, levelCount: levels.count)
    }

    private var isLong: Bool {
        raw.total >= model.schema.window.minimumHistory && model.schema.usableOrigins.allow(raw.values)
    }

    /// What is remembered, as a history.
    private func knownHistory() -> History {
        var known = series
        known.values = Array(raw.values)
        known.axis = series.axis.advanced(by: raw.first)
        return History(known)
    }

    private mutating func write(_ out: UnsafeMutableBufferPointer<Float>, horizon: Int) {
        guard let out = out.baseAddress else { return }
        let isWhole = raw.withValues { model.windows.isWhole($0, origin: $0.count) }
        if model.schema.isRecursive {
            // The means go into a copy of what is remembered; the stream itself stays where it is.
            var walks = [
                FeatureWalk(
                    series, assembler: model.assembler, values: Array(transformed.values), first: transformed.first, state: state)
            ]
            model.write(out, walks: &walks, areWhole: [isWhole], horizon: horizon)
        } else {
            writeDirectly(out, horizon: horizon, isWhole: isWhole)
        }
    }

    private mutating func writeDirectly(_ out: UnsafeMutablePointer<Float>, horizon: Int, isWhole: Bool) {
        let (assembler, answers, windows, series) = (model.assembler, model.answers, model.windows, series)
        let (first, total, levels) = (transformed.first, transformed.total, model.levels)
        let (scale, bound, count) = (assembler.scale(state), assembler.transformedBound, levels.count)
        transformed.withValues { values in
            let past = PastValues(values, first: first, count: total)
            assembler.writeOrigin(&origin, state: state, past: past, known: total, scale: scale, series: series)
            for column in origin.indices { row[column] = origin[column] }
            for step in 0..<horizon {
                row.withUnsafeMutableBufferPointer {
                    assembler.writeStep(
                        $0.baseAddress! + assembler.originColumns, step: step, past: past, scale: scale, series: series, phase: phase,
                        clock: &clock)
                }
                answers.write(&scaled, row: row, scale: scale, step: step, levels: levels, bound: bound, scratch: &scratch)
                windows.unscale(scaled, into: out + step * count, count: count, scale: scale, isWhole: isWhole)
            }
        }
    }
}
