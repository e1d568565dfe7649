import Forecasting
import Tensors
import Traces

/// Configuration of the dense family: a global multilayer perceptron over the whole context with a direct quantile head.
public struct MLPForecaster: WindowForecaster, Hashable {
    /// Name of the family.
    public static let name = "mlp"

    /// Horizon H in steps.
    public var horizon: Int
    /// Context length L in steps; `nil` chooses by the horizon.
    public var context: Int?
    /// Hidden width C.
    public var hidden: Int
    /// Number of hidden layers.
    public var layers: Int
    /// Share of the units of the first hidden layer dropped while training.
    public var dropout: Float
    /// Form of the head.
    public var head: DirectQuantileHead.Form
    /// Levels of every forecast.
    public var levels: QuantileLevels
    /// Transform of the demand; `nil` tries both on validation data where demand has a lower bound.
    public var transform: TargetTransform?
    /// How it is trained.
    public var training: TrainingConfiguration

    /// Makes a configuration with sensible defaults for everything but the horizon.
    public init(
        horizon: Int, context: Int? = nil, hidden: Int = 192, layers: Int = 2, dropout: Float = 0.1,
        head: DirectQuantileHead.Form = .linear, levels: QuantileLevels = .standard, transform: TargetTransform? = .asinh,
        training: TrainingConfiguration = Self.standardTraining
    ) {
        (self.horizon, self.context, self.hidden, self.layers, self.dropout) = (horizon, context, hidden, layers, dropout)
        (self.head, self.levels, self.transform, self.training) = (head, levels, transform, training)
    }

    /// Seven hundred steps at most.
    public static let standardTraining = TrainingConfiguration(steps: 700, learningRate: 1e-3, weightDecay: 1e-3)

    /// Context length used for a training set: four horizons, as far as affordable; seasons come in through lag channels.
    public func contextLength(seasons: [Int]) -> Int {
        context ?? min(240, max(4 * min(horizon, 240), 48))
    }

    package var refitShare: Double { devNumber("MLP_REFIT") ?? 0 }
    package var scaling: WindowScaling { WindowScaling(rawValue: dev("MLP_SCALING") ?? "local")! }

    /// Checks the settings.
    package func validate() throws(ForecastError) {
        try WindowSchema.checkTrainable(horizon: horizon)
        func require(_ condition: Bool, _ text: @autoclosure () -> String) throws(ForecastError) {
            if !condition { throw ForecastError.invalidConfiguration(text()) }
        }
        if let context { try require((1...1 << 16).contains(context), "a context has 1 to \(1 << 16) steps, found \(context)") }
        try require((1...4096).contains(hidden), "the hidden width must lie between 1 and 4096, found \(hidden)")
        try require((1...16).contains(layers), "an mlp has 1 to 16 hidden layers, found \(layers)")
        try require(dropout >= 0 && dropout < 1, "dropout must lie in [0, 1), found \(dropout)")
        try training.validate()
    }

    /// Trains on the known values of every history.
    ///
    /// The end of the training time is kept for validation: it chooses the transform, stops training, and gives the residual paths.
    /// - Throws: ``ForecastError``.
    public func fit(on set: TrainingSet, options: FitOptions) throws -> FittedMLP { try fitWindows(on: set, options: options) }

    /// The network for a layout of windows.
    package func network(_ assembler: WindowAssembler) throws(ForecastError) -> MLPNetwork {
        MLPNetwork(
            inputs: try MLPInputs(assembler), hidden: hidden, layers: layers, levels: levels, headForm: dev("MLP_HEAD").flatMap { .init(rawValue: $0) } ?? head, dropout: dropout)
    }
}
