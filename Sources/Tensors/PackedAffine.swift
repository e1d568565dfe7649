internal import CKernels

/// An affine map `out = b + X·x + Y·y` of two inputs with weights packed for the kernels of one level: shared by threads that only read it.
///
/// Products add one fused multiply-add per weight in ascending order, x before y, so that a row has the same bits alone or among others.
package final class PackedAffine: Sendable {
    /// Columns of the two inputs and of the result.
    package let xColumns: Int, yColumns: Int, columns: Int
    /// Floats between the rows of results: ``columns`` rounded up to what the kernels write.
    package let stride: Int

    private let packed: Matrix
    private let kernels: Kernels

    /// Packs weights as PyTorch stores them.
    /// - Parameters:
    ///   - x: weights of the first input `[columns, xColumns]`.
    ///   - xColumns: its columns.
    ///   - y: weights of the second input `[columns, yColumns]`; `nil` for none.
    ///   - yColumns: its columns; 0 for none.
    ///   - bias: shape `[columns]`.
    ///   - columns: columns of the result.
    ///   - kernels: the kernels that will compute it.
    package init(
        x: UnsafePointer<Float>, xColumns: Int, y: UnsafePointer<Float>? = nil, yColumns: Int = 0, bias: UnsafePointer<Float>, columns: Int,
        kernels: Kernels
    ) {
        precondition(columns > 0 && xColumns >= 0 && yColumns >= 0 && (y != nil || yColumns == 0))
        (self.xColumns, self.yColumns, self.columns, self.kernels) = (xColumns, yColumns, columns, kernels)
        stride = hk_affine_stride(kernels.lanes, columns)
        packed = Matrix(rows: 1, columns: hk_affine_packed_floats(kernels.lanes, xColumns, yColumns, columns))
        hk_affine_pack(packed.pointer, kernels.lanes, x, xColumns, y, yColumns, bias, columns)
    }

    /// Makes room for weights of one input that ``pack(_:bias:)`` or ``pack(transposed:)`` brings, again and again while a network is trained.
    package init(xColumns: Int, columns: Int, kernels: Kernels) {
        precondition(columns > 0 && xColumns >= 0)
        (self.xColumns, yColumns, self.columns, self.kernels) = (xColumns, 0, columns, kernels)
        stride = hk_affine_stride(kernels.lanes, columns)
        packed = Matrix(rows: 1, columns: hk_affine_packed_floats(kernels.lanes, xColumns, 0, columns))
    }

    /// Packs weights `[columns, xColumns]` with a bias `[columns]`. Nobody may use the map meanwhile.
    package func pack(_ weight: UnsafePointer<Float>, bias: UnsafePointer<Float>) {
        precondition(yColumns == 0)
        hk_affine_pack(packed.pointer, kernels.lanes, weight, xColumns, weight, 0, bias, columns)
    }

    /// Floats of packed weights, as many as an instance keeps.
    package static func floats(xColumns: Int, yColumns: Int = 0, columns: Int, kernels: Kernels) -> Int {
        hk_affine_packed_floats(kernels.lanes, xColumns, yColumns, columns)
    }

    /// Floats between the rows of results of so many columns.
    package static func stride(columns: Int, kernels: Kernels) -> Int { hk_affine_stride(kernels.lanes, columns) }

    /// Packs the transpose of weights `[xColumns, columns]` without a bias: the map of the gradients of a layer's results to those of its
    /// inputs. Nobody may use the map meanwhile.
    package func pack(transposed weight: UnsafePointer<Float>) {
        precondition(yColumns == 0)
        hk_affine_pack_transposed(packed.pointer, kernels.lanes, weight, xColumns, columns)
    }

    /// Maps rows.
    /// - Parameters:
    ///   - out: shape `[rows, stride]`, written.
    ///   - x: rows of ``xColumns`` floats, `xStride` apart.
    ///   - xStride: distance of the rows of `x`.
    ///   - y: rows of ``yColumns`` floats, next to each other.
    ///   - rows: number of rows.
    package func callAsFunction(
        _ out: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>, xStride: Int, y: UnsafePointer<Float>? = nil, rows: Int
    ) {
        var first = hk_affine_input(first: x, stride: xStride, columns: xColumns)
        var second = hk_affine_input(first: y ?? x, stride: yColumns, columns: yColumns)
        kernels.table.pointee.affine(out, &first, &second, packed.pointer, rows, columns)
    }
}
