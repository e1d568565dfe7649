import Attention

extension TransformerShape {
    /// The smallest width, one block.
    static func small(
        _ architecture: Architecture = .full, patch: Int = 2, stride: Int = 2, heads: Int = 2, norm: Norm = .before,
        activation: Activation = .gelu,
        positions: Positions = .learned, pooling: Pooling = .flatten, layers: Int = 1, isCausal: Bool = false
    ) -> TransformerShape {
        var shape = TransformerShape()
        (shape.patch, shape.stride, shape.width, shape.heads, shape.layers, shape.inner) = (patch, stride, 16, heads, layers, 16)
        shape.architecture = architecture
        (shape.norm, shape.activation, shape.positions, shape.pooling) = (norm, activation, positions, pooling)
        shape.isCausal = isCausal
        return shape
    }
}
