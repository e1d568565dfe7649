import ArgumentParser
import Headroom

/// A duration as people write it: `90s`, `10m`, `1.5h`, `7d`, `250ms`.
struct DurationArgument: ExpressibleByArgument, Sendable {
    let nanoseconds: Int64
    let text: String

    init?(argument: String) {
        let units: [(String, Double)] = [("ms", 1e6), ("s", 1e9), ("m", 60e9), ("min", 60e9), ("h", 3600e9), ("d", 86_400e9)]
        let digits = argument.prefix { $0.isNumber || $0 == "." }
        let unit = argument.dropFirst(digits.count)
        guard let value = Double(digits), let scale = units.first(where: { $0.0 == unit })?.1, value * scale >= 1, value * scale < 9e18
        else { return nil }
        nanoseconds = Int64((value * scale).rounded())
        text = argument
    }

    var defaultValueDescription: String { text }
    var duration: Duration { .nanoseconds(nanoseconds) }
}

/// `auto`, `none` or `60,1440`.
enum SeasonArgument: ExpressibleByArgument, Sendable {
    case automatic, none, given([Int])

    init?(argument: String) {
        switch argument {
        case "auto": self = .automatic
        case "none": self = .none
        default:
            let parts = argument.split(separator: ",").map { Int($0) }
            guard !parts.isEmpty, parts.allSatisfy({ ($0 ?? 0) >= 2 }) else { return nil }
            self = .given(parts.map { $0! })
        }
    }

    var defaultValueDescription: String { "auto" }
}

/// Comma-separated names.
enum ListArgument {
    static func parse(_ text: String) -> [String] { text.split(separator: ",").map(String.init) }
}

/// Quantile levels like `0.1,0.5,0.9`.
struct LevelsArgument: ExpressibleByArgument, Sendable {
    let levels: QuantileLevels

    init(_ levels: QuantileLevels) { self.levels = levels }

    init?(argument: String) {
        let values = argument.split(separator: ",").map { Double($0) }
        guard !values.contains(nil), let levels = try? QuantileLevels(values.map { $0! }) else { return nil }
        self.levels = levels
    }

    var defaultValueDescription: String { levels.values.map { "\($0)" }.joined(separator: ",") }
}

/// How results are printed.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable, Sendable { case text, json }

extension TraceFormat: ExpressibleByArgument {}
extension CounterPolicy: ExpressibleByArgument {}
extension GapPolicy: ExpressibleByArgument {}
extension DuplicatePolicy: ExpressibleByArgument {}
extension IrregularStepPolicy: ExpressibleByArgument {}
extension UnixTimeUnit: ExpressibleByArgument {}
extension Quantity.Kind: ExpressibleByArgument {}
extension ModelRecipe.Family: ExpressibleByArgument {}
extension TargetTransform: ExpressibleByArgument {}
extension TrainingObjective: ExpressibleByArgument {}
extension Pretrained.Tuning: ExpressibleByArgument {}
extension TargetScaling: ExpressibleByArgument {}
extension ForecastStrategy: ExpressibleByArgument {}

extension InstructionSet: ExpressibleByArgument {
    /// By its name.
    public init?(argument: String) { self.init(name: argument) }
    /// Its name.
    public var defaultValueDescription: String { name }
    /// All names.
    public static var allValueStrings: [String] { allCases.map(\.name) }
}

extension WeightPrecision: ExpressibleByArgument {}

/// Precision of a model's weights, for commands that forecast with it.
struct PrecisionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Precision of a neural model's weights: float32, or bfloat16, half the bytes; its effect on the forecasts is printed.",
            valueName: "precision"))
    var weights = WeightPrecision.float32
}

/// Seed, threads and instruction set: what makes a run reproducible.
struct ComputeOptions: ParsableArguments {
    @Option(help: "Seed of all random streams.")
    var seed: UInt64 = 1

    @Option(help: "Threads to use.")
    var threads = 2

    @Option(help: "Instruction set of the kernels; default is the best of this machine.")
    var isa: InstructionSet = .best

    mutating func validate() throws {
        guard (1...1024).contains(threads) else { throw ValidationError("--threads must lie between 1 and 1024, found \(threads)") }
        guard isa.isSupported else {
            throw ValidationError(
                "this machine has no \(isa.name); it has \(InstructionSet.supported.map(\.name).joined(separator: ", "))")
        }
    }

