import Tensors

/// What the layers of a network need while a batch passes: packed weights, plain parameters, kernels.
struct LayerPass {
    let weights: TransformerWeights
    let parameters: UnsafePointer<Float>
    /// Windows of the batch.
    let windows: Int
    /// Room for the operands of a product in BF16; `nil` with float32 weights.
    let words: UnsafeMutablePointer<UInt32>?

    private let sums: UnsafeMutablePointer<Float>?

    /// - Parameter gradients: where a backward pass adds gradients; `nil` in a forecast and in a forward pass.
    init(
        weights: TransformerWeights, parameters: UnsafePointer<Float>, gradients: UnsafeMutablePointer<Float>? = nil, windows: Int,
        words: UnsafeMutablePointer<UInt32>? = nil
    ) {
        (self.weights, self.parameters, sums, self.windows, self.words) = (weights, parameters, gradients, windows, words)
    }

    /// Where gradients are added, laid out as the parameters.
    /// - Precondition: it is a backward pass.
    var gradients: UnsafeMutablePointer<Float> {
        guard let sums else { preconditionFailure("only a backward pass has gradients") }
        return sums
    }

    var kernels: Kernels { weights.kernels }

    /// `out = W·x + b` for rows `[rows, inputs]` next to each other.
    func apply(_ map: LinearMap, _ x: UnsafePointer<Float>, to out: UnsafeMutablePointer<Float>, rows: Int) {
        if let words { return weights.paired[map.index](out, x: x, rows: rows, words: words) }
        weights.maps[map.index](out, x: x, xStride: map.inputs, rows: rows)
    }

    /// Adds the gradients of a map's parameters, and writes that of its inputs where it is wanted.
    func applyGradient(
        _ map: LinearMap, out: UnsafePointer<Float>, x: UnsafePointer<Float>, to dx: UnsafeMutablePointer<Float>?, rows: Int
    ) {
        kernels.columnSums(gradients + map.bias, out, rows: rows, columns: map.outputs)
        if let words {
            kernels.affineGradientInPairs(
                gradients + map.weight, out: out, x: x, rows: rows, outputs: map.outputs, inputs: map.inputs, words: words)
            if let dx { weights.pairedTransposed[map.index](dx, x: out, rows: rows, words: words) }
            return
        }
        kernels.affineGradient(gradients + map.weight, out: out, x: x, rows: rows, outputs: map.outputs, inputs: map.inputs)
        if let dx { weights.transposed[map.index](dx, x: out, xStride: map.outputs, rows: rows) }
    }

    /// Layer normalisation of `x`, to which a residual is added first.
    func normalise(
        _ norm: LayerNormalisation, _ x: UnsafeMutablePointer<Float>, residual: UnsafePointer<Float>? = nil,
        to out: UnsafeMutablePointer<Float>, statistics: UnsafeMutablePointer<Float>? = nil, rows: Int
    ) {
        kernels.layerNorm(
            out, statistics: statistics, x, residual: residual, gain: parameters + norm.gain, offset: parameters + norm.offset, rows: rows,
            columns: norm.columns)
    }

    /// Writes the gradient of what was normalised, or adds it.
    func normaliseGradient(
        _ norm: LayerNormalisation, out: UnsafePointer<Float>, x: UnsafePointer<Float>, statistics: UnsafePointer<Float>,
        to dx: UnsafeMutablePointer<Float>, rows: Int, adds: Bool = false
    ) {
        kernels.layerNormGradient(
            dx, gain: gradients + norm.gain, offset: gradients + norm.offset, out: out, x: x, statistics: statistics,
            weight: parameters + norm.gain, rows: rows, columns: norm.columns, adds: adds)
    }
}
