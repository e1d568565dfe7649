import Tensors

/// An affine map `out = b + X·x` of a network that forecasts, in the precision of its weights: immutable, shared by all threads.
package enum AffineMap: Sendable {
    /// Weights and products of float32 numbers.
    case packed(PackedAffine)
    /// Weights of BF16 numbers, and inputs too where the kernels multiply such.
    case paired(PairedAffine)

    /// Packs weights `[columns, xColumns]` with a bias `[columns]`.
    package init(
        _ weight: UnsafePointer<Float>, bias: UnsafePointer<Float>, xColumns: Int, columns: Int, precision: WeightPrecision,
        kernels: Kernels
    ) {
        self =
            precision == .float32
            ? .packed(PackedAffine(x: weight, xColumns: xColumns, bias: bias, columns: columns, kernels: kernels))
            : .paired(PairedAffine(weight, bias: bias, xColumns: xColumns, columns: columns, kernels: kernels))
    }

    /// Floats between the rows of results.
    package var stride: Int {
        switch self {
        case .packed(let map): map.stride
        case .paired(let map): map.stride
        }
    }

    /// Whether ``callAsFunction(_:x:xStride:rows:words:)`` needs words of scratch.
    package var isPaired: Bool {
        if case .paired = self { true } else { false }
    }

    /// Maps rows of `xColumns` floats, `xStride` apart, to `[rows, stride]`.
    /// - Parameters:
    ///   - out: written.
    ///   - x: the first row.
    ///   - xStride: distance of the rows of `x`.
    ///   - rows: number of rows.
    ///   - words: scratch of ``PairedAffine/scratchWords(xColumns:rows:)`` where the map ``isPaired``.
    package func callAsFunction(
        _ out: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>, xStride: Int, rows: Int, words: UnsafeMutablePointer<UInt32>?
    ) {
        switch self {
        case .packed(let map): map(out, x: x, xStride: xStride, rows: rows)
        case .paired(let map): map(out, x: x, xStride: xStride, rows: rows, words: words!)
        }
    }
}
