import Glibc
import TestSupport
import Tensors
import Testing

/// Numbers at the borders of what BF16 holds: ties to even both ways, the largest, subnormal ones, infinities, NaN.
private let extremes: [Float] = [
    1.00390625, 1.01171875, -1.00390625, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .infinity, -.infinity, 0, -0.0,
    .leastNonzeroMagnitude, -.leastNormalMagnitude / 2, .leastNormalMagnitude, Float(bitPattern: 0x7F80_0001), .nan,
]

@Test(arguments: [0, 1, 2, 3, 18], [0, 1, 2, 3, 7, 15, 16, 17, 31, 32, 33, 64, 100])
func roundingToPairsMatchesTheReference(rows: Int, columns: Int) {
    var random = RandomStream(seed: 2, purpose: "to pairs", index: UInt64(rows * 1000 + columns))
    let x = random.normals(rows * columns).sprinkled(with: extremes)
    func words(_ kernels: Kernels, offset: Int) -> [UInt32] {
        let (x, out) = (GuardedFloats(x, offset: offset), GuardedFloats([Float](repeating: 0, count: rows * ((columns + 1) / 2))))
        out.withWords { kernels.roundToPairs($0, x.pointer, rows: rows, columns: columns) }
        expectIntact(x, out)
        return out.values.bits
    }
    let expected = words(.reference, offset: 0)
    for (index, value) in x.enumerated() where value.isNormal && abs(value) < 1e38 {
        let (row, column) = (index / columns, index % columns)
        let word = expected[row * ((columns + 1) / 2) + column / 2]
        let rounded = Float(bitPattern: column % 2 == 0 ? word << 16 : word & 0xffff_0000)
        #expect(abs(rounded - value) <= abs(value) * 0x1p-8, "the number itself, at its place")
    }
    for kernels in Kernels.bf16 {
        for offset in sweptOffsets { #expect(words(kernels, offset: offset) == expected) }
    }
}

/// States within 2e-6 (1 + |c|): the terms are the same BF16 numbers, their sums differ by the rounding of float32.
private func expectStates(_ found: [Float], _ expected: [Float], _ name: String) {
    #expect(found.count == expected.count)
    let scaled = zip(found, expected).map { Double($0 - $1) / (1 + Double(abs($1))) }
    expectClose(scaled, expected.map { _ in 0.0 }, .absolute(2e-6), name)
}

@Test(arguments: [0, 1, 2, 3, 5, 6, 8, 16], [0, 1, 2, 7, 15, 16, 17, 33, 64, 100, 128, 200])
func bf16StepMatchesTheReference(rows: Int, width: Int) {
    for inputs in [0, 1, 2, 5] {
        let layer = LSTMLayerCase(rows: rows, inputs: inputs, width: width)
        let expected = layer.bf16Forecast(.reference)
        for kernels in Kernels.bf16 {
            let all = sweptOffsets.map { layer.bf16Forecast(kernels, offset: $0) }
            expectStates(all[0].h, expected.h, "h")
            expectStates(all[0].c, expected.c, "c")
            var words = [UInt32](repeating: 0, count: rows * ((width + 1) / 2))
            kernels.roundToPairs(&words, all[0].h, rows: rows, columns: width)
            #expect(all[0].words == words, "the words are those of h")
            for other in all.dropFirst() { #expect(other.h.bits == all[0].h.bits && other.c.bits == all[0].c.bits, "alignment") }
        }
    }
}

/// Rows share tiles; each has the bits it would have alone, also when weights come in several panels.
@Test(arguments: [(1, 64), (21, 33), (300, 40), (7, 260)])
func rowsOfBF16DoNotDependOnEachOther(inputs: Int, width: Int) {
    let many = LSTMLayerCase(rows: 29, inputs: inputs, width: width)
    for kernels in Kernels.bf16 {
        let together = many.bf16Forecast(kernels).h
        for row in [0, 1, 2, 11, 28] {
            #expect(many.row(row).bf16Forecast(kernels).h.bits == Array(together[row * width..<(row + 1) * width]).bits)
        }
    }
}

private let shapes: [(layers: Int, steps: Int, inputs: Int, width: Int)] = [
    (1, 0, 1, 5), (1, 1, 1, 1), (2, 5, 2, 2), (2, 9, 1, 7), (2, 2, 1, 15), (3, 7, 4, 16), (3, 7, 3, 17), (2, 6, 40, 17), (2, 1, 21, 33),
    (2, 5, 1, 33), (1, 8, 21, 64), (2, 7, 1, 64), (2, 1, 1, 64), (3, 4, 2, 70), (2, 5, 5, 100), (2, 3, 1, 128), (1, 4, 200, 128),
    (2, 3, 1, 130),
]

/// The bits of its steps; near the reference, and near the same weights with float32 products.
///
/// A state next to a tie may round to another BF16 number than the reference's, 2⁻⁸ of itself away; a hundredth is what a few such
/// states make at most. Rounding all inputs and states, by 2⁻⁹ each, makes no more than three hundredths.
@Test(arguments: shapes.indices)
func bf16SeriesIsItsSteps(shape: Int) {
    let one = shapes[shape]
    let stack = LSTMStackCase(layers: one.layers, steps: one.steps, inputs: one.inputs, width: one.width)
    let expected = stack.stepByStep(.reference, bf16: true)
    let floats = stack.rounded(.reference, .bf16).forecast(.reference, pairs: nil)
    for kernels in [Kernels.reference] + Kernels.bf16 {
        let steps = stack.stepByStep(kernels, bf16: true)
        for offset in sweptOffsets {
            let found = stack.forecast(kernels, pairs: .bf16, offset: offset)
            #expect(found.h.bits == steps.h.bits && found.c.bits == steps.c.bits, "\(kernels.instructionSet) \(one)")
        }
        for (judge, tolerance) in [(expected.c, 1e-2), (floats.c, 3e-2)] {
            let scaled = zip(steps.c, judge).map { Double($0 - $1) / (1 + Double(abs($1))) }
            expectClose(scaled, scaled.map { _ in 0.0 }, .absolute(tolerance), "\(kernels.instructionSet) \(one)")
        }
    }
    if one.steps > 1 { #expect(expected.h != floats.h, "states are rounded") }
}

/// NaN stays in its own row.
@Test func bf16StepKeepsNaNInItsRow() {
    var layer = LSTMLayerCase(rows: 3, inputs: 1, width: 9)
    layer.x = [1, .nan, -1]
    for kernels in Kernels.bf16 {
        let found = layer.bf16Forecast(kernels)
        #expect(found.h[9..<18].allSatisfy(\.isNaN) && found.c[9..<18].allSatisfy(\.isNaN))
        #expect(found.h[..<9].allSatisfy(\.isFinite) && found.h[18...].allSatisfy(\.isFinite))
    }
}
