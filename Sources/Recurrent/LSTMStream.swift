import Forecasting
import Tensors
import Traces

/// A stream that carries the recurrent state of an LSTM: one observation costs one step instead of a window.
///
/// **What it computes.** Let `n` values be known. A state begun when `r ≤ n` were known has location and scale `s(r)` of the window that
/// ended there, and is the network's state after the rows `r − L … n − 1`, all scaled by `s(r)`; its *age* is `a = n − r`. The forecast is
/// the head on that state, with seasonal references and last value scaled by `s(r)` too, and brought back by `s(r)`:
///
///     forecast(n) = s(r)⁻¹ ∘ head(h(n), known(n; s(r))),   h(k + 1) = cell(row(k; s(r)), h(k)),   h(r − L) = 0
///
/// At age 0 that is the windowed forecast; at age `a` it is the forecast of the `L + a` last rows with a scale that is `a` steps old,
/// for which the model was trained (`StreamingConfiguration`). Equal means up to the rounding of the matrix products, about 1e-6 scales:
/// one row and many are multiplied in different orders. What is rounded to whole numbers is decided at `r` too, and given up with
/// the first value that is not whole.
///
/// **How long a state lives.** Before it reaches its largest age A a successor is begun with the scale of that moment: its own window of
/// L rows is computed `rebuildSteps` rows per observation, and it takes over when it has caught up, at age
/// `StreamingConfiguration.warmup(context:)`. So no observation pays for a window: its cost is 1 step, or 1 + `rebuildSteps` steps
/// while a successor catches up, once with the median of the window. States begun from few values live shorter: a quarter of the values
/// that were known, for their scale is soon out of date.
///
/// A state is not renewed early when the level shifts: location and scale of a window come from at least 256 values, so a windowed
/// forecast follows a shift no sooner than a state reaches its largest age.
///
/// Until as many values are known as a window needs, and while all values that a scale is made of are missing, the ladder of naive
/// forecasts answers as it does for windows, with a note (and with allocations); the first state is then computed at once.
///
/// Observations and forecasts of a running stream allocate nothing and take no lock. Covariates that change with time are refused.
/// A stream is not `Sendable`: it belongs to one thread at a time, together with those it shares a workspace with.
public final class LSTMStream: ForecastStream {
    /// The model that answers.
    public let model: FittedLSTM
    /// Scratch, shared with other streams or not.
    public let workspace: LSTMStreamWorkspace

    let weights: LSTMStepWeights
    let streaming: StreamingConfiguration
    /// Identifier, static covariates, and the axis of the values from number 0; holds no values itself.
    let series: Series
    var values: RecentValues
    /// Number of the latest observed value, −1 before the first.
    var lastObserved: Int
    var current: LSTMStreamState, successor: LSTMStreamState

    /// Starts a stream.
    ///
    /// - Parameters:
    ///   - model: a model that was trained to be streamed.
    ///   - history: what is known so far, possibly nothing.
    ///   - workspace: scratch of other streams of this model on the same thread; `nil` makes one.
    /// - Throws: `ForecastError.invalidConfiguration(_:)` for a model that was not trained to be streamed (use `WindowedStream`),
    ///   `ForecastError` when the history does not fit the model or has covariates that change with time.
    public convenience init(_ model: FittedLSTM, history: History, workspace: LSTMStreamWorkspace? = nil) throws(ForecastError) {
        try model.model.check(history)
        try WindowedStream.checkCovariates(of: history)
        var series = history.series
        series.values = []
        let kept = try Self.kept(of: model)
        try self.init(
            model, series: series, values: RecentValues(history.values, total: history.count, keeping: kept),
            lastObserved: history.values.lastIndex { $0.isFinite } ?? -1, workspace: workspace)
        renew()
    }

    init(
        _ model: FittedLSTM, series: Series, values: RecentValues, lastObserved: Int, workspace: LSTMStreamWorkspace?
    ) throws(ForecastError) {
        guard let weights = model.stepWeights, let streaming = model.configuration.streaming else { throw Self.notTrained(model) }
        (self.model, self.weights, self.streaming, self.series, self.values) = (model, weights, streaming, series, values)
        self.lastObserved = lastObserved
        self.workspace = workspace ?? LSTMStreamWorkspace(for: model)
        current = LSTMStreamState(layers: weights.network.layers, width: weights.stateWidth)
        successor = LSTMStreamState(layers: weights.network.layers, width: weights.stateWidth)
    }

    /// Identifier of the series.
    public var seriesID: String { series.id }
    /// Time of the next value.
    public var nextTime: Int64 { series.axis.time(at: values.total) }
    /// Levels of every forecast.
    public var levels: QuantileLevels { model.levels }
    /// Steps since the scale of the state was frozen; `nil` while the ladder of naive forecasts answers.
    public var age: Int? { current.isActive ? values.total - current.frozenAt : nil }
    /// Bytes of memory that belong to this stream alone: remembered values and two recurrent states.
    public var bytes: Int { values.bytes + 4 * current.hidden.count * MemoryLayout<Float>.stride + MemoryLayout<LSTMStreamState>.size * 2 }

    private var schema: WindowSchema { assembler.schema }
    private var assembler: WindowAssembler { model.model.assembler }
    private var network: LSTMNetwork { weights.network }

