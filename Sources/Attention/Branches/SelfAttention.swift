import Tensors

/// Attention of all tokens of a window to each other (Vaswani et al., "Attention is all you need", NeurIPS 2017). Parameters have PyTorch's
/// names and shapes (`MultiheadAttention`).
struct SelfAttention: Branch {
    let tokens: Int, width: Int
    private let heads: Int
    private let isCausal: Bool
    private let projection: LinearMap, mixing: LinearMap
    private let rotary: RotaryTable?

    init(_ prefix: String, tokens: Int, shape: TransformerShape, builder: inout LayerBuilder) {
        (self.tokens, width, heads, isCausal) = (tokens, shape.width, shape.heads, shape.isCausal)
        rotary = shape.positions == .rotary ? RotaryTable(positions: tokens, width: shape.width / shape.heads) : nil
        projection = builder.map(prefix, weight: ".in_proj_weight", bias: ".in_proj_bias", inputs: width, outputs: 3 * width)
        mixing = builder.map(prefix + ".out_proj", inputs: width, outputs: width)
    }

    var scratchPerWindow: Int { tokens * 4 * width }
    func fixedScratch(_ kernels: Kernels) -> Int { kernels.attentionFloats(queries: tokens, keys: tokens, width: width / heads) }

    private func attention(
        _ rows: UnsafePointer<Float>, out: UnsafeMutablePointer<Float>, statistics: UnsafeMutablePointer<Float>?, pass: LayerPass,
        scratch: UnsafeMutablePointer<Float>
    ) -> Kernels.Attention {
        Kernels.Attention(
            ofRows: rows, windows: pass.windows, heads: heads, tokens: tokens, width: width / heads, isCausal: isCausal, out: out,
            statistics: statistics, work: scratch + pass.windows * scratchPerWindow)
    }

    func forecast(_ x: UnsafePointer<Float>, to out: UnsafeMutablePointer<Float>, pass: LayerPass, scratch: UnsafeMutablePointer<Float>) {
        let rows = pass.windows * tokens
        let (wide, mixed) = (scratch, scratch + rows * 3 * width)
        pass.apply(projection, x, to: wide, rows: rows)
        rotary?.turn(wide, count: rows, heads: heads, kernels: pass.kernels)
        let attention = attention(wide, out: mixed, statistics: nil, pass: pass, scratch: scratch)
        // With few tokens the products do not pay for the rounding.
        if pass.words != nil && pass.kernels.multipliesPairs && tokens > 16 {
            pass.kernels.attendInPairs(attention)
        } else {
            pass.kernels.attend(attention)
        }
        pass.apply(mixing, mixed, to: out, rows: rows)
    }

    /// Queries, keys and values `[rows, 3C]`, the result before it is mixed `[rows, C]`, statistics of the weights.
    func parts(windows: Int) -> [Int] { [windows * tokens * 3 * width, windows * tokens * width, windows * tokens * 2 * heads] }

    func forward(
        _ x: UnsafePointer<Float>, to out: UnsafeMutablePointer<Float>, memory: LayerMemory.Parts, pass: LayerPass,
        scratch: UnsafeMutablePointer<Float>
    ) {
        let rows = pass.windows * tokens
        pass.apply(projection, x, to: memory[0], rows: rows)
        rotary?.turn(memory[0], count: rows, heads: heads, kernels: pass.kernels)
        pass.kernels.attend(attention(memory[0], out: memory[1], statistics: memory[2], pass: pass, scratch: scratch))
        pass.apply(mixing, memory[1], to: out, rows: rows)
    }

    func backward(
        _ dx: UnsafeMutablePointer<Float>, out: UnsafePointer<Float>, x: UnsafePointer<Float>, memory: LayerMemory.Parts, pass: LayerPass,
        scratch: UnsafeMutablePointer<Float>
    ) {
        let rows = pass.windows * tokens
        let (wide, mixed) = (scratch, scratch + rows * 3 * width)
        pass.applyGradient(mixing, out: out, x: memory[1], to: mixed, rows: rows)
        pass.kernels.attentionGradient(
            attention(memory[0], out: memory[1], statistics: memory[2], pass: pass, scratch: scratch), out: mixed, outStride: width,
            q: wide,
            qStride: 3 * width, k: wide + width, kStride: 3 * width, v: wide + 2 * width, vStride: 3 * width)
        rotary?.turn(wide, count: rows, heads: heads, back: true, kernels: pass.kernels)
        pass.applyGradient(projection, out: wide, x: x, to: dx, rows: rows)
    }
}
