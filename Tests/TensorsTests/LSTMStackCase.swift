import Tensors
import Testing

/// A stack of layers over one series.
struct LSTMStackCase {
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

    private init(_ other: LSTMStackCase, layers: [LSTMLayerCase]) {
        (self.layers, x, steps, width) = (layers, other.x, other.steps, other.width)
    }

    /// The same stack with the weights that packing in pairs leaves.
    func rounded(_ kernels: Kernels, _ pairs: Kernels.LSTMPairs) -> LSTMStackCase {
        LSTMStackCase(self, layers: layers.map { $0.rounded(kernels, pairs) })
    }

    /// States `[layers, C]` after all steps, from the states of the layers' cases.
    func forecast(_ kernels: Kernels, pairs: Kernels.LSTMPairs?, offset: Int = 0) -> (h: [Float], c: [Float]) {
        let columns = kernels.paddedWidth(width)
        let h = GuardedFloats(layers.flatMap { $0.padded($0.h, to: columns) }, offset: offset)
        let c = GuardedFloats(layers.flatMap { $0.padded($0.c, to: columns) }, offset: offset)
        let x = GuardedFloats(self.x, offset: offset)
        let work = GuardedFloats(
            [Float](
                repeating: .nan, count: kernels.seriesFloats(layers: layers.count, steps: steps, inputs: inputs, width: width)),
            offset: offset)
        let packed = layers.map { layer in pairs.map { layer.packedPairs(kernels, $0) } ?? layer.packed(kernels) }
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

    /// The same by single steps of single layers, with products of floats or of BF16 numbers.
    func stepByStep(_ kernels: Kernels, bf16: Bool = false) -> (h: [Float], c: [Float]) {
        var layers = layers
        for step in 0..<steps {
            var input = Array(x[step * inputs..<(step + 1) * inputs])
            for index in layers.indices {
                layers[index].x = input
                if bf16 {
                    (layers[index].h, _, layers[index].c) = layers[index].bf16Forecast(kernels)
                } else {
                    (layers[index].h, layers[index].c) = layers[index].forecast(kernels)
                }
                input = layers[index].h
            }
        }
        return (layers.flatMap(\.h), layers.flatMap(\.c))
    }
}
