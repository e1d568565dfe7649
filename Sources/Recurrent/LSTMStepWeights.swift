import Forecasting
import Tensors

/// The weights of a model with its mark: made once per model, immutable, shared by all of its streams.
public final class LSTMStepWeights: Sendable {
    /// The packed weights.
    let packed: LSTMWeights
    /// Tells the parameters of one model from those of another: FNV-1a over their bits.
    let fingerprint: UInt64

    /// Marks the weights of a model.
    init(_ packed: LSTMWeights, parameters: [Float]) {
        self.packed = packed
        fingerprint = parameters.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1.bitPattern)) &* 0x100_0000_01b3 }
    }

    /// The network.
    var network: LSTMNetwork { packed.network }
    /// Kernels of the cell and the head.
    var kernels: Kernels { packed.kernels }
    /// Floats of a layer's state in memory, Cp.
    var stateWidth: Int { packed.kernels.paddedWidth(packed.network.hidden) }

    /// States `[layers, C]` from `[layers, Cp]`.
    func plain(_ states: [Float]) -> [Float] {
        (0..<network.layers).flatMap { states[$0 * stateWidth..<$0 * stateWidth + network.hidden] }
    }

    /// States `[layers, Cp]` from `[layers, C]`.
    func padded(_ states: [Float]) -> [Float] {
        let rest = [Float](repeating: 0, count: stateWidth - network.hidden)
        return (0..<network.layers).flatMap { states[$0 * network.hidden..<($0 + 1) * network.hidden] + rest }
    }
}
