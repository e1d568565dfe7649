import TestSupport
import Tensors
import Testing

@Test(arguments: [0, 1, 3, 127, 128, 129, 400], [1, 5, 15, 16, 33])
func weightGradientIsTheReferenceBitForBit(rows: Int, width: Int) {
    for (columns, stride) in [(1, 1), (2, 3), (7, 8), (16, 16)] {
        var random = RandomStream(seed: 1, purpose: "weight gradient", index: UInt64(width))
        // Gates in PyTorch's order of units; each level packs its own.
        let (gates, x) = (random.normals(rows * 4 * width), random.normals(rows * stride))
        let layer = LSTMLayerCase(rows: rows, inputs: 1, width: width)
        func run(_ kernels: Kernels, offset: Int) -> (weights: [Float], biases: [Float]) {
            let padded = kernels.paddedWidth(width)
            let packed = GuardedFloats(layer.packedGates(gates, kernels), offset: offset)
            let inputs = GuardedFloats(x, offset: offset)
            let out = GuardedFloats([Float](repeating: .nan, count: 4 * padded * columns), offset: offset)
            let sums = GuardedFloats([Float](repeating: .nan, count: 4 * padded), offset: offset)
            kernels.weightGradient(
                out.pointer, sums: sums.pointer, gates: packed.pointer, x: inputs.pointer, rows: rows, width: width, columns: columns,
                xStride: stride)
            var (weights, biases) = ([Float](repeating: 1, count: 4 * width * columns), [Float](repeating: 2, count: 4 * width))
            kernels.addUnpacked(&weights, out.pointer, width: width, columns: columns)
            kernels.addUnpacked(&biases, sums.pointer, width: width, columns: 1)
            let first = out.values
            kernels.weightGradient(
                out.pointer, sums: nil, gates: packed.pointer, x: inputs.pointer, rows: rows, width: width, columns: columns,
                xStride: stride)
            #expect(out.values.bits == first.bits)
            expectIntact(packed, inputs, out, sums)
            return (weights, biases)
        }
        let expected = run(.reference, offset: 0)
        for kernels in Kernels.vector {
            for offset in sweptOffsets {
                let found = run(kernels, offset: offset)
                #expect(found.weights.bits == expected.weights.bits && found.biases.bits == expected.biases.bits)
            }
        }
        // The definition, in double.
        for k in 0..<4 * width {
            for column in 0..<columns {
                var exact = 1.0
                for row in 0..<rows { exact += Double(gates[row * 4 * width + k]) * Double(x[row * stride + column]) }
                let found = Double(expected.weights[k * columns + column])
                #expect(abs(found - exact) < 1e-6 * Double(rows + 1))
            }
        }
    }
}
