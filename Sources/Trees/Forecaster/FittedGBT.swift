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
    let forests: QuantileForests
    let compute: Compute
    /// Brings quantiles back to the unit of the series, as in every family that scales windows.
    let windows: WindowAssembler

    init(
        configuration: GBTForecaster, schema: FeatureSchema, forests: [Forest], residualPaths: ResidualPaths?, compute: Compute
    ) {
        (self.configuration, self.residualPaths, self.compute) = (configuration, residualPaths, compute)
        levels = configuration.levels
        assembler = FeatureAssembler(schema)
        windows = WindowAssembler(schema: schema.window)
        self.forests = QuantileForests(forests, kernels: Kernels(compute.instructionSet))
    }

    /// `gbt`.
    public var name: String { GBTForecaster.name }
    /// Trained horizon.
    public var maximumHorizon: Int? { schema.horizon }
    /// Values that features look back to.
    public var reach: Int? { schema.reach }
    /// Unit in which the trees see every series, given or chosen on the validation period.
    public var scaling: TargetScaling { schema.scaling }
    /// Trees of all levels; their columns are ``Forest/featureNames``.
    public var trees: [Forest] { forests.forests }

    var schema: FeatureSchema { assembler.schema }

    /// Histories that a thread takes at a time.
    private static let pieceHistories = 4

    /// Direct forecasts of up to `H` steps. A history too short for features is answered by the ladder of naive forecasts, and the forecast
    /// says so.
    /// - Throws: ``ForecastError`` when the horizon is longer than trained, or step or covariates differ from training.
    public func forecast(from histories: [History], horizon: Int) throws(ForecastError) -> [QuantileForecast] {
        try schema.window.checkHorizon(horizon)
        for history in histories { try schema.window.check(history) }
        let pieces = (histories.count + Self.pieceHistories - 1) / Self.pieceHistories
        let results = Collected<[QuantileForecast]>(count: pieces, empty: [])
        Parallel.forEach(pieces, threads: compute.threads) { piece in
            var scratch = forests.makeScratch()
            let part = histories[piece * Self.pieceHistories..<min(histories.count, (piece + 1) * Self.pieceHistories)]
            results.set(piece, part.map { forecast(from: $0, horizon: horizon, scratch: &scratch) })
        }
        return results.values.flatMap { $0 }
    }

    private func forecast(from history: History, horizon: Int, scratch: inout QuantileForests.Scratch) -> QuantileForecast {
        let window = schema.window
        guard window.isLong(history) else { return ladder(history, horizon: horizon) }
        var walk = FeatureWalk(history.series, assembler: assembler, origins: history.count...history.count)
        let scale = walk.move(to: history.count)
        let isWhole = history.series.values.withUnsafeBufferPointer { windows.isWhole($0, origin: history.count) }
        var (row, scaled) = ([Float](repeating: 0, count: assembler.columns), [Float](repeating: 0, count: levels.count))
        let total = horizon * levels.count
        let values = [Float](unsafeUninitializedCapacity: total) { out, count in
            for step in 0..<horizon {
                walk.write(&row, step: step)
                forests.write(&scaled, row: row, scratch: &scratch)
                let place = out.baseAddress! + step * levels.count
                windows.unscale(scaled, into: place, count: levels.count, scale: scale, isWhole: isWhole)
            }
            count = total
        }
        return QuantileForecast(history: history, levels: levels, horizon: horizon, values: values, lowerBound: window.quantity.lowerBound)
    }

    /// What answers for a history that is too short.
    func ladder(_ history: History, horizon: Int) -> QuantileForecast {
        let window = schema.window
        return window.ladder(levels).forecast(from: history, horizon: horizon, insteadOf: name, required: window.minimumHistory)
    }

    /// A stream that carries the state of the features: an observation costs a constant time.
    public func stream(from history: History) throws(ForecastError) -> any ForecastStream { try GBTStream(self, history: history) }
}
