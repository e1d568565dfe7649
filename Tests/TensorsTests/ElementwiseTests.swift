import Tensors
import TestSupport
import Testing

@Test(arguments: sweptLengths)
func addAndScaleAreExactAtEveryLength(count: Int) {
    var random = RandomStream(seed: 5, purpose: "elementwise", index: UInt64(count))
    let (x, y) = (random.normals(count), random.normals(count))
    for kernels in Kernels.all {
        for offset in sweptOffsets {
            let (a, b) = (GuardedFloats(x, offset: offset), GuardedFloats(y, offset: offset))
            kernels.add(b.pointer, a.pointer, count: count)
            #expect(b.values.bits == zip(y, x).map { $0 + $1 }.bits)
            kernels.scale(b.pointer, by: 0.3, count: count)
            #expect(b.values.bits == zip(y, x).map { ($0 + $1) * 0.3 }.bits)
            #expect(a.values == x)
            expectIntact(a, b)
        }
    }
}

@Test(arguments: [0, 1, 2, 7], sweptLengths)
func biasesAndColumnSumsAreExactForEveryShape(rows: Int, columns: Int) {
    var random = RandomStream(seed: 6, purpose: "columns", index: UInt64(columns))
    let (x, bias) = (random.normals(rows * columns), random.normals(columns))
    let biased = x.enumerated().map { $1 + bias[$0 % max(columns, 1)] }
    let sums = (0..<columns).map { column in
        Float((0..<rows).reduce(Double(bias[column])) { $0 + Double(x[$1 * columns + column]) })
    }
    for kernels in Kernels.all {
        for offset in sweptOffsets {
            let (matrix, row) = (GuardedFloats(x, offset: offset), GuardedFloats(bias, offset: offset))
            let addend = GuardedFloats(bias, offset: offset)
            kernels.columnSums(row.pointer, matrix.pointer, rows: rows, columns: columns)
            #expect(row.values.bits == sums.bits)
            kernels.addBias(matrix.pointer, addend.pointer, rows: rows, columns: columns)
            #expect(matrix.values.bits == biased.bits)
            expectIntact(matrix, row, addend)
        }
    }
}

@Test func clippingKeepsDirectionAndLimitsTheNorm() {
    for kernels in Kernels.all {
        var gradients: [Float] = [3, 0, -4]
        #expect(kernels.clipNorm(&gradients, count: 3, maximum: 10) == 5)
        #expect(gradients == [3, 0, -4])
        #expect(kernels.clipNorm(&gradients, count: 3, maximum: 1) == 5)
        // 1 / (5 + 1e-6) of each.
        expectClose(gradients, [3 / 5.000001, 0, -4 / 5.000001], .ulp(1))
        #expect(kernels.clipNorm(&gradients, count: 3, maximum: .infinity) <= 1)
        #expect(kernels.clipNorm(&gradients, count: 0, maximum: 1) == 0)
    }
}

@Test(arguments: [Float.nan, .infinity])
func clippingLeavesNonFiniteGradientsAlone(value: Float) {
    for kernels in Kernels.all {
        var gradients: [Float] = [1, value, 2]
        #expect(!kernels.clipNorm(&gradients, count: 3, maximum: 0.1).isFinite)
        #expect(gradients.bits == [1, value, 2].bits)
    }
}
