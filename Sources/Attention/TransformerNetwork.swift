import Forecasting
import Tensors

/// A transformer over patches of the context, and a direct quantile head on its last tokens.
///
/// A patch is P neighbouring steps with all their channels; a linear layer makes it a token (Nie et al., "A time series is worth 64 words",
/// ICLR 2023). Windows arrive in the unit of their own location and scale, which the forecast is brought back from: reversible instance
/// normalisation (Kim et al., ICLR 2022) with missing values left out, shared by all families (``WindowScaling``). All series share the
/// weights, each is a window of its own; covariates are further channels of a patch.
public struct TransformerNetwork: WindowNetwork {
    /// What it looks like inside.
    public let shape: TransformerShape
    /// Input channels D.
    public let inputs: Int
    /// Context length L.
    public let context: Int
    /// Tokens T of a window.
    public let tokens: Int
    /// Share of the channels of a branch that are dropped while training; one mask a window and branch.
    public let dropout: Float
    /// Chance that the last block's branches are left out while training; it grows linearly from the first block on.
    public let depthDropout: Float
    /// The output head.
    public let head: DirectQuantileHead
    /// Layout of the parameters, with PyTorch's names.
    public let layout: ParameterLayout

    let layers: [any TokenLayer]
    let maps: [LinearMap]
    private let norms: [LayerNormalisation]
    let embedding: LinearMap
    /// Offset of the position vectors `[T, C]`.
    let positions: Int?
    /// Normalisation behind the last block, where it stands before the branches.
    let last: LayerNormalisation?

    /// Makes a network.
    ///
    /// - Parameters:
    ///   - shape: what it looks like inside.
    ///   - inputs: channels per context step, D.
    ///   - futureChannels: channels per future step, F; ignored by a linear head.
    ///   - context: context length L.
    ///   - horizon: horizon H.
    ///   - levels: quantile levels.
    ///   - headForm: plain linear head or the conditioned one.
    ///   - dropout: share of dropped channels, 0 ≤ p < 1.
    ///   - depthDropout: chance of leaving out the last block, 0 ≤ p < 1.
    /// - Throws: ``ForecastError/invalidConfiguration(_:)`` when the shape cannot be built.
    public init(
        _ shape: TransformerShape, inputs: Int, futureChannels: Int, context: Int, horizon: Int, levels: QuantileLevels,
        headForm: DirectQuantileHead.Form, dropout: Float = 0, depthDropout: Float = 0
    ) throws(ForecastError) {
        precondition(inputs > 0 && context > 0 && horizon > 0 && dropout >= 0 && dropout < 1 && depthDropout >= 0 && depthDropout < 1)
        try shape.validate(context: context)
        (self.shape, self.inputs, self.context, self.dropout, self.depthDropout) = (shape, inputs, context, dropout, depthDropout)
        tokens = shape.tokens(context: context)
        var builder = LayerBuilder()
        positions = shape.positions == .learned ? builder.layout.add("pos", [1, tokens, shape.width]) : nil
        embedding = builder.map("embed", inputs: shape.patch * inputs, outputs: shape.width)
        let rotary = shape.positions == .rotary ? RotaryTable(positions: tokens, width: shape.width / shape.heads) : nil
        var layers: [any TokenLayer] = []
        for index in 0..<shape.layers {
            layers.append(EncoderLayer("enc.layers.\(index).", tokens: tokens, shape: shape, rotary: rotary, builder: &builder))
        }
        self.layers = layers
        let remaining = layers.last?.tokensOut ?? tokens
        last = shape.norm == .before ? builder.norm("enc.norm", columns: shape.width) : nil
        maps = builder.maps
        norms = builder.norms
        head = DirectQuantileHead(
            form: headForm, width: shape.pooling == .flatten ? remaining * shape.width : shape.width, horizon: horizon,
            futureChannels: futureChannels, levels: levels, layout: &builder.layout)
        layout = builder.layout
    }

    /// Horizon H.
    public var horizon: Int { head.horizon }
    /// Outputs per step.
    public var levelCount: Int { head.levelCount }
    /// Tokens of a window that the head sees.
    var remaining: Int { layers.last?.tokensOut ?? tokens }

    /// Enough windows for the products of the head, whose weights are larger than those of all blocks.
    public var windowsPerPiece: Int { 16 }

    /// Inputs, tokens, and the head.
    public var floatsPerWindow: Int {
        context * inputs + tokens * shape.width * 2 + head.horizon * 256 + (layers.map(\.scratchPerWindow).max() ?? 0)
    }

    /// Windows that pass the blocks together: their rows stay in a second-level cache.
    var windowsPerPass: Int { max(1, 96 / tokens) }

