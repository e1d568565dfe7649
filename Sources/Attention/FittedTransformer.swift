import Forecasting
import Tensors
import Traces

/// A trained transformer: immutable, shared freely between threads.
public struct FittedTransformer: FittedWindowForecaster, OccludableForecaster, DropoutForecaster {
    /// Kind of the family in archives.
    public static let archiveKind = "transformer"

    /// Configuration it was trained with.
    public let configuration: TransformerForecaster
    /// Network, windows and parameters.
    public let model: WindowModel<TransformerNetwork>
    /// Losses of every training round.
    public let curve: [TrainingState.Round]

    /// Makes a model from what a fit gave.
    package init(configuration: TransformerForecaster, model: WindowModel<TransformerNetwork>, curve: [TrainingState.Round]) {
        (self.configuration, self.model, self.curve) = (configuration, model, curve)
    }

    /// `transformer`.
    public var name: String { model.name }
    /// Levels of every forecast.
    public var levels: QuantileLevels { model.levels }
    /// Trained horizon.
    public var maximumHorizon: Int? { model.assembler.schema.horizon }
    /// Dependence between steps.
    public var residualPaths: ResidualPaths? { model.residualPaths }
    /// Values that a window looks back to.
    public var reach: Int? { model.assembler.schema.reach }

    /// Causal networks draw patch by patch.
    public var drawsAutoregressively: Bool { model.network.shape.isCausal }

    /// Direct forecasts for every history.
    public func forecast(from histories: [History], horizon: Int) throws(ForecastError) -> [QuantileForecast] {
        try model.forecast(from: histories, horizon: horizon)
    }

    /// A stream that answers from windows.
    public func stream(from history: History) throws(ForecastError) -> any ForecastStream {
        try model.check(history)
        return try WindowedStream(self, history: history, keeping: model.assembler.schema.reach)
    }

    /// Sample paths. A causal network draws them patch by patch, see ``WindowModel/samplePaths(from:horizon:count:block:seed:)``; others in
    /// blocks of the trained horizon.
    ///
    /// Every patch is forecast from the whole window anew. Keys and values of old tokens cannot be kept: when the window moves on by a patch
    /// they stand one place earlier, and its oldest patch, which all others saw, is gone.
    public func samplePaths(from history: History, horizon: Int, count: Int, seed: UInt64) throws(ForecastError) -> SamplePaths {
        let shape = model.network.shape
        let block = min(shape.stride, model.assembler.schema.horizon)
        if shape.isCausal,
            let paths = try model.samplePaths(from: history, horizon: horizon, count: count, block: block, seed: seed)
        {
            return paths
        }
        return try closedLoopPaths(from: history, horizon: horizon, count: count, seed: seed)
    }

    /// Whether anything was dropped in its training.
    public var isTrainedWithDropout: Bool { model.network.dropout > 0 || model.network.depthDropout > 0 }

    /// Mixtures of passes with dropout.
    public func dropoutForecasts(
        from histories: [History], horizon: Int, passes: Int, seed: UInt64
    ) throws(ForecastError) -> [QuantileForecast] {
        guard model.network.products == .float32 || Kernels(model.compute.instructionSet).multipliesPairs else {
            throw ForecastError.invalidConfiguration(
                "passes with dropout are computed as in training, and this transformer was trained with products of BF16 numbers, which need "
                    + "the instructions avx512bf16; these kernels are \(model.compute.instructionSet.name)")
        }
        return try model.dropoutForecasts(from: histories, horizon: horizon, passes: passes, seed: seed)
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
        let configuration: TransformerForecaster = try archive.value(under: "configuration")
        let schema: WindowSchema = try archive.value(under: "schema")
        try schema.validate()
        guard schema.horizon == configuration.horizon, configuration.context ?? schema.context == schema.context,
            configuration.dropout >= 0, configuration.dropout < 1, configuration.depthDropout >= 0, configuration.depthDropout < 1,
            configuration.patch.map({ $0 >= 1 }) ?? true, configuration.stride.map({ $0 >= 1 }) ?? true
        else { throw ForecastError.invalidArchive("configuration and schema contradict each other") }
        let assembler = WindowAssembler(schema: schema)
        let network: TransformerNetwork
        do throws(ForecastError) { network = try configuration.network(assembler) } catch { throw ForecastError.invalidArchive("\(error)") }
        let model = try WindowModel(
            archive: archive, name: TransformerForecaster.name, network: network, assembler: assembler, levels: configuration.levels,
            compute: compute)
        self.init(configuration: configuration, model: model, curve: try archive.value(under: "curve"))
    }
}
