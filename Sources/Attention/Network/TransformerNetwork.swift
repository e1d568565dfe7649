import Forecasting
import Tensors

/// A transformer over patches of the context, and a direct quantile head on its last tokens.
///
/// A patch is P neighbouring steps with all their channels; a linear layer makes it a token (Nie et al., "A time series is worth 64 words",
/// ICLR 2023). Windows arrive in the unit of their own location and scale, which the forecast is brought back from: reversible instance
/// normalisation (Kim et al., ICLR 2022) with missing values left out, shared by all families (`WindowScaling`). All series share the
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
    /// Precision of the operands of products with weights, and of those of their gradients, in a training; sums, attention, what mixes tokens,
    /// the head and the parameters themselves are float32 (mixed precision: Micikevicius et al., ICLR 2018).
    public let products: WeightPrecision
    /// The output head.
    public let head: DirectQuantileHead
    /// Layout of the parameters, with PyTorch's names.
    public let layout: ParameterLayout

    /// A layer, and the layer whose result is added to its own.
    struct Stage: Sendable {
        let layer: any TokenLayer
        let skip: Int?
    }

    let stages: [Stage]
    let maps: [LinearMap]
    private let norms: [LayerNormalisation]
    private let uniform: [(range: Range<Int>, fanIn: Int)]
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
    ///   - products: precision of the products of a training; BF16 needs kernels that multiply such numbers.
    /// - Throws: `ForecastError.invalidConfiguration(_:)` when the shape cannot be built.
    public init(
        _ shape: TransformerShape, inputs: Int, futureChannels: Int, context: Int, horizon: Int, levels: QuantileLevels,
        headForm: DirectQuantileHead.Form, dropout: Float = 0, depthDropout: Float = 0,
        products: WeightPrecision = .float32
    ) throws(ForecastError) {
        precondition(inputs > 0 && context > 0 && horizon > 0 && dropout >= 0 && dropout < 1 && depthDropout >= 0 && depthDropout < 1)
        try shape.validate(context: context)
        (self.shape, self.inputs, self.context, self.dropout, self.depthDropout) = (shape, inputs, context, dropout, depthDropout)
        self.products = products
        tokens = shape.tokens(context: context)
        var builder = LayerBuilder()
        positions = shape.positions == .learned ? builder.layout.add("pos", [1, tokens, shape.width]) : nil
        embedding = builder.map("embed", inputs: shape.patch * inputs, outputs: shape.width)
        stages = Self.stages(shape, tokens: tokens, builder: &builder)
        let remaining = stages.last?.layer.tokensOut ?? tokens
        last = shape.norm == .before ? builder.norm("enc.norm", columns: shape.width) : nil
        (maps, norms, uniform) = (builder.maps, builder.norms, builder.uniform)
        head = DirectQuantileHead(
            form: headForm, width: shape.pooling.columns(tokens: remaining, width: shape.width), horizon: horizon,
            futureChannels: futureChannels, levels: levels, layout: &builder.layout)
        layout = builder.layout
    }

    /// The blocks of an architecture.
    private static func stages(_ shape: TransformerShape, tokens: Int, builder: inout LayerBuilder) -> [Stage] {
        var stages: [Stage] = []
        func add(_ layer: any TokenLayer, skip: Int? = nil) { stages.append(Stage(layer: layer, skip: skip)) }
        func add(_ index: Int, tokens: Int, skip: Int? = nil) {
            let prefix = "enc.layers.\(index)."
            func residual<Inner: Branch>(_ branch: Inner, _ norm: String) -> any TokenLayer {
                ResidualLayer(branch, norm: prefix + norm, place: shape.norm, builder: &builder)
            }
            // Maps before norms: the order of PyTorch's parameters.
            let feedForward: FeedForward
            switch shape.architecture {
            case .full, .uShaped:
                let attention = SelfAttention(prefix + "self_attn", tokens: tokens, shape: shape, builder: &builder)
                feedForward = FeedForward(prefix, tokens: tokens, shape: shape, builder: &builder)
                add(residual(attention, "norm1"))
            case .sparse:
                let attention = SparseAttention(prefix + "self_attn", tokens: tokens, shape: shape, builder: &builder)
                feedForward = FeedForward(prefix, tokens: tokens, shape: shape, builder: &builder)
                add(residual(attention, "norm1"))
            case .mixer:
                let mixing = TokenMixing(prefix, tokens: tokens, shape: shape, builder: &builder)
                feedForward = FeedForward(prefix, tokens: tokens, shape: shape, builder: &builder)
                add(residual(mixing, "norm1"))
            }
            add(residual(feedForward, "norm2"), skip: skip)
        }
        switch shape.architecture {
        case .full, .mixer:
            for index in 0..<shape.layers { add(index, tokens: tokens) }
        case .sparse:
            var left = tokens
            for index in 0..<shape.layers {
                add(index, tokens: left)
                guard index + 1 < shape.layers, left > 1 else { continue }
                add(Distilling("enc.layers.\(index).", tokens: left, width: shape.width, builder: &builder))
                left = (left - 1) / 2 + 1
            }
        case .uShaped:
            // Down as often as tokens allow, at most half of the blocks; what is left of the blocks works at the bottom.
            var (sizes, seen, left, index) = ([Int](), [Int](), tokens, 0)
            while sizes.count < shape.layers / 2, left >= 4 {
                add(index, tokens: left)
                (sizes, seen) = (sizes + [left], seen + [stages.count - 1])
                add(Merging("enc.layers.\(index).", tokens: left, width: shape.width, builder: &builder))
                (left, index) = ((left + 1) / 2, index + 1)
            }
            while index < shape.layers - sizes.count || sizes.isEmpty && index < shape.layers {
                add(index, tokens: left)
                index += 1
            }
            for (size, source) in zip(sizes, seen).reversed() {
                add(
                    Expanding("enc.layers.\(index).", tokens: size, width: shape.width, builder: &builder), skip: source)
                add(index, tokens: size)
                index += 1
            }
        }
        return stages
    }

    /// Horizon H.
    public var horizon: Int { head.horizon }
    /// Outputs per step.
    public var levelCount: Int { head.levelCount }
    /// Tokens of a window that the head sees.
    var remaining: Int { stages.last?.layer.tokensOut ?? tokens }

    /// Enough windows for the products of the head, whose weights are larger than those of all blocks.
    public var windowsPerPiece: Int { 16 }

    /// Inputs, tokens, and the head.
    public var floatsPerWindow: Int {
        context * inputs + tokens * shape.width * 2 + head.horizon * 256 + (stages.map(\.layer.scratchPerWindow).max() ?? 0)
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
        for (range, fanIn) in uniform {
            let bound = 1 / Float(fanIn).squareRoot()
            for k in range { parameters[k] = (2 * random.uniform() - 1) * bound }
        }
        for norm in norms {
            for k in norm.gain..<norm.gain + norm.columns { parameters[k] = 1 }
        }
        head.initialise(&parameters, layout: layout, random: &random)
        return parameters
    }

    /// Weights for forecasts, in the precision that `compute` asks for.
    public func makeWeights(_ parameters: [Float], compute: Compute) -> TransformerWeights {
        TransformerWeights(self, parameters: parameters, precision: compute.precision, kernels: Kernels(compute.instructionSet))
    }

    /// Weights for training.
    public func makeTrainingWeights(_ parameters: [Float], kernels: Kernels) -> TransformerWeights {
        TransformerWeights(self, parameters: parameters, precision: products, training: true, kernels: kernels)
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
        stages.map { windows * $0.layer.scratchPerWindow + $0.layer.fixedScratch(kernels) }.max() ?? 0
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
        case .mean, .meanAndLast:
            let columns = shape.pooling.columns(tokens: remaining, width: width)
            for window in 0..<windows {
                let mean = pooled + window * columns
                mean.update(from: x + window * count, count: width)
                for token in 1..<max(1, remaining) { kernels.add(mean, x + window * count + token * width, count: width) }
                kernels.scale(mean, by: 1 / Float(remaining), count: width)
                guard shape.pooling == .meanAndLast else { continue }
                (mean + width).update(from: x + (window + 1) * count - width, count: width)
            }
            return (UnsafePointer(pooled), columns)
        }
    }
}
