import Forecasting
import Tensors
import Traces

/// A trained multilayer perceptron: immutable, shared freely between threads.
public struct FittedMLP: FittedWindowForecaster {
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

    /// Whether anything was dropped in its training.
    public var isTrainedWithDropout: Bool { model.network.dropout > 0 }

    /// Restores a model.
    public init(archive: ModelArchive, compute: Compute) throws(ForecastError) {
        try self.init(restoring: archive, compute: compute) {
            $1.scaling == $0.scaling
        } check: { (configuration, _) throws(ForecastError) in
            try configuration.validate()
        }
    }
}
