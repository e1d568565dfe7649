import Glibc
import TestSupport
import Tensors
import Testing

/// One step back of a layer: what may be present, and the results in the plain layout.
private struct GradientCase {
    let layer: LSTMLayerCase
    let trained: (h: [Float], c: [Float], tanhC: [Float], gates: [Float])
    let next: [Float], above: [Float], aboveWeight: [Float], mask: [Float], start: [Float], dc: [Float]

    init(rows: Int, width: Int) {
        layer = LSTMLayerCase(rows: rows, inputs: 1, width: width)
        trained = layer.train(.reference)
        var random = RandomStream(seed: 2, purpose: "gradient", index: UInt64(width))
        (next, above) = (random.normals(rows * 4 * width), random.normals(rows * 4 * width))
        aboveWeight = random.normals(4 * width * width, scale: 1 / Float(max(1, width)).squareRoot())
        mask = (0..<rows * width).map { $0 % 3 == 0 ? 0 : 1.5 }
        (start, dc) = (random.normals(rows * width), random.normals(rows * width))
    }

    func run(
        _ kernels: Kernels, next hasNext: Bool, above hasAbove: Bool, mask hasMask: Bool, start hasStart: Bool, offset: Int
    ) -> (gates: [Float], dc: [Float]) {
        let (rows, width) = (layer.rows, layer.width)
        let (columns, wide) = (kernels.paddedWidth(width), kernels.gradientWidth(width))
        func transposed(_ weight: [Float]) -> GuardedFloats {
            let packed = GuardedFloats([Float](repeating: .nan, count: kernels.transposedFloats(width: width, columns: width)))
            if width > 0 { kernels.packTransposed(weight, width: width, columns: width, into: packed.pointer) }
            return packed
        }
        func states(_ values: [Float]) -> GuardedFloats { GuardedFloats(layer.padded(values, to: columns), offset: offset) }
        func gates(_ values: [Float]) -> GuardedFloats { GuardedFloats(layer.packedGates(values, kernels), offset: offset) }
        let (packedRecurrent, packedAbove) = (transposed(layer.recurrentWeight), transposed(aboveWeight))
        let (next, above, own) = (gates(self.next), gates(self.above), gates(trained.gates))
        let (mask, dc) = (states(self.mask), states(self.dc))
        let (previous, tanhC) = (states(layer.c), states(trained.tanhC))
        let dh = GuardedFloats(
            hasStart ? layer.padded(start, to: wide) : [Float](repeating: .nan, count: rows * wide), offset: offset)
        kernels.gradientStep(
            Kernels.LSTMGradientStep(
                rows: rows, width: width, above: hasAbove ? UnsafePointer(above.pointer) : nil,
                packedAbove: hasAbove ? UnsafePointer(packedAbove.pointer) : nil, mask: hasMask ? UnsafePointer(mask.pointer) : nil,
                next: hasNext ? UnsafePointer(next.pointer) : nil, packedRecurrent: packedRecurrent.pointer, dh: dh.pointer,
                adds: hasStart, gates: own.pointer, cPrevious: previous.pointer, tanhC: tanhC.pointer, dc: dc.pointer))
        expectIntact(packedRecurrent, packedAbove, next, above, own, mask, dc, previous, tanhC, dh)
        // Units that do not exist must stay 0: weight gradients are products with them.
        #expect(layer.packedGates(layer.plainGates(own.values, kernels), kernels) == own.values)
        return (layer.plainGates(own.values, kernels), layer.plain(dc.values, columns: columns))
    }
}

@Test(arguments: [0, 1, 5, 6, 13], Array(0...20) + [33, 64, 130])
func gradientStepMatchesTheReference(rows: Int, width: Int) {
    let one = GradientCase(rows: rows, width: width)
    for (next, above, mask, start) in [
        (false, false, false, true), (true, false, false, false), (true, false, true, true), (true, true, false, false),
        (true, true, true, false), (false, true, true, false), (false, false, false, false),
    ] {
        let expected = one.run(.reference, next: next, above: above, mask: mask, start: start, offset: 0)
        for kernels in Kernels.vector {
            let all = sweptOffsets.map { one.run(kernels, next: next, above: above, mask: mask, start: start, offset: $0) }
            // Sums of 8 C products of order 1/√C in another order.
            expectClose(all[0].gates, expected.gates.map(Double.init), .absolute(1e-5), "gates")
            expectClose(all[0].dc, expected.dc.map(Double.init), .absolute(1e-5), "dc")
            for other in all.dropFirst() { #expect(other.gates.bits == all[0].gates.bits && other.dc.bits == all[0].dc.bits) }
        }
    }
}
