import Tensors

/// Two linear layers across the tokens of a window, the same for every channel: the cheap alternative to attention (Tolstikhin et al.,
/// "MLP-Mixer", NeurIPS 2021; for series Chen et al., "TSMixer", TMLR 2023, and Gong et al., "PatchMixer", 2024).
struct TokenMixing: Branch {
    let tokens: Int, width: Int
    private let inner: Int
    private let activation: TransformerShape.Activation
    /// Offsets of the weights `[inner, T]` and `[T, inner]` and their biases, a number for each row.
    private let widening: Int, wideningBias: Int, narrowing: Int, narrowingBias: Int

    init(_ prefix: String, tokens: Int, shape: TransformerShape, builder: inout LayerBuilder) {
        (self.tokens, width, activation) = (tokens, shape.width, shape.activation)
        inner = 2 * tokens
        widening = builder.add(prefix + "tokens1.weight", [inner, tokens], fanIn: tokens)
        wideningBias = builder.add(prefix + "tokens1.bias", [inner], fanIn: tokens)
        narrowing = builder.add(prefix + "tokens2.weight", [tokens, inner], fanIn: inner)
        narrowingBias = builder.add(prefix + "tokens2.bias", [tokens], fanIn: inner)
    }

    var scratchPerWindow: Int { inner * width }

    /// `out [rows, C] = weight [rows, columns] · x [columns, C] + bias`.
    private func product(
        _ weight: UnsafePointer<Float>, _ bias: UnsafePointer<Float>, rows: Int, columns: Int, _ x: UnsafePointer<Float>,
        to out: UnsafeMutablePointer<Float>
    ) {
        for row in 0..<rows { (out + row * width).update(repeating: bias[row], count: width) }
        BLAS.gemm(m: rows, n: width, k: columns, a: weight, lda: columns, b: x, ldb: width, beta: 1, c: out, ldc: width)
    }

    private func compute(
        _ x: UnsafePointer<Float>, to out: UnsafeMutablePointer<Float>, inner values: UnsafeMutablePointer<Float>,
        slope: UnsafeMutablePointer<Float>?, pass: LayerPass
    ) {
        let (size, wide) = (tokens * width, inner * width)
        for window in 0..<pass.windows {
            let hidden = values + window * wide
            product(
                pass.parameters + widening, pass.parameters + wideningBias, rows: inner, columns: tokens, x + window * size, to: hidden)
            activation.apply(hidden, slope: slope.map { $0 + window * wide }, count: wide, kernels: pass.kernels)
            product(
                pass.parameters + narrowing, pass.parameters + narrowingBias, rows: tokens, columns: inner, hidden, to: out + window * size)
        }
    }

    func forecast(_ x: UnsafePointer<Float>, to out: UnsafeMutablePointer<Float>, pass: LayerPass, scratch: UnsafeMutablePointer<Float>) {
        compute(x, to: out, inner: scratch, slope: nil, pass: pass)
    }

    /// Activations `[B, inner, C]` and their slopes.
    func parts(windows: Int) -> [Int] { [windows * inner * width, activation.keepsSlopes ? windows * inner * width : 0] }

    func forward(
        _ x: UnsafePointer<Float>, to out: UnsafeMutablePointer<Float>, memory: LayerMemory.Parts, pass: LayerPass,
        scratch: UnsafeMutablePointer<Float>
    ) { compute(x, to: out, inner: memory[0], slope: memory[1], pass: pass) }

    func backward(
        _ dx: UnsafeMutablePointer<Float>, out: UnsafePointer<Float>, x: UnsafePointer<Float>, memory: LayerMemory.Parts, pass: LayerPass,
        scratch: UnsafeMutablePointer<Float>
    ) {
        let (size, wide, kernels) = (tokens * width, inner * width, pass.kernels)
        let (parameters, gradients) = (pass.parameters, pass.gradients)
        for window in 0..<pass.windows {
            let (given, seen, hidden) = (out + window * size, x + window * size, memory[0] + window * wide)
            BLAS.gemm(
                transposeB: true, m: tokens, n: inner, k: width, a: given, lda: width, b: hidden, ldb: width, beta: 1,
                c: gradients + narrowing, ldc: inner)
            for row in 0..<tokens { gradients[narrowingBias + row] += Float(kernels.sum(given + row * width, count: width)) }
            BLAS.gemm(
                transposeA: true, m: inner, n: width, k: tokens, a: parameters + narrowing, lda: inner, b: given, ldb: width, c: scratch,
                ldc: width)
            activation.applyGradient(
                scratch, out: hidden, slope: memory[1] + (activation.keepsSlopes ? window * wide : 0), count: wide, kernels: kernels)
            BLAS.gemm(
                transposeB: true, m: inner, n: tokens, k: width, a: scratch, lda: width, b: seen, ldb: width, beta: 1,
                c: gradients + widening, ldc: tokens)
            for row in 0..<inner { gradients[wideningBias + row] += Float(kernels.sum(scratch + row * width, count: width)) }
            BLAS.gemm(
                transposeA: true, m: tokens, n: width, k: inner, a: parameters + widening, lda: tokens, b: scratch, ldb: width,
                c: dx + window * size, ldc: width)
        }
    }
}
