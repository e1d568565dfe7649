import Forecasting
import Tensors
import Traces

/// A trained multilayer perceptron: immutable, shared freely between threads.
public struct FittedMLP: FittedWindowForecaster, OccludableForecaster, DropoutForecaster {
    /// Kind of the family in archives.
    public static let archiveKind = "mlp"

    /// Configuration it was trained with.
    public let configuration: MLPForecaster
    /// Network, windows and parameters.
    public let model: WindowModel<MLPNetwork>
    /// Losses of every training round.
    public let curve: [TrainingState.Round]

    /// Makes a model from what a fit gave.
    package init(configuration: MLPForecaster, model: WindowModel<MLPNetwork>, curve: [TrainingState.Round]) {
        (self.configuration, self.model, self.curve) = (configuration, model, curve)
    }

    /// `mlp`.
    public var name: String { model.name }
    /// Levels of every forecast.
    public var levels: QuantileLevels { model.levels }
    /// Trained horizon.
    public var maximumHorizon: Int? { model.assembler.schema.horizon }
    /// Dependence between steps.
    public var residualPaths: ResidualPaths? { model.residualPaths }
    /// Values that a window looks back to.
    public var reach: Int? { model.assembler.schema.reach }

    /// Direct forecasts for every history.
    public func forecast(from histories: [History], horizon: Int) throws(ForecastError) -> [QuantileForecast] {
        try model.forecast(from: histories, horizon: horizon)
    }

    /// A stream that answers from windows.
    public func stream(from history: History) throws(ForecastError) -> any ForecastStream {
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
        let configuration: MLPForecaster = try archive.value(under: "configuration")
        let schema: WindowSchema = try archive.value(under: "schema")
        try schema.validate()
        guard schema.horizon == configuration.horizon, configuration.context ?? schema.context == schema.context,
            schema.scaling == configuration.scaling
        else {
            throw ForecastError.invalidArchive("configuration and schema contradict each other")
        }
        let assembler = WindowAssembler(schema: schema)
        let network: MLPNetwork
        do throws(ForecastError) {
            try configuration.validate()
            network = try configuration.network(assembler)
        } catch {
            throw ForecastError.invalidArchive("\(error)")
        }
        let model = try WindowModel(
            archive: archive, name: MLPForecaster.name, network: network, assembler: assembler, levels: configuration.levels,
            compute: compute)
        self.init(configuration: configuration, model: model, curve: try archive.value(under: "curve"))
    }
}
