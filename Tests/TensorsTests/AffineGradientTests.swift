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

    /// The same with words of two rows, which add their products with one rounding more or less.
    @Test(arguments: [1, 2, 3, 127, 128, 129, 300], [1, 5, 12, 24, 25, 64])
    func pairsOfRowsMatchTheReference(rows: Int, outputs: Int) {
        for inputs in [1, 7, 16, 17, 45, 64] {
            var random = RandomStream(seed: 2, purpose: "affine gradient", index: UInt64(outputs))
            let (slopes, x) = (random.normals(rows * outputs), random.normals(rows * inputs))
            let before = random.normals(outputs * inputs)
            func run(_ kernels: Kernels, offset: Int) -> [Float] {
                let (out, seen) = (GuardedFloats(slopes, offset: offset), GuardedFloats(x, offset: offset))
                let weight = GuardedFloats(before, offset: offset)
                let room = Kernels.affineGradientWords(outputs: outputs, inputs: inputs)
                let words = GuardedFloats([Float](repeating: .nan, count: room))
                words.pointer.withMemoryRebound(to: UInt32.self, capacity: room) {
                    kernels.affineGradientInPairs(
                        weight.pointer, out: out.pointer, x: seen.pointer, rows: rows, outputs: outputs, inputs: inputs, words: $0)
                }
                expectIntact(out, seen, weight, words)
                return weight.values
            }
            let expected = run(.reference, offset: 0)
            for kernels in Kernels.bf16 {
                let all = sweptOffsets.map { run(kernels, offset: $0) }
                for other in all { #expect(other.bits == all[0].bits, "alignment matters") }
                expectClose(all[0], expected, .absolute(2e-6 * Double(rows + 1)), "\(rows) rows of \(inputs) to \(outputs)")
            }
            // Both operands are rounded, to 2⁻⁹ of themselves each.
            var exact = before
            for row in 0..<rows {
                for o in 0..<outputs { for i in 0..<inputs { exact[o * inputs + i] += slopes[row * outputs + o] * x[row * inputs + i] } }
            }
            expectClose(expected, exact, .absolute(0.004 * 16 * Double(rows).squareRoot()), "reference")
        }
    }

    /// Weights of a training are packed again after every step, for both directions.
    @Test(arguments: [16, 40, 64], [16, 48, 80])
    func pairedMapsArePackedAgain(inputs: Int, outputs: Int) {
        for kernels in Kernels.bf16 + [.reference] {
            var random = RandomStream(seed: 3, purpose: "affine gradient", index: UInt64(outputs))
            let (weight, bias, x) = (random.normals(outputs * inputs), random.normals(outputs), random.normals(9 * inputs))
            let fixed = PairedAffine(weight, bias: bias, xColumns: inputs, columns: outputs, kernels: kernels)
            let packed = PairedAffine(xColumns: inputs, columns: outputs, kernels: kernels)
            var words = [UInt32](repeating: 0, count: PairedAffine.scratchWords(xColumns: inputs, rows: 9))
            var (first, second) = ([Float](repeating: 0, count: 9 * fixed.stride), [Float](repeating: 1, count: 9 * fixed.stride))
            fixed(&first, x: x, rows: 9, words: &words)
            for _ in 0..<2 {
                packed.pack(random.normals(outputs * inputs), bias: bias)
                packed.pack(weight, bias: bias)
                packed(&second, x: x, rows: 9, words: &words)
                #expect(first.bits == second.bits)
            }
            let turned = (0..<outputs).flatMap { o in (0..<inputs).map { weight[$0 * outputs + o] } }
            let zeros = [Float](repeating: 0, count: outputs)
            PairedAffine(turned, bias: zeros, xColumns: inputs, columns: outputs, kernels: kernels)(&first, x: x, rows: 9, words: &words)
            packed.pack(transposed: weight)
            packed(&second, x: x, rows: 9, words: &words)
            #expect(first.bits == second.bits)
        }
    }
}