    /// As PyTorch does: uniform ±1/√fan-in, projections of attentions by Glorot's rule, gains 1; positions with deviation 0.02.
    public func initialParameters(seed: UInt64) -> [Float] {
        var random = RandomStream(seed: seed, purpose: "parameters")
        var parameters = [Float](repeating: 0, count: layout.count)
        if let positions {
            for k in positions..<positions + tokens * shape.width { parameters[k] = 0.02 * Float(random.normal()) }
        }
        for map in maps {
            let isAttention = layout.blocks.contains { $0.offset == map.weight && $0.name.hasSuffix("in_proj_weight") }
            let bound = isAttention ? (6 / Float(map.inputs + map.outputs)).squareRoot() : 1 / Float(map.inputs).squareRoot()
            for k in map.weight..<map.weight + map.inputs * map.outputs { parameters[k] = (2 * random.uniform() - 1) * bound }
            let biases = layout.blocks.first { $0.offset == map.bias }?.name ?? ""
            guard !isAttention, !biases.hasSuffix("out_proj.bias") else { continue }
            for k in map.bias..<map.bias + map.outputs { parameters[k] = (2 * random.uniform() - 1) * bound }
        }
        for norm in norms {
            for k in norm.gain..<norm.gain + norm.columns { parameters[k] = 1 }
        }
        head.initialise(&parameters, layout: layout, random: &random)
        return parameters
    }

    /// Weights for forecasts.
    public func makeWeights(_ parameters: [Float], compute: Compute) -> TransformerWeights {
        TransformerWeights(self, parameters: parameters, training: false, kernels: Kernels(compute.instructionSet))
    }

    /// Weights for training.
    public func makeTrainingWeights(_ parameters: [Float], kernels: Kernels) -> TransformerWeights {
        TransformerWeights(self, parameters: parameters, training: true, kernels: kernels)
    }

    /// Replaces all parameters of weights that nobody reads meanwhile.
    public func update(_ weights: TransformerWeights, with parameters: UnsafePointer<Float>) { weights.update(parameters) }

    /// Buffers for training on up to `batch` windows.
    public func makeWorkspace(batch: Int, steps: Int, kernels: Kernels) -> TransformerWorkspace {
        precondition(steps == context, "a transformer sees exactly \(context) steps, not \(steps)")
        return TransformerWorkspace(self, capacity: batch, kernels: kernels)
    }

    /// Buffers for forecasts of up to `batch` windows.
    public func makeForecastWorkspace(_ weights: TransformerWeights, batch: Int, steps: Int) -> TransformerForecastWorkspace {
        precondition(steps == context, "a transformer sees exactly \(context) steps, not \(steps)")
        return TransformerForecastWorkspace(self, weights: weights, capacity: batch)
    }

    /// Floats of scratch of the layers for so many windows.
    func scratch(windows: Int, kernels: Kernels) -> Int {
        layers.map { windows * $0.scratchPerWindow + $0.fixedScratch(kernels) }.max() ?? 0
    }

    /// Writes the patches of windows `[windows · T, P · D]`, each channel by channel within a step; steps before the context are 0.
    func gather(_ batch: WindowBatch, first: Int, windows: Int, to patches: UnsafeMutablePointer<Float>) {
        let columns = shape.patch * inputs
        let lead = (tokens - 1) * shape.stride + shape.patch - context
        for window in 0..<windows {
            for token in 0..<tokens {
                let row = patches + (window * tokens + token) * columns
                for step in 0..<shape.patch {
                    let position = token * shape.stride + step - lead
                    let target = row + step * inputs
                    guard position >= 0 else {
                        target.update(repeating: 0, count: inputs)
                        continue
                    }
                    target.update(from: batch.inputs.pointer + (position * batch.count + first + window) * inputs, count: inputs)
                }
            }
        }
    }

    /// Adds the position vectors to the tokens of windows.
    func addPositions(_ x: UnsafeMutablePointer<Float>, windows: Int, parameters: UnsafePointer<Float>, kernels: Kernels) {
        guard let positions else { return }
        let count = tokens * shape.width
        for window in 0..<windows { kernels.add(x + window * count, parameters + positions, count: count) }
    }

    /// What the head sees of windows `[windows]`, and the distance from one to the next; means go to `pooled`.
    func pool(
        _ x: UnsafePointer<Float>, windows: Int, pooled: UnsafeMutablePointer<Float>, kernels: Kernels
    ) -> (first: UnsafePointer<Float>, stride: Int) {
        let (width, count) = (shape.width, remaining * shape.width)
        switch shape.pooling {
        case .flatten: return (x, count)
        case .last: return (x + count - width, count)
        case .mean:
            for window in 0..<windows {
                let mean = pooled + window * width
                mean.update(from: x + window * count, count: width)
                for token in 1..<max(1, remaining) { kernels.add(mean, x + window * count + token * width, count: width) }
                kernels.scale(mean, by: 1 / Float(remaining), count: width)
            }
            return (UnsafePointer(pooled), width)
        }
    }
}
