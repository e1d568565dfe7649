import Forecasting
import Tensors

/// A multilayer perceptron over the whole context at once, with a linear path beside it, and a direct quantile head.
///
/// With the input vector x of a window (``MLPInputs``):
///
///     h₁ = ReLU(W₁·x + b₁)      h_l = ReLU(W_l·h_{l−1} + b_l)      q = head([h ; x])
///
/// The weights of the head that see x start at zero: what is linear in the context need not pass the layers, and the network starts as one
/// without that path (after the residual of Das et al., "Long-term forecasting with TiDE", TMLR 2023). Without it the weighted quantile loss
/// of eleven backtests is 4 % larger. Windows arrive in the unit of their own location and scale. A forecast is a few products of a vector
/// and a matrix, a training step of matrices.
public struct MLPNetwork: WindowNetwork {
    /// What it reads of a window.
    public let inputs: MLPInputs
    /// Hidden width C.
    public let hidden: Int
    /// Share of the units of the first hidden layer that are dropped while training. Noise in later layers would go straight to the
    /// quantiles.
    public let dropout: Float
    /// The output head, on the last hidden layer and the inputs.
    public let head: DirectQuantileHead
    /// Layout of the parameters, with PyTorch's names.
    public let layout: ParameterLayout
    /// The hidden layers.
    let layers: [Layer]

    /// Where the parameters of a hidden layer lie, and how many numbers it reads.
    struct Layer: Sendable {
        let inputs: Int
        let weight: Int, bias: Int
    }

    /// Makes a network.
    ///
    /// - Parameters:
    ///   - inputs: what it reads of a window.
    ///   - hidden: hidden width C.
    ///   - layers: number of hidden layers.
    ///   - levels: quantile levels.
    ///   - headForm: plain linear head or the conditioned one.
    ///   - dropout: share of dropped units, 0 ≤ p < 1.
    public init(
        inputs: MLPInputs, hidden: Int, layers: Int, levels: QuantileLevels, headForm: DirectQuantileHead.Form, dropout: Float = 0
    ) {
        precondition(inputs.count > 0 && hidden > 0 && layers > 0 && dropout >= 0 && dropout < 1)
        var layout = ParameterLayout()
        self.layers = (0..<layers).map { index in
            let width = index == 0 ? inputs.count : hidden
            return Layer(
                inputs: width, weight: layout.add("layers.\(index).weight", [hidden, width]),
                bias: layout.add("layers.\(index).bias", [hidden]))
        }
        head = DirectQuantileHead(
            form: headForm, width: hidden + inputs.count, horizon: inputs.horizon, futureChannels: inputs.futureChannels, levels: levels,
            layout: &layout)
        self.layout = layout
        (self.inputs, self.hidden, self.dropout) = (inputs, hidden, dropout)
    }

    /// Context length L.
    public var context: Int { inputs.context }
    /// Horizon H.
    public var horizon: Int { head.horizon }
    /// Outputs per step.
    public var levelCount: Int { head.levelCount }
    /// Numbers of a window that the head sees: the last hidden layer, then the inputs.
    var joined: Int { head.width }

    /// Enough windows for products whose weights are larger than a second-level cache.
    public var windowsPerPiece: Int { 16 }

    /// Inputs, hidden layers, and the head.
    public var floatsPerWindow: Int { context * inputs.inputChannels + joined + 2 * hidden + head.horizon * 256 }

    /// Uniform ±1/√fan-in as PyTorch's; the linear path starts at zero.
    public func initialParameters(seed: UInt64) -> [Float] {
        var random = RandomStream(seed: seed, purpose: "parameters")
        var parameters = [Float](repeating: 0, count: layout.count)
        for layer in layers {
            let bound = 1 / Float(layer.inputs).squareRoot()
            for k in layer.weight..<layer.bias + hidden { parameters[k] = (2 * random.uniform() - 1) * bound }
        }
        head.initialise(&parameters, layout: layout, random: &random, learnt: hidden)
        return parameters
    }

    /// Weights for forecasts, in the precision that `compute` asks for.
    public func makeWeights(_ parameters: [Float], compute: Compute) -> MLPWeights {
        MLPWeights(self, parameters: parameters, precision: compute.precision, kernels: Kernels(compute.instructionSet))
    }

    /// Weights for training.
    public func makeTrainingWeights(_ parameters: [Float], kernels: Kernels) -> MLPWeights {
        MLPWeights(training: self, parameters: parameters, kernels: kernels)
    }

    /// Replaces all parameters of weights that nobody reads meanwhile.
    public func update(_ weights: MLPWeights, with parameters: UnsafePointer<Float>) { weights.update(parameters) }

    /// Buffers for training on up to `batch` windows.
    public func makeWorkspace(batch: Int, steps: Int, kernels: Kernels) -> MLPWorkspace {
        precondition(steps == context, "an mlp sees exactly \(context) steps, not \(steps)")
        return MLPWorkspace(self, capacity: batch)
    }

    /// Buffers for forecasts of up to `batch` windows.
    public func makeForecastWorkspace(_ weights: MLPWeights, batch: Int, steps: Int) -> MLPForecastWorkspace {
        precondition(steps == context, "an mlp sees exactly \(context) steps, not \(steps)")
        return MLPForecastWorkspace(self, weights: weights, capacity: batch)
    }

    /// Writes the input vectors of a batch behind the room of the last hidden layer, `[B, C + D]`.
    func gather(_ batch: WindowBatch, to rows: UnsafeMutablePointer<Float>) {
        precondition(
            batch.steps == context && batch.inputChannels == inputs.inputChannels && batch.futureChannels == inputs.futureChannels,
            "a batch of \(batch.steps) rows of \(batch.inputChannels) channels does not fit")
        for window in 0..<batch.count { inputs.gather(batch, window: window, to: rows + window * joined + hidden) }
    }
}
