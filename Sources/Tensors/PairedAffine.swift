internal import CKernels

/// An affine map `out = b + X·x` whose weights and inputs are rounded to BF16 where the kernels multiply such numbers; elsewhere only the
/// weights are rounded, and the products are float32.
package final class PairedAffine: Sendable {
    /// Columns of input and result.
    package let xColumns: Int, columns: Int
    /// Floats between the rows of results: ``columns`` rounded up to what the kernels write.
    package var stride: Int { hk_affine_stride(kernels.lanes, columns) }

    private let kernels: Kernels
    private let words: Matrix
    private let widened: PackedAffine?

    /// Packs weights `[columns, xColumns]` with a bias `[columns]`.
    package init(_ weight: UnsafePointer<Float>, bias: UnsafePointer<Float>, xColumns: Int, columns: Int, kernels: Kernels) {
        (self.xColumns, self.columns, self.kernels) = (xColumns, columns, kernels)
        guard kernels.multipliesPairs else {
            words = Matrix(rows: 0, columns: 0)
            let rounded = Matrix(rows: columns, columns: xColumns)
            hk_round_pairs(rounded.pointer, weight, columns, xColumns, HK_PAIRS_BF16)
            let widened = PackedAffine(xColumns: xColumns, columns: columns, kernels: kernels)
            widened.pack(rounded.pointer, bias: bias)
            self.widened = widened
            return
        }
        widened = nil
        words = Matrix(rows: 1, columns: hk_affine_packed_words(kernels.lanes, xColumns, columns))
        words.pointer.withMemoryRebound(to: UInt32.self, capacity: words.count) {
            hk_affine_pack_pairs($0, kernels.lanes, weight, xColumns, bias, columns)
        }
    }

    /// Makes room for weights that ``pack(_:bias:)`` or ``pack(transposed:)`` brings, again and again while a network is trained.
    /// - Precondition: ``Kernels/multipliesPairs``.
    package init(xColumns: Int, columns: Int, kernels: Kernels) {
        precondition(kernels.multipliesPairs, "the \(kernels.instructionSet.name) kernels do not multiply BF16 numbers")
        (self.xColumns, self.columns, self.kernels, widened) = (xColumns, columns, kernels, nil)
        words = Matrix(rows: 1, columns: hk_affine_packed_words(kernels.lanes, xColumns, columns))
    }

    /// Packs weights `[columns, xColumns]` with a bias `[columns]`. Nobody may use the map meanwhile.
    package func pack(_ weight: UnsafePointer<Float>, bias: UnsafePointer<Float>) {
        words.pointer.withMemoryRebound(to: UInt32.self, capacity: words.count) {
            hk_affine_pack_pairs($0, kernels.lanes, weight, xColumns, bias, columns)
        }
    }

    /// Packs the transpose of weights `[xColumns, columns]` without a bias: the map of the gradients of a layer's results to those of its
    /// inputs. Nobody may use the map meanwhile.
    package func pack(transposed weight: UnsafePointer<Float>) {
        words.pointer.withMemoryRebound(to: UInt32.self, capacity: words.count) {
            hk_affine_pack_pairs_transposed($0, kernels.lanes, weight, xColumns, columns)
        }
    }

    /// Words of scratch that so many rows need.
    package static func scratchWords(xColumns: Int, rows: Int) -> Int { rows * ((xColumns + 1) / 2) }

    /// Maps rows of ``xColumns`` floats, `xStride` apart, to `[rows, stride]`.
    /// - Parameters:
    ///   - xStride: distance of the rows of `x`; `nil` where they are next to each other.
    ///   - words: scratch of ``scratchWords(xColumns:rows:)``.
    package func callAsFunction(
        _ out: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>, xStride: Int? = nil, rows: Int,
        words scratch: UnsafeMutablePointer<UInt32>
    ) {
        if let widened { return widened(out, x: x, xStride: xStride ?? xColumns, rows: rows) }
        kernels.roundToPairs(scratch, x, stride: xStride, rows: rows, columns: xColumns)
        words.pointer.withMemoryRebound(to: UInt32.self, capacity: words.count) {
            kernels.bf16(kernels.table.pointee.affine_bf16)(out, scratch, (xColumns + 1) / 2, xColumns, $0, rows, columns)
        }
    }
}
