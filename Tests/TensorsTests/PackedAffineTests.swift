import TestSupport
import Tensors
import Testing

/// Bias and products in ascending order, one fused multiply-add each: the definition.
private func reference(
    x: [Float], xWeight: [Float], xColumns: Int, y: [Float], yWeight: [Float], yColumns: Int, bias: [Float], rows: Int
) -> [Float] {
    (0..<rows).flatMap { row in
        bias.indices.map { column in
            var sum = bias[column]
            for k in 0..<xColumns { sum.addProduct(x[row * xColumns + k], xWeight[column * xColumns + k]) }
            for k in 0..<yColumns { sum.addProduct(y[row * yColumns + k], yWeight[column * yColumns + k]) }
            return sum
        }
    }
}

@Test(arguments: [1, 2, 3, 4, 7, 13], [1, 5, 31, 32, 33, 64, 130])
func affineIsItsDefinition(rows: Int, columns: Int) {
    for (xColumns, yColumns) in [(1, 0), (0, 3), (4, 7), (64, 21)] {
        var random = RandomStream(seed: 1, purpose: "affine", index: UInt64(columns))
        let (x, y) = (random.normals(rows * xColumns), random.normals(rows * yColumns))
        let (xWeight, yWeight) = (random.normals(columns * xColumns), random.normals(columns * yColumns))
        let bias = random.normals(columns)
        let expected = reference(
            x: x, xWeight: xWeight, xColumns: xColumns, y: y, yWeight: yWeight, yColumns: yColumns, bias: bias, rows: rows)
        for kernels in Kernels.all {
            let map = PackedAffine(
                x: xWeight, xColumns: xColumns, y: yWeight, yColumns: yColumns, bias: bias, columns: columns, kernels: kernels)
            for offset in sweptOffsets {
                let (first, second) = (GuardedFloats(x, offset: offset), GuardedFloats(y, offset: offset))
                let out = GuardedFloats([Float](repeating: .nan, count: rows * map.stride), offset: offset)
                map(out.pointer, x: first.pointer, xStride: xColumns, y: second.pointer, rows: rows)
                let values = out.values
                let found = (0..<rows).flatMap { values[$0 * map.stride..<$0 * map.stride + columns] }
                #expect(found.bits == expected.bits, "\(kernels.instructionSet) \(rows) rows, \(xColumns) and \(yColumns) columns")
                expectIntact(first, second, out)
            }
        }
    }
}
