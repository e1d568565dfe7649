import Glibc
import TestSupport
import Tensors
import Testing

/// A stack of layers over one series.
private struct Stack {
    let layers: [LSTMLayerCase]
    let x: [Float]
    let steps: Int, width: Int
    private var inputs: Int { layers[0].inputs }

    init(layers count: Int, steps: Int, inputs: Int, width: Int) {
        layers = (0..<count).map { LSTMLayerCase(rows: 1, inputs: $0 == 0 ? inputs : width, width: width, seed: UInt64(7 + $0)) }
        var random = RandomStream(seed: 3, purpose: "series")
        x = random.normals(steps * inputs)
        (self.steps, self.width) = (steps, width)
    }

    private init(_ other: Stack, layers: [LSTMLayerCase]) {
        (self.layers, x, steps, width) = (layers, other.x, other.steps, other.width)
    }

    func rounded(_ kernels: Kernels) -> Stack { Stack(self, layers: layers.map { $0.rounded(kernels) }) }

    /// States `[layers, C]` after all steps, from the states of the layers' cases.
    func forecast(_ kernels: Kernels, pairs: Bool, offset: Int = 0) -> (h: [Float], c: [Float]) {
        let columns = kernels.paddedWidth(width)
        let h = GuardedFloats(layers.flatMap { $0.padded($0.h, to: columns) }, offset: offset)
        let c = GuardedFloats(layers.flatMap { $0.padded($0.c, to: columns) }, offset: offset)
        let x = GuardedFloats(self.x, offset: offset)
        let work = GuardedFloats(
            [Float](
                repeating: .nan, count: kernels.seriesFloats(layers: layers.count, steps: steps, inputs: inputs, width: width)),
            offset: offset)
        let packed = layers.map { pairs ? $0.packedPairs(kernels) : $0.packed(kernels) }
        let pointers = packed.map { UnsafeRawPointer?($0.pointer) }
        pointers.withUnsafeBufferPointer {
            kernels.forecast(
                Kernels.LSTMSeries(
                    layers: layers.count, steps: steps, inputs: inputs, width: width, packed: $0.baseAddress!, pairs: pairs, x: x.pointer,
                    h: h.pointer, c: c.pointer, work: work.pointer))
        }
        expectIntact(h, c, x, work)
        for one in packed { expectIntact(one) }
        func plain(_ values: [Float]) -> [Float] { layers.indices.flatMap { values[$0 * columns..<$0 * columns + width] } }
        return (plain(h.values), plain(c.values))
    }

    /// The same by single steps of single layers.
    func stepByStep(_ kernels: Kernels) -> (h: [Float], c: [Float]) {
        var layers = layers
        for step in 0..<steps {
            var input = Array(x[step * inputs..<(step + 1) * inputs])
            for index in layers.indices {
                layers[index].x = input
                let after = layers[index].forecast(kernels)
                (layers[index].h, layers[index].c, input) = (after.h, after.c, after.h)
            }
        }
        return (layers.flatMap(\.h), layers.flatMap(\.c))
    }
}

/// Small stacks run as a wavefront, larger ones layer by layer (from some 24 KiB of weights on), a single step in its own way.
private let shapes: [(layers: Int, steps: Int, inputs: Int, width: Int)] = [
    (1, 0, 1, 5), (1, 1, 1, 1), (1, 6, 1, 15), (2, 1, 3, 15), (2, 2, 1, 15), (2, 9, 1, 15), (3, 2, 2, 8), (3, 7, 4, 20), (2, 5, 1, 33),
    (1, 8, 21, 64), (2, 7, 1, 64), (2, 1, 21, 64), (3, 4, 2, 70), (1, 5, 40, 31), (2, 3, 1, 130),
]

@Test(arguments: shapes.indices)
func seriesIsItsSteps(shape: Int) {
    let one = shapes[shape]
    let stack = Stack(layers: one.layers, steps: one.steps, inputs: one.inputs, width: one.width)
    let expected = stack.stepByStep(.reference)
    for kernels in Kernels.all {
        let steps = stack.stepByStep(kernels)
        for offset in sweptOffsets {
            let found = stack.forecast(kernels, pairs: false, offset: offset)
            #expect(found.h.bits == steps.h.bits && found.c.bits == steps.c.bits, "\(kernels.instructionSet) \(one)")
        }
        let scaled = zip(steps.c, expected.c).map { Double($0 - $1) / (1 + Double(abs($1))) }
        expectClose(scaled, scaled.map { _ in 0.0 }, .absolute(5e-6), "\(kernels.instructionSet) \(one)")
    }
}

@Test(arguments: shapes.indices)
func pairsAreTheRoundedWeights(shape: Int) {
    let one = shapes[shape]
    let stack = Stack(layers: one.layers, steps: one.steps, inputs: one.inputs, width: one.width)
    for kernels in Kernels.all {
        let rounded = stack.rounded(kernels)
        let (found, expected) = (stack.forecast(kernels, pairs: true), rounded.forecast(kernels, pairs: false))
        #expect(found.h.bits == expected.h.bits && found.c.bits == expected.c.bits, "\(kernels.instructionSet) \(one)")
    }
}

@Test func pairsAreNearTheirWeights() {
    var random = RandomStream(seed: 1, purpose: "pairs")
    for columns in [1, 2, 5, 8] {
        let weights = random.normals(40 * columns) + random.normals(40 * columns, scale: 1e-3)
        var rounded = weights
        Kernels.best.roundPairs(&rounded, rows: 80, columns: columns)
        for (a, b) in zip(rounded, weights) { #expect(abs(a - b) <= abs(b) * Float(sign: .plus, exponent: -8, significand: 1)) }
        var again = rounded
        Kernels.best.roundPairs(&again, rows: 80, columns: columns)
        #expect(again.bits == rounded.bits)
        #expect(rounded != weights)
    }
    var edges: [Float] = [0, 0, 1, -1, -0.0, 3, 1.00390625, 1.00390625]
    Kernels.best.roundPairs(&edges, rows: 4, columns: 2)
    #expect(edges[0] == 0 && edges[1] == 0 && edges[2] == 1 && abs(edges[3] + 1) <= 0x1p-8 && edges[4] == 0)
    #expect(edges[6] == 1, "ties to even")
    #expect(abs(edges[7] - 1.00390625) <= 0x1p-8)
}
