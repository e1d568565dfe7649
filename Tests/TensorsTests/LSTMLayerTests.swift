import Glibc
import TestSupport
import Tensors
import Testing

/// Widths around the borders of vectors, and beyond a panel of the cache.
private let widths = Array(0...35) + [64, 130]

/// States within 1e-6 (1 + |c|), as `ckernels.h` promises; the products of C units add rounding of their own.
private func expectStates(_ found: [Float], _ expected: [Float], _ name: String) {
    #expect(found.count == expected.count)
    let scaled = zip(found, expected).map { Double($0 - $1) / (1 + Double(abs($1))) }
    expectClose(scaled, expected.map { _ in 0.0 }, .absolute(2e-6), name)
}

@Test(arguments: [0, 1, 2, 3, 4, 7], widths)
func forecastStepMatchesTheReference(rows: Int, width: Int) {
    for inputs in [0, 1, 5] {
        let layer = LSTMLayerCase(rows: rows, inputs: inputs, width: width)
        let expected = layer.forecast(.reference)
        for kernels in Kernels.vector {
            let all = sweptOffsets.map { layer.forecast(kernels, offset: $0) }
            expectStates(all[0].h, expected.h, "h")
            expectStates(all[0].c, expected.c, "c")
            for other in all.dropFirst() { #expect(other.h.bits == all[0].h.bits && other.c.bits == all[0].c.bits, "alignment") }
        }
    }
}

/// Rows share tiles; each has the bits it would have alone, also when weights come in several panels.
@Test(arguments: [(1, 64), (20, 33), (300, 40), (7, 260)])
func rowsDoNotDependOnEachOther(inputs: Int, width: Int) {
    let many = LSTMLayerCase(rows: 29, inputs: inputs, width: width)
    for kernels in Kernels.all {
        let together = many.forecast(kernels)
        for row in [0, 1, 2, 11, 28] {
            var alone = many.row(row)
            #expect(alone.forecast(kernels).h.bits == Array(together.h[row * width..<(row + 1) * width]).bits)
            alone.x = alone.x.map { $0 * 2 }
            #expect(width == 0 || alone.forecast(kernels).h != Array(together.h[row * width..<(row + 1) * width]))
        }
    }
}

@Test(arguments: [0, 1, 2, 3, 4, 7], widths)
func trainingStepMatchesTheReference(rows: Int, width: Int) {
    for inputs in [1, 5] {
        let layer = LSTMLayerCase(rows: rows, inputs: inputs, width: width)
        let expected = layer.train(.reference)
        for kernels in Kernels.vector {
            let all = sweptOffsets.map { layer.train(kernels, offset: $0) }
            expectStates(all[0].h, expected.h, "h")
            expectStates(all[0].c, expected.c, "c")
            expectStates(all[0].tanhC, expected.tanhC, "tanh c")
            expectStates(all[0].gates, expected.gates, "gates")
            for other in all.dropFirst() { #expect(other.h.bits == all[0].h.bits && other.gates.bits == all[0].gates.bits) }
        }
    }
}

/// Saturated gates reach their limits, infinities too; NaN stays NaN, in its own row only.
@Test func extremeInputsKeepTheirMeaning() {
    var layer = LSTMLayerCase(rows: 5, inputs: 1, width: 9)
    layer.inputWeight = (0..<36).map { $0 % 2 == 0 ? 1 : -1 }
    layer.x = [1e4, -1e4, .infinity, -.infinity, .nan]
    for kernels in Kernels.vector {
        let (found, expected) = (layer.forecast(kernels), layer.forecast(.reference))
        for row in 0..<4 {
            for k in row * 9..<(row + 1) * 9 { #expect(abs(found.h[k] - expected.h[k]) < 1e-6 && abs(found.c[k] - expected.c[k]) < 1e-6) }
        }
        #expect(found.h[36..<45].allSatisfy(\.isNaN) && found.c[36..<45].allSatisfy(\.isNaN))
        let trained = layer.train(kernels)
        #expect(trained.h[..<36].allSatisfy(\.isFinite) && trained.h[36...].allSatisfy(\.isNaN))
    }
}

/// Small activations keep their relative accuracy: a network near zero is a linear one.
@Test(arguments: [Float(1e-3), 1e-6, 1e-12])
func smallCandidatesKeepTheirDigits(size: Float) {
    var layer = LSTMLayerCase(rows: 3, inputs: 1, width: 8)
    layer.inputBias = [Float](repeating: 0, count: 32)
    layer.recurrentBias = layer.inputBias
    layer.inputWeight = (0..<32).map { $0 / 8 == 2 ? 1 : 0 }
    layer.h = layer.h.map { _ in 0 }
    layer.c = layer.h
    layer.x = [size, -size, size / 3]
    for kernels in Kernels.vector {
        let (found, expected) = (layer.forecast(kernels), layer.forecast(.reference))
        for (a, b) in zip(found.c, expected.c) { #expect(abs(a - b) <= 1e-6 * abs(b)) }
    }
}

extension LSTMLayerCase {
    /// The case of one row.
    func row(_ row: Int) -> LSTMLayerCase {
        var one = LSTMLayerCase(rows: 1, inputs: inputs, width: width)
        (one.inputWeight, one.recurrentWeight) = (inputWeight, recurrentWeight)
        (one.inputBias, one.recurrentBias) = (inputBias, recurrentBias)
        one.x = Array(x[row * inputs..<(row + 1) * inputs])
        one.h = Array(h[row * width..<(row + 1) * width])
        one.c = Array(c[row * width..<(row + 1) * width])
        return one
    }
}
