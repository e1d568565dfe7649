import Tensors

/// Two linear layers with an activation between them, on every token by itself.
struct FeedForward: Branch {
    let tokens: Int, width: Int
    private let inner: Int
    private let activation: TransformerShape.Activation
    private let widening: LinearMap, narrowing: LinearMap

    init(_ prefix: String, tokens: Int, shape: TransformerShape, builder: inout LayerBuilder) {
        (self.tokens, width, inner, activation) = (tokens, shape.width, shape.inner, shape.activation)
        widening = builder.map(prefix + "linear1", inputs: width, outputs: inner)
        narrowing = builder.map(prefix + "linear2", inputs: inner, outputs: width)
    }

    var scratchPerWindow: Int { tokens * inner }

    func forecast(_ x: UnsafePointer<Float>, to out: UnsafeMutablePointer<Float>, pass: LayerPass, scratch: UnsafeMutablePointer<Float>) {
        let rows = pass.windows * tokens
        pass.apply(widening, x, to: scratch, rows: rows)
        activation.apply(scratch, count: rows * inner, kernels: pass.kernels)
        pass.apply(narrowing, scratch, to: out, rows: rows)
    }

    /// Activations `[rows, F]` and their slopes.
    func parts(windows: Int) -> [Int] { [windows * tokens * inner, activation.keepsSlopes ? windows * tokens * inner : 0] }

    func forward(
        _ x: UnsafePointer<Float>, to out: UnsafeMutablePointer<Float>, memory: LayerMemory.Parts, pass: LayerPass,
        scratch: UnsafeMutablePointer<Float>
    ) {
        let rows = pass.windows * tokens
        pass.apply(widening, x, to: memory[0], rows: rows)
        activation.apply(memory[0], slope: memory[1], count: rows * inner, kernels: pass.kernels)
        pass.apply(narrowing, memory[0], to: out, rows: rows)
    }

    func backward(
        _ dx: UnsafeMutablePointer<Float>, out: UnsafePointer<Float>, x: UnsafePointer<Float>, memory: LayerMemory.Parts, pass: LayerPass,
        scratch: UnsafeMutablePointer<Float>
    ) {
        let rows = pass.windows * tokens
        pass.applyGradient(narrowing, out: out, x: memory[0], to: scratch, rows: rows)
        activation.applyGradient(scratch, out: memory[0], slope: memory[1], count: rows * inner, kernels: pass.kernels)
        pass.applyGradient(widening, out: scratch, x: x, to: dx, rows: rows)
    }
}

extension TransformerShape.Activation {
    /// Whether the backward pass needs more than the results.
    var keepsSlopes: Bool { self == .gelu }

    /// Applies it in place.
    func apply(_ x: UnsafeMutablePointer<Float>, slope: UnsafeMutablePointer<Float>? = nil, count: Int, kernels: Kernels) {
        switch self {
        case .relu: kernels.relu(x, x, count: count)
        case .gelu: kernels.gelu(x, slope: slope, x, count: count)
        }
    }

    /// Makes the gradient of the inputs from that of the results, in place.
    func applyGradient(
        _ gradient: UnsafeMutablePointer<Float>, out: UnsafePointer<Float>, slope: UnsafePointer<Float>, count: Int, kernels: Kernels
    ) {
        switch self {
        case .relu: kernels.reluGradient(gradient, out, count: count)
        case .gelu: kernels.multiply(gradient, gradient, slope, count: count)
        }
    }
}
