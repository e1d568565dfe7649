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
    /// Transform of the demand; `nil` tries identity and logarithm on validation data where demand has a lower bound.
    public var transform: TargetTransform?
    /// How its windows are brought to a common size.
    public var scaling: WindowScaling
    /// Steps of a further training on all known values, those of the validation too, as a share of the steps before; 0 for none.
    public var refit: Double
    /// How it is trained.
    public var training: TrainingConfiguration

    /// Makes a configuration with sensible defaults for everything but the horizon.
    public init(
        horizon: Int, context: Int? = nil, hidden: Int = 192, layers: Int = 2, dropout: Float = 0.1,
        head: DirectQuantileHead.Form = .conditioned, levels: QuantileLevels = .standard, transform: TargetTransform? = .asinh,
        scaling: WindowScaling = .local, refit: Double = 0.3, training: TrainingConfiguration = Self.standardTraining
    ) {
        (self.horizon, self.context, self.hidden, self.layers, self.dropout) = (horizon, context, hidden, layers, dropout)
        (self.levels, self.transform, self.scaling) = (levels, transform, scaling)
        (self.head, self.refit, self.training) = (head, refit, training)
    }

    /// Twelve hundred steps of 64 windows at most; ``refit`` adds three tenths of them on everything. Twice the windows take
    /// half as long again and err hardly less.
    public static let standardTraining = TrainingConfiguration(steps: 1200, batch: 64, learningRate: 1e-3, weightDecay: 1e-3)

    /// Context length used for a training set: four horizons, as far as affordable; seasons come in through lag channels.
    public func contextLength(seasons: [Int]) -> Int {
        context ?? min(240, max(4 * min(horizon, 240), 48))
    }

    /// See ``refit``.
    package var refitShare: Double { refit }

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
        try require(refit >= 0 && refit <= 1, "a further training takes 0 to 1 times the steps before, found \(refit)")
        try require(scaling != .none, "windows of an mlp are scaled; choose local or robust")
        try training.validate()
    }

    /// Trains on the known values of every history.
    ///
    /// The end of the training time is kept for validation: it stops training and gives the residual paths, and chooses the transform where none
    /// is given. Then all is trained further on everything, as ``refit`` says.
    /// - Throws: `ForecastError`.
    public func fit(on set: TrainingSet, options: FitOptions) throws -> FittedMLP { try fitWindows(on: set, options: options) }

    /// The network for a layout of windows.
    package func network(_ assembler: WindowAssembler) throws(ForecastError) -> MLPNetwork {
        MLPNetwork(
            inputs: try MLPInputs(assembler), hidden: hidden, layers: layers, levels: levels, headForm: head, dropout: dropout)
    }
}
