import Tensors
import Testing

/// Random parameters and states of one LSTM layer, in the plain layout of PyTorch; each method runs a kernel with its own packed layout
/// and padded, guarded buffers, and gives the results back in the plain layout.
struct LSTMLayerCase {
    let rows: Int, inputs: Int, width: Int
    var inputWeight: [Float], recurrentWeight: [Float], inputBias: [Float], recurrentBias: [Float]
    /// `[rows, D]`, `[rows, C]`, `[rows, C]`.
    var x: [Float], h: [Float], c: [Float]

    init(rows: Int, inputs: Int, width: Int, seed: UInt64 = 1) {
        (self.rows, self.inputs, self.width) = (rows, inputs, width)
        var random = RandomStream(seed: seed, purpose: "layer", index: UInt64(rows * 10_000 + inputs * 500 + width))
        let scale = 1 / Float(max(1, width)).squareRoot()
        inputWeight = random.normals(4 * width * inputs, scale: scale)
        recurrentWeight = random.normals(4 * width * width, scale: scale)
        inputBias = random.normals(4 * width)
        recurrentBias = random.normals(4 * width)
        x = random.normals(rows * inputs)
        h = random.normals(rows * width, scale: 0.5)
        c = random.normals(rows * width)
    }

    private func parts<Result>(_ body: (Kernels.LSTMParameters) -> Result) -> Result {
        inputWeight.withUnsafeBufferPointer { w in
            recurrentWeight.withUnsafeBufferPointer { u in
                inputBias.withUnsafeBufferPointer { a in
                    recurrentBias.withUnsafeBufferPointer { b in
                        // An empty array has no address.
                        let nowhere = UnsafePointer<Float>(bitPattern: 64)!
                        return body(
                            Kernels.LSTMParameters(
                                inputWeight: w.baseAddress ?? nowhere, recurrentWeight: u.baseAddress ?? nowhere,
                                inputBias: a.baseAddress ?? nowhere, recurrentBias: b.baseAddress ?? nowhere, inputs: inputs, width: width))
                    }
                }
            }
        }
    }

    /// Packed weights for forward steps, ending at a forbidden page.
    func packed(_ kernels: Kernels) -> GuardedFloats {
        let packed = GuardedFloats([Float](repeating: .nan, count: kernels.packedFloats(inputs: inputs, width: width)))
        parts { kernels.pack($0, into: packed.pointer) }
        return packed
    }

    /// The same in pairs.
    func packedPairs(_ kernels: Kernels, _ pairs: Kernels.LSTMPairs) -> GuardedFloats {
        let packed = GuardedFloats([Float](repeating: .nan, count: kernels.packedWords(inputs: inputs, width: width)))
        packed.withWords { words in parts { kernels.packPairs($0, pairs, into: words) } }
        return packed
    }

    /// The same layer with the weights that packing in pairs leaves.
    func rounded(_ kernels: Kernels, _ pairs: Kernels.LSTMPairs) -> LSTMLayerCase {
        var copy = self
        kernels.roundPairs(&copy.inputWeight, rows: 4 * width, columns: inputs, pairs)
        kernels.roundPairs(&copy.recurrentWeight, rows: 4 * width, columns: width, pairs)
        return copy
    }

    /// `[rows, C]` with rows of whole vectors, zeros behind C.
    func padded(_ state: [Float], to columns: Int) -> [Float] {
        (0..<rows).flatMap { row in state[row * width..<(row + 1) * width] + [Float](repeating: 0, count: columns - width) }
    }

    /// The first C of every row.
    func plain(_ state: [Float], columns: Int) -> [Float] { (0..<rows).flatMap { state[$0 * columns..<$0 * columns + width] } }

    /// `[rows, 4C]` in the order input, forget, candidate, output from `[rows, blocks, 4, lanes]`.
    func plainGates(_ gates: [Float], _ kernels: Kernels) -> [Float] {
        let (lanes, columns) = (kernels.lanes, 4 * kernels.paddedWidth(width))
        return (0..<rows).flatMap { row in
            (0..<4 * width).map { k in
                let (gate, unit) = (k / width, k % width)
                return gates[row * columns + (unit / lanes * 4 + gate) * lanes + unit % lanes]
            }
        }
    }

    /// The opposite of ``plainGates(_:_:)``, zeros in units that do not exist.
    func packedGates(_ gates: [Float], _ kernels: Kernels) -> [Float] {
        let (lanes, columns) = (kernels.lanes, 4 * kernels.paddedWidth(width))
        var out = [Float](repeating: 0, count: rows * columns)
        for row in 0..<rows {
            for k in 0..<4 * width {
                let (gate, unit) = (k / width, k % width)
                out[row * columns + (unit / lanes * 4 + gate) * lanes + unit % lanes] = gates[row * 4 * width + k]
            }
        }
        return out
    }

