internal import CKernels

/// An affine map `out = b + X·x` whose weights and inputs are rounded to BF16 where the kernels multiply such numbers; elsewhere only the
/// weights are rounded, and the products are float32.
package final class PairedAffine: Sendable {
    /// Columns of input and result.
    package let xColumns: Int, columns: Int

    private let kernels: Kernels
    private let words: Matrix
    private let widened: PackedAffine?

    /// Packs weights `[columns, xColumns]` with a bias `[columns]`.
    package init(_ weight: UnsafePointer<Float>, bias: UnsafePointer<Float>, xColumns: Int, columns: Int, kernels: Kernels) {
        (self.xColumns, self.columns, self.kernels) = (xColumns, columns, kernels)
        guard Self.multiplies(kernels) else {
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

    /// Whether kernels have products of BF16 numbers.
    private static func multiplies(_ kernels: Kernels) -> Bool { kernels.table.pointee.affine_bf16 != nil }

    /// Words of scratch that so many rows need.
    package static func scratchWords(xColumns: Int, rows: Int) -> Int { rows * ((xColumns + 1) / 2) }

    /// Maps rows `[rows, xColumns]` next to each other to `[rows, columns]`, padded as ``PackedAffine/stride`` says.
    /// - Parameter words: scratch of ``scratchWords(xColumns:rows:)``.
    package func callAsFunction(
        _ out: UnsafeMutablePointer<Float>, x: UnsafePointer<Float>, rows: Int, words scratch: UnsafeMutablePointer<UInt32>
    ) {
        if let widened { return widened(out, x: x, xStride: xColumns, rows: rows) }
        kernels.roundToPairs(scratch, x, rows: rows, columns: xColumns)
        words.pointer.withMemoryRebound(to: UInt32.self, capacity: words.count) {
            kernels.bf16(kernels.table.pointee.affine_bf16)(out, scratch, (xColumns + 1) / 2, xColumns, $0, rows, columns)
        }
    }
}