    /// Takes the next value: one step, and a few of a successor while there is one.
    public func observe(_ value: Float) {
        let observed = value.isFinite
        values.append(observed ? value : .nan)
        if observed { lastObserved = values.total - 1 }
        guard isLong, current.isActive else { return renew() }
        if observed {
            let whole = value.rounded(.down) == value
            current.isWhole = current.isWhole && whole
            successor.isWhole = successor.isWhole && whole
        }
        advance(&current, rows: 1)
        if !successor.isActive && values.total - current.frozenAt >= lifetime(of: current) - streaming.warmup(context: schema.context) {
            begin(&successor)
        }
        guard successor.isActive else { return }
        advance(&successor, rows: streaming.rebuildSteps)
        if successor.next == values.total {
            swap(&current, &successor)
            successor.isActive = false
        }
    }

    /// Forecast from all values so far, as a value with times and levels.
    public func forecast(horizon: Int) throws(ForecastError) -> QuantileForecast {
        try model.model.checkHorizon(horizon)
        guard current.isActive else { return ladder(horizon: horizon) }
        let origin = History(Series(id: series.id, axis: series.axis.advanced(by: values.total), values: []))
        let out = [Float](unsafeUninitializedCapacity: horizon * levels.count) { out, count in
            count = horizon * levels.count
            answer(UnsafeMutableBufferPointer(rebasing: out[..<count]))
        }
        return QuantileForecast(history: origin, levels: levels, horizon: horizon, values: out, lowerBound: schema.quantity.lowerBound)
    }

    /// Forecast from all values so far into memory of the caller, without allocations.
    public func forecast(horizon: Int, into values: UnsafeMutableBufferPointer<Float>) throws(ForecastError) {
        try model.model.checkHorizon(horizon)
        precondition(values.count == horizon * levels.count, "\(horizon) × \(levels.count) values need as much room, found \(values.count)")
        guard current.isActive else {
            _ = values.update(fromContentsOf: ladder(horizon: horizon).values)
            return
        }
        answer(values)
    }

    // MARK: The state

    /// Whether a window could be made: the rule of windowed forecasts.
    private var isLong: Bool {
        values.total >= schema.minimumHistory && lastObserved >= max(0, values.total - schema.scaleSpan) && hasUnit
    }

    /// Whether what is remembered has a unit, see `UsableOrigins`; the latest value that is known mostly tells.
    private var hasUnit: Bool {
        schema.usableOrigins.unitSpan == nil || schema.usableOrigins.allow(values.values)
    }

    /// Age at which a state must have been replaced.
    private func lifetime(of state: LSTMStreamState) -> Int {
        let context = schema.context
        return min(streaming.maximumAge(context: context), max(streaming.warmup(context: context) + 1, state.frozenAt / 4))
    }

    /// Computes the state anew at once, if a window can be made.
    private func renew() {
        successor.isActive = false
        current.isActive = false
        guard isLong else { return }
        begin(&current)
        advance(&current, rows: schema.context)
    }

    private func begin(_ state: inout LSTMStreamState) {
        values.withValues { y in
            state.begin(
                at: values.total, context: schema.context,
                scale: assembler.windowScale(y, origin: y.count, scratch: &workspace.sample), isWhole: assembler.isWhole(y, origin: y.count)
            )
        }
    }

    /// Takes up to so many rows, not beyond the latest value.
    private func advance(_ state: inout LSTMStreamState, rows: Int) {
        let (first, axis) = (values.first, series.axis.advanced(by: values.first))
        values.withValues { y in
            let known = ScaledValues(y, count: y.count, scale: state.scale, schema: schema)
            for _ in 0..<min(rows, values.total - state.next) {
                let value = assembler.writeInput(
                    workspace.row.pointer, position: state.next - first, known: known, axis: axis, series: series)
                if !value.isNaN { state.last = value }
                state.hidden.withUnsafeMutableBufferPointer { hidden in
                    state.cells.withUnsafeMutableBufferPointer { cells in
                        network.advance(
                            steps: 1, inputs: workspace.row.pointer, states: hidden.baseAddress!, cells: cells.baseAddress!,
                            weights: weights.packed, scratch: workspace.step.pointer)
                    }
                }
                state.next += 1
            }
        }
    }

    // MARK: Answers

    private func answer(_ out: UnsafeMutableBufferPointer<Float>) {
        let axis = series.axis.advanced(by: values.first)
        values.withValues { y in
            let known = ScaledValues(y, count: y.count, scale: current.scale, schema: schema)
            assembler.writeFuture(workspace.future.pointer, last: current.last, known: known, axis: axis, series: series)
        }
        let scaled = current.hidden.withUnsafeBufferPointer { hidden in
            network.head.forecast(
                hidden: hidden.baseAddress! + (network.layers - 1) * weights.stateWidth, stride: weights.stateWidth,
                future: workspace.future.pointer, count: 1, weights: weights.packed.forecastHead, workspace: workspace.head)
        }
        assembler.unscale(scaled, into: out.baseAddress!, count: out.count, scale: current.scale, isWhole: current.isWhole)
        QuantileForecast.order(out, levelCount: levels.count)
    }

    private func ladder(horizon: Int) -> QuantileForecast {
        let known = Series(id: series.id, axis: series.axis.advanced(by: values.first), values: Array(values.values))
        return model.model.ladder.forecast(
            from: History(known), horizon: horizon, insteadOf: model.name, required: schema.minimumHistory)
    }

    /// Values that a stream remembers: as far as a window looks back, also from the first row of a successor that still catches up.
    static func kept(of model: FittedLSTM) throws(ForecastError) -> Int {
        guard let streaming = model.configuration.streaming else { throw notTrained(model) }
        let schema = model.model.assembler.schema
        return schema.reach + streaming.warmup(context: schema.context) + 1
    }

    private static func notTrained(_ model: FittedLSTM) -> ForecastError {
        ForecastError.invalidConfiguration(
            "this \(model.name) model was not trained to be streamed; train it with --streaming, or use a WindowedStream, which computes a window for every answer"
        )
    }
}
