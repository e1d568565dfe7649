import Forecasting
import Tensors
import Traces

/// A trained LSTM: immutable, shared freely between threads.
public struct FittedLSTM: FittedWindowForecaster {
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

    /// Whether it was trained to be streamed.
    public var streamsCarryState: Bool { stepWeights != nil }

    /// A stream that carries the recurrent state if the model was trained for it, else one that answers from windows.
    public func stream(from history: History) throws(ForecastError) -> any ForecastStream {
        if stepWeights != nil { return try LSTMStream(self, history: history) }
        return try windowedStream(from: history)
    }

    /// Whether anything was dropped in its training.
    public var isTrainedWithDropout: Bool { model.network.dropout > 0 }

    /// Restores a model.
    public init(archive: ModelArchive, compute: Compute) throws(ForecastError) {
        try self.init(restoring: archive, compute: compute) { configuration, _ in
            (1...4096).contains(configuration.hidden) && (1...16).contains(configuration.layers) && configuration.dropout >= 0
                && configuration.dropout < 1
        } check: { (configuration, schema) throws(ForecastError) in
            _ = try configuration.ages(context: schema.context)
        }
    }
}
