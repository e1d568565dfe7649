import Glibc
import Tensors
import TestSupport
import Testing

/// All arrays of one step of a cell.
private struct CellStep {
    var gates: [Float], cPrevious: [Float], h: [Float], c: [Float], tanhC: [Float]

    init(batch: Int, width: Int, random: inout RandomStream) {
        gates = random.normals(batch * 4 * width, scale: 2)
        cPrevious = random.normals(batch * width)
        (h, c, tanhC) = (cPrevious, cPrevious, cPrevious)
    }
}

@Test(arguments: [0, 1, 3], Array(0...35) + [64, 255])
func cellForwardMatchesTheReference(batch: Int, width: Int) {
    var random = RandomStream(seed: 7, purpose: "cell", index: UInt64(width))
    let input = CellStep(batch: batch, width: width, random: &random)
    var expected = input
    Kernels.reference.lstmCellForward(
        h: &expected.h, c: &expected.c, tanhC: &expected.tanhC, gates: &expected.gates, cPrevious: input.cPrevious,
        batch: batch, width: width)
    for kernels in Kernels.vector {
        for offset in sweptOffsets {
            let gates = GuardedFloats(input.gates, offset: offset)
            // The state is updated in place: c is c_previous.
            let state = GuardedFloats(input.cPrevious, offset: offset)
            let (h, tanhC) = (GuardedFloats(input.h, offset: offset), GuardedFloats(input.h, offset: offset))
            kernels.lstmCellForward(
                h: h.pointer, c: state.pointer, tanhC: tanhC.pointer, gates: gates.pointer, cPrevious: state.pointer,
                batch: batch, width: width)
            expectClose(gates.values, expected.gates, .ulp(3.1), "gates")
            for (found, wanted, name) in [
                (h.values, expected.h, "h"), (state.values, expected.c, "c"), (tanhC.values, expected.tanhC, "tanh c"),
            ] {
                let scaled = zip(found, wanted).map { Double($0 - $1) / (1 + Double(abs($1))) }
                expectClose(scaled, wanted.map { _ in 0.0 }, .absolute(1e-6), name)
            }
            expectIntact(gates, state, h, tanhC)
        }
    }
}

@Test(arguments: [0, 1, 3], Array(0...35) + [64, 255])
func cellBackwardIsTheReferenceBitForBit(batch: Int, width: Int) {
    var random = RandomStream(seed: 8, purpose: "cell backward", index: UInt64(width))
    var step = CellStep(batch: batch, width: width, random: &random)
    let (dH, dC) = (random.normals(batch * width), random.normals(batch * width))
    Kernels.reference.lstmCellForward(
        h: &step.h, c: &step.c, tanhC: &step.tanhC, gates: &step.gates, cPrevious: step.cPrevious, batch: batch, width: width)
    var (expectedGates, expectedC) = (step.gates, dC)
    Kernels.reference.lstmCellBackward(
        dGates: &expectedGates, dC: &expectedC, dH: dH, gates: step.gates, tanhC: step.tanhC, cPrevious: step.cPrevious,
        batch: batch, width: width)
    for kernels in Kernels.vector {
        for offset in sweptOffsets {
            // The gradient replaces the gates.
            let (gates, state) = (GuardedFloats(step.gates, offset: offset), GuardedFloats(dC, offset: offset))
            let (gradient, tanhC) = (GuardedFloats(dH, offset: offset), GuardedFloats(step.tanhC, offset: offset))
            let previous = GuardedFloats(step.cPrevious, offset: offset)
            kernels.lstmCellBackward(
                dGates: gates.pointer, dC: state.pointer, dH: gradient.pointer, gates: gates.pointer, tanhC: tanhC.pointer,
                cPrevious: previous.pointer, batch: batch, width: width)
            #expect(gates.values.bits == expectedGates.bits)
            #expect(state.values.bits == expectedC.bits)
            expectIntact(gates, state, gradient, tanhC, previous)
        }
    }
}

/// Three steps in double: `Σ wh·h + wc·c_last`, from pre-activations `[3, B, 4C]` and the first state `[B, C]`.
private func lossInDouble(_ gates: [Double], _ first: [Double], batch: Int, width: Int, wh: [Float], wc: [Float]) -> Double {
    func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
    var (c, loss) = (first, 0.0)
    for step in 0..<3 {
        for b in 0..<batch {
            for k in 0..<width {
                let (row, unit) = ((step * batch + b) * 4 * width + k, b * width + k)
                c[unit] = sigmoid(gates[row + width]) * c[unit] + sigmoid(gates[row]) * tanh(gates[row + 2 * width])
                loss += Double(wh[step * batch * width + unit]) * sigmoid(gates[row + 3 * width]) * tanh(c[unit])
            }
        }
    }
    return loss + zip(c, wc).reduce(0) { $0 + $1.0 * Double($1.1) }
}

@Test func cellBackwardMatchesFiniteDifferences() {
    let (batch, width) = (2, 5)
    let (cells, row) = (batch * width, batch * 4 * width)
    var random = RandomStream(seed: 9, purpose: "differences")
    let (pre, first) = (random.normals(3 * row), random.normals(cells))
    let (wh, wc) = (random.normals(3 * cells), random.normals(cells))
    let loss = { lossInDouble($0, $1, batch: batch, width: width, wh: wh, wc: wc) }

    /// Central differences with respect to one of the two arguments.
    func differences(_ x: [Float], _ f: ([Double]) -> Double) -> [Double] {
        let x = x.map(Double.init)
        return x.indices.map { k in
            let h = cbrt(Double.ulpOfOne) * max(1, abs(x[k]))
            var (up, down) = (x, x)
            up[k] += h
            down[k] -= h
            return (f(up) - f(down)) / (up[k] - down[k])
        }
    }
    let expected = differences(pre) { loss($0, first.map(Double.init)) }
    let expectedFirst = differences(first) { loss(pre.map(Double.init), $0) }

    for kernels in Kernels.all {
        var gates = pre
        var states = first + [Float](repeating: 0, count: 3 * cells)
        var (h, tanhC) = ([Float](repeating: 0, count: 3 * cells), [Float](repeating: 0, count: 3 * cells))
        var dC = wc
        gates.withUnsafeMutableBufferPointer { gates in
            states.withUnsafeMutableBufferPointer { states in
                h.withUnsafeMutableBufferPointer { h in
                    tanhC.withUnsafeMutableBufferPointer { tanhC in
                        guard let gates = gates.baseAddress, let states = states.baseAddress, let h = h.baseAddress,
                            let tanhC = tanhC.baseAddress
                        else { return }
                        for step in 0..<3 {
                            kernels.lstmCellForward(
                                h: h + step * cells, c: states + (step + 1) * cells, tanhC: tanhC + step * cells,
                                gates: gates + step * row, cPrevious: states + step * cells, batch: batch, width: width)
                        }
                        for step in (0..<3).reversed() {
                            kernels.lstmCellBackward(
                                dGates: gates + step * row, dC: &dC, dH: Array(wh[step * cells..<(step + 1) * cells]),
                                gates: gates + step * row, tanhC: tanhC + step * cells, cPrevious: states + step * cells,
                                batch: batch, width: width)
                        }
                    }
                }
            }
        }
        // Gradients are of order 1 and pass through some thirty float operations: 30 · 2⁻²⁴.
        expectClose(gates, expected, .absolute(1.8e-6), "\(kernels.instructionSet) gates")
        expectClose(dC, expectedFirst, .absolute(1.8e-6), "\(kernels.instructionSet) first state")
    }
}