    var compute: Compute { Compute(instructionSet: isa, threads: threads) }
}

/// Which model is fitted and how, boosted trees aside.
struct RecipeOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Context length in steps; default by horizon and season.", valueName: "steps"))
    var context: Int?

    @Option(help: "Quantile levels of the model.")
    var levels = LevelsArgument(.standard)

    @Option(help: "Hidden width of the LSTM or the mlp. Default: 64 for the LSTM, 192 for the mlp.")
    var hidden: Int?

    @Option(help: "Layers of the LSTM, hidden layers of the mlp. Default: 1 for the LSTM, 2 for the mlp.")
    var layers: Int?

    @Option(help: "Share of hidden units dropped while training.")
    var dropout: Float = 0.1

    @Option(
        help: "Transform of the demand: identity, log1p, asinh. Default: the better of the first two on validation data; asinh for the mlp."
    )
    var transform: TargetTransform?

    @Option(help: "Most optimiser steps. Default: 1500 for the LSTM, 1000 for the transformer, 1200 for the mlp.")
    var steps: Int?

    @Option(help: "Windows per optimiser step. Default: 128, 64 for the mlp.")
    var batch: Int?

    @Option(help: "Peak learning rate. Default: 2e-3, 1e-3 for the mlp.")
    var learningRate: Float?

    @Option(
        help: """
            What neural networks are trained for: marginal (quantiles of every step), ceiling (the largest value of the horizon, too), spike \
            (more weight on windows with spikes), asymmetric (expectiles). With ceiling, validation judges ceilings.
            """)
    var objective = TrainingObjective.marginal

    @Option(help: "Chance that a training window of a neural network shows only the end of its context.")
    var cropping: Float = 0

    @Option(help: "Deviation of the logarithm of a random factor on the values of a training window.")
    var stretching: Float = 0

    @Option(help: "Rounds of 50 steps without a better validation loss before training stops.")
    var patience = 8

    @Flag(
        help: """
            Train the LSTM to be streamed, too: one step per observation instead of a window. A backtest then scores its streams before \
            its windows.
            """)
    var streaming = false

    @Option(help: ArgumentHelp("With --streaming: largest age of a stream's state; default: twice the context.", valueName: "steps"))
    var maximumAge: Int?

    @OptionGroup(title: "Calibration") var calibration: CalibrationOptions

    @OptionGroup(title: "Ensembles") var ensemble: EnsembleOptions

    @OptionGroup(title: "Automatic choice") var auto: AutoOptions

    @OptionGroup(title: "Boosted trees") var trees: TreeOptions

    @OptionGroup(title: "Transformer") var transformer: TransformerOptions

    func recipe(_ family: ModelRecipe.Family, horizon: Int) -> ModelRecipe {
        func training(_ base: TrainingConfiguration) -> TrainingConfiguration {
            var training = base
            training.patience = patience
            if let batch { training.batch = batch }
            if let steps { training.steps = steps }
            if let learningRate { training.learningRate = learningRate }
            (training.objective, training.cropping, training.stretching) = (objective, cropping, stretching)
            training.warmup = min(training.warmup, training.steps)
            return training
        }
        var lstm = LSTMForecaster(
            horizon: horizon, context: context, dropout: dropout, levels: levels.levels, transform: transform,
            training: training(TrainingConfiguration()), streaming: streaming ? StreamingConfiguration(maximumAge: maximumAge) : nil)
        var mlp = MLPForecaster(horizon: horizon, context: context, dropout: dropout, training: training(MLPForecaster.standardTraining))
        if let hidden { (lstm.hidden, mlp.hidden) = (hidden, hidden) }
        if let layers { (lstm.layers, mlp.layers) = (layers, layers) }
        if let transform { mlp.transform = transform }
        var recipe = ModelRecipe(
            family, lstm: lstm,
            gbt: trees.configuration,
            transformer: transformer.forecaster(
                horizon: horizon, context: context, dropout: dropout, transform: transform, training: training),
            mlp: mlp, calibration: calibration.configuration, ensemble: ensemble.configuration, dropoutPasses: ensemble.mcDropout)
        recipe.auto = auto.configuration
        return recipe
    }
}
