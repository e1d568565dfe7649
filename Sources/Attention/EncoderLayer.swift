import Tensors

/// A block of the transformer's encoder: self-attention and a feed-forward layer, each with a residual connection and layer normalisation
/// (Vaswani et al., "Attention is all you need", NeurIPS 2017). Parameters have PyTorch's names and shapes (`TransformerEncoderLayer`).
struct EncoderLayer: TokenLayer {
    let tokens: Int
    let shape: TransformerShape

    private let projection: LinearMap, mixing: LinearMap, widening: LinearMap, narrowing: LinearMap
    private let first: LayerNormalisation, second: LayerNormalisation
    private let rotary: RotaryTable?

    private var width: Int { shape.width }
    private var headWidth: Int { shape.width / shape.heads }

    init(_ prefix: String, tokens: Int, shape: TransformerShape, rotary: RotaryTable?, builder: inout LayerBuilder) {
        (self.tokens, self.shape, self.rotary) = (tokens, shape, rotary)
        let width = shape.width
        projection = builder.map(
            prefix + "self_attn", weight: ".in_proj_weight", bias: ".in_proj_bias", inputs: width, outputs: 3 * width)
        mixing = builder.map(prefix + "self_attn.out_proj", inputs: width, outputs: width)
        widening = builder.map(prefix + "linear1", inputs: width, outputs: shape.inner)
        narrowing = builder.map(prefix + "linear2", inputs: shape.inner, outputs: width)
        first = builder.norm(prefix + "norm1", columns: width)
        second = builder.norm(prefix + "norm2", columns: width)
    }

    var tokensIn: Int { tokens }
    var tokensOut: Int { tokens }
    var branches: Int { 2 }
    var scratchPerWindow: Int { tokens * (2 * width + max(4 * width, shape.inner)) }
    func fixedScratch(_ kernels: Kernels) -> Int { kernels.attentionFloats(queries: tokens, keys: tokens, width: headWidth) }

    private func attention(
        _ rows: UnsafePointer<Float>, out: UnsafeMutablePointer<Float>, statistics: UnsafeMutablePointer<Float>?, windows: Int,
        work: UnsafeMutablePointer<Float>
    ) -> Kernels.Attention {
        Kernels.Attention(
            ofRows: rows, windows: windows, heads: shape.heads, tokens: tokens, width: headWidth, isCausal: shape.isCausal, out: out,
            statistics: statistics, work: work)
    }

    private func activate(
        _ x: UnsafeMutablePointer<Float>, slope: UnsafeMutablePointer<Float>? = nil, rows: Int, kernels: Kernels
    ) {
        let count = rows * shape.inner
        switch shape.activation {
        case .relu: kernels.relu(x, x, count: count)
        case .gelu: kernels.gelu(x, slope: slope, x, count: count)
        }
    }

    func forecast(_ x: UnsafeMutablePointer<Float>, pass: LayerPass, scratch: UnsafeMutablePointer<Float>) {
        let rows = pass.windows * tokens
        let (normed, branch) = (scratch, scratch + rows * width)
        let wide = branch + rows * width
        let mixed = wide + rows * 3 * width
        let work = scratch + pass.windows * scratchPerWindow
        if shape.norm == .before { pass.normalise(first, x, to: normed, rows: rows) }
        pass.apply(projection, shape.norm == .before ? normed : x, to: wide, rows: rows)
        rotary?.turn(wide, count: rows, heads: shape.heads, kernels: pass.kernels)
        pass.kernels.attend(attention(wide, out: mixed, statistics: nil, windows: pass.windows, work: work))
        pass.apply(mixing, mixed, to: branch, rows: rows)
        switch shape.norm {
        case .after:
            pass.normalise(first, branch, residual: x, to: x, rows: rows)
            pass.apply(widening, x, to: wide, rows: rows)
        case .before:
            pass.normalise(second, x, residual: branch, to: normed, rows: rows)
            pass.apply(widening, normed, to: wide, rows: rows)
        }
        activate(wide, rows: rows, kernels: pass.kernels)
        pass.apply(narrowing, wide, to: branch, rows: rows)
        switch shape.norm {
        case .after: pass.normalise(second, branch, residual: x, to: x, rows: rows)
        case .before: pass.kernels.add(x, branch, count: rows * width)
        }
    }

    /// Parts of the memory of a training.
    private enum Part: Int, CaseIterable {
        case output
        /// Queries, keys and values `[rows, 3C]`, result and statistics of the attention.
        case wide, mixed, weights
        /// Tokens with the first branch added, and the statistics of their normalisation.
        case sum, sumStatistics
        /// What the feed-forward layer sees, its inner values `[rows, F]`, the slopes of their activation.
        case normed, inner, slope
        /// With normalisation before: the input normalised; after: tokens with the second branch added. Statistics of that.
        case other, otherStatistics
    }

    func makeMemory(windows: Int) -> LayerMemory {
        let rows = windows * tokens
        return LayerMemory(
            Part.allCases.map { part in
                switch part {
                case .output, .mixed, .sum, .normed, .other: rows * width
                case .wide: rows * 3 * width
                case .weights: 2 * rows * shape.heads
                case .sumStatistics, .otherStatistics: 2 * rows
                case .inner: rows * shape.inner
                case .slope: shape.activation == .gelu ? rows * shape.inner : 0
                }
            })
    }

