import Forecasting
import Tensors
import Traces

/// Trained boosted trees: immutable, shared freely between threads.
public struct FittedGBT: FittedForecaster {
    /// Kind of the family in archives.
    public static let archiveKind = "gbt"

    /// Configuration it was trained with.
    public let configuration: GBTForecaster
    /// Levels of every forecast.
    public let levels: QuantileLevels
    /// Dependence between steps.
    public let residualPaths: ResidualPaths?

    let assembler: FeatureAssembler
    let answers: TreeAnswers
    let compute: Compute
    /// Brings quantiles back to the unit of the series, as in every family that scales windows.
    let windows: WindowAssembler

    init(
        configuration: GBTForecaster, schema: FeatureSchema, answers: TreeAnswers, residualPaths: ResidualPaths?, compute: Compute
    ) {
        (self.configuration, self.answers) = (configuration, answers)
        (self.residualPaths, self.compute) = (residualPaths, compute)
        levels = configuration.levels
        assembler = FeatureAssembler(schema)
        windows = WindowAssembler(schema: schema.window)
    }

    /// `gbt`.
    public var name: String { GBTForecaster.name }
    /// Trained horizon.
    public var maximumHorizon: Int? { schema.horizon }
    /// Values that features look back to.
    public var reach: Int? { schema.reach }
    /// Unit in which the trees see every series, given or chosen on the validation period.
    public var scaling: TargetScaling { schema.scaling }
    /// Trees of all levels, or of the mean; their columns are ``Forest/featureNames``.
    public var trees: [Forest] { answers.forests }

    var schema: FeatureSchema { assembler.schema }

    /// Histories that a thread takes at a time: rows of several are answered together where means are fed back.
    private var pieceHistories: Int { schema.isRecursive ? 64 : 4 }

    /// Forecasts of up to `H` steps. A history too short for features is answered by the ladder of naive forecasts, and the forecast
    /// says so.
    /// - Throws: `ForecastError` when the horizon is longer than trained, or step or covariates differ from training.
    public func forecast(from histories: [History], horizon: Int) throws(ForecastError) -> [QuantileForecast] {
        try schema.window.checkHorizon(horizon)
        for history in histories { try schema.window.check(history) }
        let size = pieceHistories
        let pieces = (histories.count + size - 1) / size
        let results = Collected<[QuantileForecast]>(count: pieces, empty: [])
        Parallel.forEach(pieces, threads: compute.threads) { piece in
            results.set(piece, forecasts(of: histories[piece * size..<min(histories.count, (piece + 1) * size)], horizon: horizon))
        }
        return results.values.flatMap { $0 }
    }

    private func forecasts(of histories: ArraySlice<History>, horizon: Int) -> [QuantileForecast] {
        let long = histories.filter { schema.isLong($0) }
        var walks = long.map { FeatureWalk($0, assembler: assembler) }
        let areWhole = long.map { history in history.series.values.withUnsafeBufferPointer { windows.isWhole($0, origin: history.count) } }
        let perForecast = horizon * levels.count
        var values = [Float](repeating: 0, count: walks.count * perForecast)
        values.withUnsafeMutableBufferPointer { out in
            guard let out = out.baseAddress else { return }
            write(out, walks: &walks, areWhole: areWhole, horizon: horizon)
        }
        var next = 0
        return histories.map { history in
            guard schema.isLong(history) else { return ladder(history, horizon: horizon) }
            next += perForecast
            return QuantileForecast(
                history: history, levels: levels, horizon: horizon, values: Array(values[next - perForecast..<next]),
                lowerBound: schema.window.quantity.lowerBound)
        }
    }

    /// Writes quantiles `[walks, H, Q]`, in the unit of the series, from the origins that walks stand at.
    /// - Parameters:
    ///   - walks: left anywhere.
    ///   - areWhole: whether the quantiles of a walk are whole numbers.
    func write(_ out: UnsafeMutablePointer<Float>, walks: inout [FeatureWalk], areWhole: [Bool], horizon: Int) {
        let (count, bound) = (levels.count, assembler.transformedBound)
        var scaled = [Float](repeating: 0, count: count)
        if schema.isRecursive, case .mean(let forest, let residuals) = answers {
            let scales = walks.map(\.scale)
            let means = Rollout(forest: forest, assembler: assembler).means(of: &walks, horizon: horizon)
            for (index, (scale, isWhole)) in zip(scales, areWhole).enumerated() {
                for step in 0..<horizon {
                    let place = index * horizon + step
                    let mean = (means[place] - scale.location) / scale.scale
                    residuals.write(&scaled, mean: mean, scale: scale, step: step, levels: levels, bound: bound)
                    windows.unscale(scaled, into: out + place * count, count: count, scale: scale, isWhole: isWhole)
                }
            }
            return
        }
        var row = [Float](repeating: 0, count: assembler.columns)
        var scratch = answers.makeScratch()
        for (index, isWhole) in areWhole.enumerated() {
            let scale = walks[index].scale
            for step in 0..<horizon {
                walks[index].write(&row, step: step)
                answers.write(&scaled, row: row, scale: scale, step: step, levels: levels, bound: bound, scratch: &scratch)
                windows.unscale(
                    scaled, into: out + (index * horizon + step) * count, count: count, scale: scale, isWhole: isWhole)
            }
        }
    }

    /// What answers for a history that is too short.
    func ladder(_ history: History, horizon: Int) -> QuantileForecast {
        let window = schema.window
        return window.ladder(levels).forecast(from: history, horizon: horizon, insteadOf: name, required: window.minimumHistory)
    }

    /// A stream that carries the state of the features: an observation costs a constant time.
    public func stream(from history: History) throws(ForecastError) -> any ForecastStream { try GBTStream(self, history: history) }
}
