import Forecasting
import Tensors
import Traces

/// Configuration of the attention family: a global transformer over patches of many series with a direct quantile head.
public struct TransformerForecaster: WindowForecaster, Hashable {
    /// Name of the family.
    public static let name = "transformer"

    /// Horizon H in steps.
    public var horizon: Int
    /// Context length L in steps; `nil` chooses by horizon and season.
    public var context: Int?
    /// What the network looks like inside; its patches are those of ``patch`` and ``stride``.
    public var shape: TransformerShape
    /// Steps of a patch; `nil` chooses by the context.
    public var patch: Int?
    /// Steps from one patch to the next; `nil` puts them side by side.
    public var stride: Int?
    /// Share of the channels of a branch dropped while training.
    public var dropout: Float
    /// Chance that the branches of the last block are left out while training.
    public var depthDropout: Float
    /// Precision of the products of a training: BF16 is faster and needs a processor that multiplies such numbers (`avx512bf16`).
    public var products: WeightPrecision
    /// Levels of every forecast.
    public var levels: QuantileLevels
    /// Transform of the demand; `nil` tries both on validation data where demand has a lower bound.
    public var transform: TargetTransform?
    /// How it is trained.
    public var training: TrainingConfiguration

    /// Makes a configuration with sensible defaults for everything but the horizon.
    public init(
        horizon: Int, context: Int? = nil, shape: TransformerShape = Self.standardShape, patch: Int? = nil, stride: Int? = nil,
        dropout: Float = 0.1, depthDropout: Float = 0, products: WeightPrecision = .float32, levels: QuantileLevels = .standard,
        transform: TargetTransform? = nil,
        training: TrainingConfiguration = Self.standardTraining
    ) {
        (self.horizon, self.context, self.shape, self.patch, self.stride) = (horizon, context, shape, patch, stride)
        (self.dropout, self.depthDropout, self.products) = (dropout, depthDropout, products)
        (self.levels, self.transform) = (levels, transform)
        self.training = training
    }

    /// Two blocks of width 64; the head sees the mean of the tokens and the last one.
    public static let standardShape = TransformerShape()

    /// A thousand steps at most: as good as half as many again at half the rate.
    public static let standardTraining = TrainingConfiguration(steps: 1000, learningRate: 2e-3, weightDecay: 1e-2)

    /// Context length used for a training set: three horizons or two seasons, as far as affordable; longer seasons come in through lag
    /// channels.
    public func contextLength(seasons: [Int]) -> Int {
        context ?? min(512, max(3 * horizon, 2 * min(seasons.first ?? 1, 256), 64))
    }

    /// The shape with its patches for a context: about 32 of them.
    func shape(context: Int) -> TransformerShape {
        var shape = shape
        shape.patch = patch ?? max(1, min(16, context / 32))
        shape.stride = stride ?? shape.patch
        return shape
    }

    /// Checks the settings.
    package func validate() throws(ForecastError) {
        try WindowSchema.checkTrainable(horizon: horizon)
        if let context, !(1...1 << 16).contains(context) {
            throw ForecastError.invalidConfiguration("a context has 1 to \(1 << 16) steps, found \(context)")
        }
        guard dropout >= 0, dropout < 1, depthDropout >= 0, depthDropout < 1 else {
            throw ForecastError.invalidConfiguration("dropout must lie in [0, 1), found \(dropout) and \(depthDropout) for whole blocks")
        }
        try training.validate()
    }

    /// Trains on the known values of every history.
    ///
    /// The end of the training time is kept for validation: it chooses the transform, stops training, and gives the residual paths.
    /// - Throws: `ForecastError`; also where ``products`` are such that these kernels do not have.
    public func fit(on set: TrainingSet, options: FitOptions) throws -> FittedTransformer {
        let level = options.compute.instructionSet
        guard products == .float32 || Kernels(level).multipliesPairs else {
            throw ForecastError.invalidConfiguration(
                "products of BF16 numbers need the instructions avx512bf16, these kernels are \(level.name); train with float32")
        }
        return try fitWindows(on: set, options: options)
    }

    /// The network for a layout of windows.
    package func network(_ assembler: WindowAssembler) throws(ForecastError) -> TransformerNetwork {
        let context = assembler.schema.context
        return try TransformerNetwork(
            shape(context: context), inputs: assembler.inputChannels, futureChannels: assembler.futureChannels, context: context,
            horizon: horizon, levels: levels, headForm: .conditioned, dropout: dropout, depthDropout: depthDropout,
            products: products)
    }
}
