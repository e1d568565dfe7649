import Tensors
import TestSupport
import Testing

/// Gradients of the weights of affine maps.
struct AffineGradientTests {
    /// Sums of products in ascending order of rows, one fused multiply-add each, on top of what was there.
    @Test(arguments: [0, 1, 3, 127, 128, 129, 300], [1, 5, 12, 24, 25, 64])
    func isItsDefinitionBitForBit(rows: Int, outputs: Int) {
        for inputs in [1, 7, 8, 15, 16, 17, 32, 45, 64] {
            var random = RandomStream(seed: 1, purpose: "affine gradient", index: UInt64(outputs))
            let (slopes, x) = (random.normals(rows * outputs), random.normals(rows * inputs))
            let before = random.normals(outputs * inputs)
            var expected = before
            for row in 0..<rows {
                for o in 0..<outputs {
                    for i in 0..<inputs { expected[o * inputs + i].addProduct(slopes[row * outputs + o], x[row * inputs + i]) }
                }
            }
            for kernels in Kernels.all {
                let offset = (rows + inputs) % 4
                let (out, seen) = (GuardedFloats(slopes, offset: offset), GuardedFloats(x, offset: offset))
                let weight = GuardedFloats(before, offset: offset)
                kernels.affineGradient(weight.pointer, out: out.pointer, x: seen.pointer, rows: rows, outputs: outputs, inputs: inputs)
                #expect(weight.values.bits == expected.bits, "\(kernels.instructionSet), \(rows) rows of \(inputs) to \(outputs)")
                expectIntact(out, seen, weight)
            }
        }
    }
}