    func forward(
        _ x: UnsafeMutablePointer<Float>, memory: LayerMemory, masks: BranchMasks?, pass: LayerPass, scratch: UnsafeMutablePointer<Float>
    ) {
        func part(_ part: Part) -> UnsafeMutablePointer<Float> { memory[part.rawValue] }
        let rows = pass.windows * tokens
        let (windows, kernels) = (pass.windows, pass.kernels)
        let work = scratch + windows * scratchPerWindow
        if shape.norm == .before { pass.normalise(first, x, to: part(.other), statistics: part(.otherStatistics), rows: rows) }
        pass.apply(projection, shape.norm == .before ? part(.other) : x, to: part(.wide), rows: rows)
        rotary?.turn(part(.wide), count: rows, heads: shape.heads, kernels: kernels)
        kernels.attend(attention(part(.wide), out: part(.mixed), statistics: part(.weights), windows: windows, work: work))
        pass.apply(mixing, part(.mixed), to: part(.sum), rows: rows)
        masks?.apply(0, to: part(.sum), tokens: tokens, windows: windows, kernels: kernels)
        pass.normalise(
            shape.norm == .after ? first : second, part(.sum), residual: x, to: part(.normed), statistics: part(.sumStatistics), rows: rows)
        pass.apply(widening, part(.normed), to: part(.inner), rows: rows)
        activate(part(.inner), slope: part(.slope), rows: rows, kernels: kernels)
        let last = shape.norm == .after ? part(.other) : part(.output)
        pass.apply(narrowing, part(.inner), to: last, rows: rows)
        masks?.apply(1, to: last, tokens: tokens, windows: windows, kernels: kernels)
        switch shape.norm {
        case .after:
            pass.normalise(
                second, last, residual: part(.normed), to: part(.output), statistics: part(.otherStatistics), rows: rows)
        case .before: kernels.add(last, part(.sum), count: rows * width)
        }
    }

    func backward(
        _ dx: UnsafeMutablePointer<Float>, out: UnsafeMutablePointer<Float>, x: UnsafeMutablePointer<Float>, memory: LayerMemory,
        masks: BranchMasks?, pass: LayerPass, scratch: UnsafeMutablePointer<Float>
    ) {
        func part(_ part: Part) -> UnsafeMutablePointer<Float> { memory[part.rawValue] }
        let (windows, kernels) = (pass.windows, pass.kernels)
        let rows = windows * tokens
        let (sum, branch) = (scratch, scratch + rows * width)
        let wide = branch + rows * width
        let mixed = wide + rows * 3 * width
        let work = scratch + windows * scratchPerWindow

        // The feed-forward branch.
        switch shape.norm {
        case .after:
            pass.normaliseGradient(second, out: out, x: part(.other), statistics: part(.otherStatistics), to: sum, rows: rows)
        case .before: sum.update(from: out, count: rows * width)
        }
        var branchGradient = sum
        if let masks {
            branch.update(from: sum, count: rows * width)
            masks.apply(1, to: branch, tokens: tokens, windows: windows, kernels: kernels)
            branchGradient = branch
        }
        pass.applyGradient(narrowing, out: branchGradient, x: part(.inner), to: wide, rows: rows)
        switch shape.activation {
        case .relu: kernels.reluGradient(wide, part(.inner), count: rows * shape.inner)
        case .gelu: kernels.multiply(wide, wide, part(.slope), count: rows * shape.inner)
        }
        pass.applyGradient(widening, out: wide, x: part(.normed), to: branch, rows: rows)
        switch shape.norm {
        case .after:
            kernels.add(branch, sum, count: rows * width)
            pass.normaliseGradient(first, out: branch, x: part(.sum), statistics: part(.sumStatistics), to: sum, rows: rows)
        case .before:
            pass.normaliseGradient(
                second, out: branch, x: part(.sum), statistics: part(.sumStatistics), to: sum, rows: rows, adds: true)
        }

        // The attention; `sum` is the gradient of the tokens with its branch added.
        branchGradient = sum
        if let masks {
            branch.update(from: sum, count: rows * width)
            masks.apply(0, to: branch, tokens: tokens, windows: windows, kernels: kernels)
            branchGradient = branch
        }
        pass.applyGradient(mixing, out: branchGradient, x: part(.mixed), to: mixed, rows: rows)
        kernels.attentionGradient(
            attention(part(.wide), out: part(.mixed), statistics: part(.weights), windows: windows, work: work), out: mixed,
            outStride: width, q: wide, qStride: 3 * width, k: wide + width, kStride: 3 * width, v: wide + 2 * width, vStride: 3 * width)
        rotary?.turn(wide, count: rows, heads: shape.heads, back: true, kernels: kernels)
        switch shape.norm {
        case .after:
            pass.applyGradient(projection, out: wide, x: x, to: dx, rows: rows)
            kernels.add(dx, sum, count: rows * width)
        case .before:
            pass.applyGradient(projection, out: wide, x: part(.other), to: branch, rows: rows)
            dx.update(from: sum, count: rows * width)
            pass.normaliseGradient(first, out: branch, x: x, statistics: part(.otherStatistics), to: dx, rows: rows, adds: true)
        }
    }
}
