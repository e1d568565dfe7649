import Forecasting
import Tensors
import Traces

/// A trained transformer: immutable, shared freely between threads.
public struct FittedTransformer: FittedWindowForecaster {
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

    /// Causal networks draw patch by patch.
    public var drawsAutoregressively: Bool { model.network.shape.isCausal }

    /// Sample paths. A causal network draws them patch by patch, see `WindowModel.samplePaths(from:horizon:count:block:seed:)`; others in
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

    /// Restores a model.
    public init(archive: ModelArchive, compute: Compute) throws(ForecastError) {
        try self.init(restoring: archive, compute: compute) { configuration, _ in
            configuration.dropout >= 0 && configuration.dropout < 1 && configuration.depthDropout >= 0 && configuration.depthDropout < 1
                && configuration.patch.map { $0 >= 1 } ?? true && configuration.stride.map { $0 >= 1 } ?? true
        }
    }
}