    /// h and c after a forecast step.
    func forecast(_ kernels: Kernels, offset: Int = 0) -> (h: [Float], c: [Float]) {
        let columns = kernels.paddedWidth(width)
        let (packed, x) = (packed(kernels), GuardedFloats(self.x, offset: offset))
        let before = GuardedFloats(padded(h, to: columns), offset: offset)
        let after = GuardedFloats([Float](repeating: 0, count: rows * columns), offset: offset)
        let cell = GuardedFloats(padded(c, to: columns), offset: offset)
        let gates = GuardedFloats([Float](repeating: 0, count: max(4 * columns, rows * 4 * kernels.lanes)), offset: offset)
        kernels.forecastStep(
            Kernels.LSTMStep(
                rows: rows, inputs: inputs, width: width, packed: packed.pointer, x: x.pointer, xStride: inputs,
                hPrevious: before.pointer, h: after.pointer, c: cell.pointer, gates: gates.pointer))
        expectIntact(packed, x, before, after, cell, gates)
        return (plain(after.values, columns: columns), plain(cell.values, columns: columns))
    }

    /// h, its words and c after a forecast step with products of BF16 numbers, from x and h rounded to them.
    func bf16Forecast(_ kernels: Kernels, offset: Int = 0) -> (h: [Float], words: [UInt32], c: [Float]) {
        let (columns, pairWidth) = (kernels.paddedWidth(width), kernels.pairWidth(width))
        func words(_ values: [Float], columns: Int) -> GuardedFloats {
            let words = GuardedFloats([Float](repeating: 0, count: rows * ((columns + 1) / 2)), offset: offset)
            words.withWords { kernels.roundToPairs($0, values, rows: rows, columns: columns) }
            return words
        }
        let (packed, x) = (packedPairs(kernels, .bf16), words(self.x, columns: inputs))
        let (before, wordsAfter) = (words(padded(h, to: columns), columns: columns), words(padded(h, to: columns), columns: columns))
        let after = GuardedFloats([Float](repeating: 0, count: rows * columns), offset: offset)
        let cell = GuardedFloats(padded(c, to: columns), offset: offset)
        let gates = GuardedFloats([Float](repeating: 0, count: max(4 * columns, rows * 4 * kernels.lanes)), offset: offset)
        packed.withWords { packed in
            x.withWords { x in
                before.withWords { before in
                    wordsAfter.withWords { wordsAfter in
                        kernels.bf16Step(
                            Kernels.LSTMPairStep(
                                rows: rows, inputs: inputs, width: width, packed: packed, x: x, xStride: (inputs + 1) / 2,
                                hPrevious: before, hPairs: wordsAfter, h: after.pointer, c: cell.pointer, gates: gates.pointer))
                    }
                }
            }
        }
        expectIntact(packed, x, before, wordsAfter, after, cell, gates)
        let plainWords = (0..<rows).flatMap { wordsAfter.values[$0 * pairWidth..<$0 * pairWidth + (width + 1) / 2].map(\.bitPattern) }
        return (plain(after.values, columns: columns), plainWords, plain(cell.values, columns: columns))
    }

    /// Everything that a training step leaves.
    func train(_ kernels: Kernels, offset: Int = 0) -> (h: [Float], c: [Float], tanhC: [Float], gates: [Float]) {
        let columns = kernels.paddedWidth(width)
        let (packed, x) = (packed(kernels), GuardedFloats(self.x, offset: offset))
        let (before, cellBefore) = (GuardedFloats(padded(h, to: columns), offset: offset), GuardedFloats(padded(c, to: columns)))
        let zeros = [Float](repeating: 0, count: rows * columns)
        let (after, cell, tanhC) = (GuardedFloats(zeros, offset: offset), GuardedFloats(zeros), GuardedFloats(zeros, offset: offset))
        let gates = GuardedFloats([Float](repeating: 0, count: rows * 4 * columns), offset: offset)
        kernels.trainingStep(
            Kernels.LSTMStep(
                rows: rows, inputs: inputs, width: width, packed: packed.pointer, x: x.pointer, xStride: inputs,
                hPrevious: before.pointer, h: after.pointer, c: cell.pointer, gates: gates.pointer, cPrevious: cellBefore.pointer,
                tanhC: tanhC.pointer))
        expectIntact(packed, x, before, after, cell, gates, cellBefore, tanhC)
        return (
            plain(after.values, columns: columns), plain(cell.values, columns: columns), plain(tanhC.values, columns: columns),
            plainGates(gates.values, kernels)
        )
    }
}
