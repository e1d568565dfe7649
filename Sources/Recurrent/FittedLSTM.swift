import Forecasting
import Tensors
import Traces

/// A trained LSTM: immutable, shared freely between threads.
public struct FittedLSTM: FittedWindowForecaster, OccludableForecaster, DropoutForecaster {
    /// Kind of the family in archives.
    public static let archiveKind = "lstm"

    /// Configuration it was trained with.
    public let configuration: LSTMForecaster
    /// Network, windows and parameters.
    public let model: WindowModel<LSTMNetwork>
    /// Losses of every training round.
    public let curve: [TrainingState.Round]

    /// Parameters for single steps, shared by all streams; `nil` for a model that was not trained to be streamed.
    let stepWeights: LSTMStepWeights?

    /// Makes a model from what a fit gave.
    package init(configuration: LSTMForecaster, model: WindowModel<LSTMNetwork>, curve: [TrainingState.Round]) {
        (self.configuration, self.model, self.curve) = (configuration, model, curve)
        stepWeights = configuration.streaming.map { _ in
            LSTMStepWeights(model.weights, parameters: model.parameters)
        }
    }

    /// `lstm`.
    public var name: String { model.name }
    /// Levels of every forecast.
    public var levels: QuantileLevels { model.levels }
    /// Trained horizon.
    public var maximumHorizon: Int? { model.assembler.schema.horizon }
    /// Dependence between steps.
    public var residualPaths: ResidualPaths? { model.residualPaths }

    /// Direct forecasts for every history.
    public func forecast(from histories: [History], horizon: Int) throws(ForecastError) -> [QuantileForecast] {
        try model.forecast(from: histories, horizon: horizon)
    }

    /// Whether it was trained to be streamed.
    public var streamsCarryState: Bool { stepWeights != nil }
    /// Values that a window looks back to.
    public var reach: Int? { model.assembler.schema.reach }

    /// A stream that carries the recurrent state if the model was trained for it, else one that answers from windows.
    public func stream(from history: History) throws(ForecastError) -> any ForecastStream {
        if stepWeights != nil { return try LSTMStream(self, history: history) }
        try model.check(history)
        return try WindowedStream(self, history: history, keeping: model.assembler.schema.reach)
    }

    /// Whether anything was dropped in its training.
    public var isTrainedWithDropout: Bool { model.network.dropout > 0 }

    /// Mixtures of passes with dropout.
    public func dropoutForecasts(
        from histories: [History], horizon: Int, passes: Int, seed: UInt64
    ) throws(ForecastError) -> [QuantileForecast] {
        try model.dropoutForecasts(from: histories, horizon: horizon, passes: passes, seed: seed)
    }

    /// Which parts of the context drove a forecast.
    public func occlusions(of history: History, horizon: Int, parts: Int, level: Double) throws(ForecastError) -> [Occlusion] {
        try model.occlusions(of: history, horizon: horizon, parts: parts, level: level)
    }

    /// The model as data.
    public func archive() throws(ForecastError) -> ModelArchive {
        try model.archive(kind: Self.archiveKind, configuration: configuration, curve: curve)
    }

    /// Restores a model.
    public init(archive: ModelArchive, compute: Compute) throws(ForecastError) {
        let configuration: LSTMForecaster = try archive.value(under: "configuration")
        let schema: WindowSchema = try archive.value(under: "schema")
        try schema.validate()
        guard schema.horizon == configuration.horizon, configuration.context ?? schema.context == schema.context,
            (1...4096).contains(configuration.hidden), (1...16).contains(configuration.layers),
            configuration.dropout >= 0, configuration.dropout < 1
        else { throw ForecastError.invalidArchive("configuration and schema contradict each other") }
        do throws(ForecastError) {
            _ = try configuration.ages(context: schema.context)
        } catch {
            throw ForecastError.invalidArchive("\(error)")
        }
        let assembler = WindowAssembler(schema: schema)
        let model = try WindowModel(
            archive: archive, name: LSTMForecaster.name, network: configuration.network(assembler), assembler: assembler,
            levels: configuration.levels, compute: compute)
        self.init(configuration: configuration, model: model, curve: try archive.value(under: "curve"))
    }
}
