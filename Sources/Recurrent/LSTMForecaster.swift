import Forecasting
import Tensors
import Traces

/// Configuration of the recurrent family: a global LSTM over many series with a direct quantile head.
public struct LSTMForecaster: WindowForecaster, Hashable {
    /// Name of the family.
    public static let name = "lstm"

    /// Horizon H in steps.
    public var horizon: Int
    /// Context length L in steps; `nil` chooses by horizon and season.
    public var context: Int?
    /// Hidden width C.
    public var hidden: Int
    /// Number of layers.
    public var layers: Int
    /// Share of hidden units dropped while training.
    public var dropout: Float
    /// Levels of every forecast.
    public var levels: QuantileLevels
    /// Transform of the demand; `nil` tries both on validation data where demand has a lower bound.
    public var transform: TargetTransform?
    /// How it is trained.
    public var training: TrainingConfiguration
    /// How it is trained to be streamed, and how its streams live; `nil`: it answers from windows only. Training takes about half as long
    /// again; windowed forecasts stay as good.
    public var streaming: StreamingConfiguration?

    /// Makes a configuration with sensible defaults for everything but the horizon.
    public init(
        horizon: Int, context: Int? = nil, hidden: Int = 64, layers: Int = 1, dropout: Float = 0.1, levels: QuantileLevels = .standard,
        transform: TargetTransform? = nil, training: TrainingConfiguration = TrainingConfiguration(),
        streaming: StreamingConfiguration? = nil
    ) {
        (self.horizon, self.context, self.hidden, self.layers, self.dropout) = (horizon, context, hidden, layers, dropout)
        (self.levels, self.transform, self.training, self.streaming) = (levels, transform, training, streaming)
    }

    /// Context length used for a training set: enough to see two horizons and, where it is affordable, a season; longer seasons come
    /// in through lag channels.
    public func contextLength(seasons: [Int]) -> Int {
        context ?? min(256, max(2 * horizon, min(seasons.first ?? 1, 96), 32))
    }

    /// Checks the settings.
    package func validate() throws(ForecastError) {
        try WindowSchema.checkTrainable(horizon: horizon)
        if let context, context < 1 { throw ForecastError.invalidConfiguration("a context needs at least 1 step, found \(context)") }
        guard hidden >= 1, hidden <= 4096 else {
            throw ForecastError.invalidConfiguration("the hidden width must lie between 1 and 4096, found \(hidden)")
        }
        guard layers >= 1, layers <= 16 else {
            throw ForecastError.invalidConfiguration("an LSTM has 1 to 16 layers, found \(layers)")
        }
        guard dropout >= 0, dropout < 1 else {
            throw ForecastError.invalidConfiguration("dropout must lie in [0, 1), found \(dropout)")
        }
        try training.validate()
    }

    /// Bounds the buffers that a configuration asks for, before anything is allocated.
    static func checkSize(context: Int, hidden: Int, layers: Int) throws(ForecastError) {
        guard context <= 1 << 16, context * hidden * layers <= 1 << 24 else {
            throw ForecastError.invalidConfiguration(
                "a context has at most \(1 << 16) steps, the largest age of a stream included, and steps × hidden width × layers must not exceed \(1 << 24), found \(context) × \(hidden) × \(layers)"
            )
        }
    }

    /// Ages of the windows that it is streamed with, where it is.
    package func ages(context: Int) throws(ForecastError) -> AgeSchedule {
        try streaming?.validate(context: context)
        let ages = AgeSchedule(streaming, context: context)
        try Self.checkSize(context: context + ages.maximum, hidden: hidden, layers: layers)
        return ages
    }

    /// Trains on the known values of every history.
    ///
    /// The end of the training time is kept for validation: it chooses the transform, stops training, and gives the residual paths.
    public func fit(on set: TrainingSet, options: FitOptions) throws -> FittedLSTM { try fitWindows(on: set, options: options) }

    /// The network for a layout of windows.
    package func network(_ assembler: WindowAssembler) -> LSTMNetwork {
        LSTMNetwork(
            inputs: assembler.inputChannels, futureChannels: assembler.futureChannels, hidden: hidden, layers: layers,
            context: assembler.schema.context, horizon: horizon, levels: levels, headForm: .conditioned, dropout: dropout)
    }
}
