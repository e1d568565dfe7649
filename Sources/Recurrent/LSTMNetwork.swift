import Forecasting
import Tensors

#if canImport(Glibc)
    import Glibc
#endif

/// A stack of LSTM layers over the context, and a direct quantile head on the last hidden state.
///
/// Cell of layer l at step t (Hochreiter & Schmidhuber, "Long Short-Term Memory", Neural Computation 9(8), 1997, with the forget gate
/// of Gers et al., 2000; gate order and the two biases as in PyTorch, so that weights and gradients compare one to one):
///
///     [i f g o] = W_ih·x_t + b_ih + W_hh·h_{t−1} + b_hh
///     c_t = σ(f)·c_{t−1} + σ(i)·tanh(g)        h_t = σ(o)·tanh(c_t)
///
/// Batches step through time together: one fused product with packed weights and the cells behind it, per layer and step. A single
/// series runs through kernels of its own (`advance(steps:inputs:states:cells:weights:scratch:)`).
public struct LSTMNetwork: WindowNetwork {
    /// Input channels D, hidden width C, number of layers.
    public let inputs: Int, hidden: Int, layers: Int
    /// Context length L.
    public let context: Int
    /// Share of hidden units dropped between layers and before the head while training; one mask per window, the same for all steps
    /// (Gal & Ghahramani, "A Theoretically Grounded Application of Dropout in Recurrent Neural Networks", 2016).
    public let dropout: Float
    /// The output head.
    public let head: DirectQuantileHead
    /// Layout of the parameters, with PyTorch's names.
    public let layout: ParameterLayout
    /// Offsets of a layer's blocks.
    let blocks: [LayerBlocks]

    private let forgetBias: Float

    struct LayerBlocks: Sendable {
        let inputs: Int
        let inputWeight: Int, recurrentWeight: Int, inputBias: Int, recurrentBias: Int
    }

    /// Makes a network.
    ///
    /// - Parameters:
    ///   - inputs: channels per context step, D.
    ///   - futureChannels: channels per future step, F; ignored by a linear head.
    ///   - hidden: hidden width C.
    ///   - layers: number of layers.
    ///   - context: context length L.
    ///   - horizon: horizon H.
    ///   - levels: quantile levels.
    ///   - headForm: plain linear head or the conditioned one.
    ///   - dropout: share of dropped units, 0 ≤ p < 1.
    ///   - forgetBias: initial bias of the forget gates; 1 keeps memory at the start of training (Jozefowicz et al., 2015).
    public init(
        inputs: Int, futureChannels: Int, hidden: Int, layers: Int, context: Int, horizon: Int, levels: QuantileLevels,
        headForm: DirectQuantileHead.Form, dropout: Float = 0, forgetBias: Float = 1
    ) {
        precondition(inputs > 0 && hidden > 0 && layers > 0 && context > 0 && horizon > 0 && dropout >= 0 && dropout < 1)
        var layout = ParameterLayout()
        blocks = (0..<layers).map { layer in
            let width = layer == 0 ? inputs : hidden
            return LayerBlocks(
                inputs: width, inputWeight: layout.add("rnn.weight_ih_l\(layer)", [4 * hidden, width]),
                recurrentWeight: layout.add("rnn.weight_hh_l\(layer)", [4 * hidden, hidden]),
                inputBias: layout.add("rnn.bias_ih_l\(layer)", [4 * hidden]),
                recurrentBias: layout.add("rnn.bias_hh_l\(layer)", [4 * hidden]))
        }
        head = DirectQuantileHead(
            form: headForm, width: hidden, horizon: horizon, futureChannels: futureChannels, levels: levels, layout: &layout)
        self.layout = layout
        (self.inputs, self.hidden, self.layers, self.context) = (inputs, hidden, layers, context)
        self.dropout = dropout
        self.forgetBias = forgetBias
    }

    /// Horizon H.
    public var horizon: Int { head.horizon }
    /// Outputs per step.
    public var levelCount: Int { head.levelCount }

    /// A multiple of the rows that kernels work on at once. Weights beyond a second-level cache are read anew for every piece and step, so
    /// larger networks want larger pieces.
    public var windowsPerPiece: Int { layout.count * MemoryLayout<Float>.stride > 512 << 10 ? 72 : 48 }

    /// Inputs, states of all layers, gates, and the head.
    public var floatsPerWindow: Int { context * inputs + 8 * layers * hidden + head.horizon * 256 }

    /// Uniform ±1/√C as PyTorch's, forget gates lifted by the configured bias.
    public func initialParameters(seed: UInt64) -> [Float] {
        var random = RandomStream(seed: seed, purpose: "parameters")
        var parameters = [Float](repeating: 0, count: layout.count)
        let bound = 1 / Float(hidden).squareRoot()
        let recurrent = layout.blocks.filter { $0.name.hasPrefix("rnn.") }
        for block in recurrent {
            for k in block.offset..<block.offset + block.count { parameters[k] = (2 * random.uniform() - 1) * bound }
        }
        for layer in blocks {
            for k in layer.inputBias + hidden..<layer.inputBias + 2 * hidden { parameters[k] += forgetBias }
        }
        head.initialise(&parameters, layout: layout, random: &random)
        return parameters
    }

    /// Weights for forecasts, in the precision that `compute` asks for.
    public func makeWeights(_ parameters: [Float], compute: Compute) -> LSTMWeights {
        LSTMWeights(self, parameters: parameters, precision: compute.precision, kernels: Kernels(compute.instructionSet))
    }

    /// Weights for training.
    public func makeTrainingWeights(_ parameters: [Float], kernels: Kernels) -> LSTMWeights {
        LSTMWeights(self, parameters: parameters, training: true, kernels: kernels)
    }

    /// Replaces all parameters of weights that nobody reads meanwhile.
    public func update(_ weights: LSTMWeights, with parameters: UnsafePointer<Float>) { weights.update(parameters) }

    /// Buffers for forecasts of up to `batch` windows of up to `steps` steps.
    public func makeForecastWorkspace(_ weights: LSTMWeights, batch: Int, steps: Int) -> LSTMForecastWorkspace {
        LSTMForecastWorkspace(weights: weights, capacity: batch, steps: steps)
    }

    /// Buffers for training on up to `batch` windows of up to `steps` steps.
    public func makeWorkspace(batch: Int, steps: Int, kernels: Kernels) -> LSTMWorkspace {
        LSTMWorkspace(network: self, capacity: batch, steps: steps, kernels: kernels)
    }

    /// Buffers for up to `batch` windows of the context length.
    public func makeWorkspace(batch: Int, kernels: Kernels) -> LSTMWorkspace {
        makeWorkspace(batch: batch, steps: context, kernels: kernels)
    }
}
