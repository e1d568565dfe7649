import Glibc
import TestSupport
import Tensors
import Testing

/// Small stacks run as a wavefront, larger ones layer by layer (from some 24 KiB of weights on), a single step in its own way.
private let shapes: [(layers: Int, steps: Int, inputs: Int, width: Int)] = [
    (1, 0, 1, 5), (1, 1, 1, 1), (1, 6, 1, 15), (2, 1, 3, 15), (2, 2, 1, 15), (2, 9, 1, 15), (3, 2, 2, 8), (3, 7, 4, 20), (2, 5, 1, 33),
    (1, 8, 21, 64), (2, 7, 1, 64), (2, 1, 21, 64), (3, 4, 2, 70), (1, 5, 40, 31), (2, 3, 1, 130),
]

@Test(arguments: shapes.indices)
func seriesIsItsSteps(shape: Int) {
    let one = shapes[shape]
    let stack = LSTMStackCase(layers: one.layers, steps: one.steps, inputs: one.inputs, width: one.width)
    let expected = stack.stepByStep(.reference)
    for kernels in Kernels.all {
        let steps = stack.stepByStep(kernels)
        for offset in sweptOffsets {
            let found = stack.forecast(kernels, pairs: nil, offset: offset)
            #expect(found.h.bits == steps.h.bits && found.c.bits == steps.c.bits, "\(kernels.instructionSet) \(one)")
        }
        let scaled = zip(steps.c, expected.c).map { Double($0 - $1) / (1 + Double(abs($1))) }
        expectClose(scaled, scaled.map { _ in 0.0 }, .absolute(5e-6), "\(kernels.instructionSet) \(one)")
    }
}

@Test(arguments: shapes.indices)
func pairsAreTheRoundedWeights(shape: Int) {
    let one = shapes[shape]
    let stack = LSTMStackCase(layers: one.layers, steps: one.steps, inputs: one.inputs, width: one.width)
    for kernels in Kernels.all {
        let rounded = stack.rounded(kernels, .widened)
        let (found, expected) = (stack.forecast(kernels, pairs: .widened), rounded.forecast(kernels, pairs: nil))
        #expect(found.h.bits == expected.h.bits && found.c.bits == expected.c.bits, "\(kernels.instructionSet) \(one)")
    }
}

@Test(arguments: [Kernels.LSTMPairs.widened, .bf16])
func pairsAreNearTheirWeights(pairs: Kernels.LSTMPairs) {
    var random = RandomStream(seed: 1, purpose: "pairs")
    for columns in [1, 2, 5, 8] {
        let weights = random.normals(40 * columns) + random.normals(40 * columns, scale: 1e-3)
        var rounded = weights
        Kernels.best.roundPairs(&rounded, rows: 80, columns: columns, pairs)
        for (a, b) in zip(rounded, weights) { #expect(abs(a - b) <= abs(b) * Float(sign: .plus, exponent: -8, significand: 1)) }
        if pairs == .bf16 { #expect(rounded.allSatisfy { $0.bitPattern & 0xffff == 0 }) }
        var again = rounded
        Kernels.best.roundPairs(&again, rows: 80, columns: columns, pairs)
        #expect(again.bits == rounded.bits)
        #expect(rounded != weights)
    }
    var edges: [Float] = [0, 0, 1, -1, -0.0, 3, 1.00390625, 1.00390625]
    Kernels.best.roundPairs(&edges, rows: 4, columns: 2, pairs)
    #expect(edges[0] == 0 && edges[1] == 0 && edges[2] == 1 && abs(edges[3] + 1) <= 0x1p-8 && edges[4] == 0)
    #expect(edges[6] == 1, "ties to even")
    #expect(pairs == .bf16 ? edges[7] == 1 : abs(edges[7] - 1.00390625) <= 0x1p-8)
}
