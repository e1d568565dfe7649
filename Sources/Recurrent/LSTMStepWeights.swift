import Forecasting
import Tensors

/// The parameters of a network as single steps read them: made once per model, immutable, shared by all of its streams.
public final class LSTMStepWeights: Sendable {
    /// The network.
    public let network: LSTMNetwork
    /// Parameters, flat, in the order of the network's layout.
    let parameters: [Float]
    /// Sum of the two biases of every layer, `[layers, 4C]`.
    let biases: [Float]
    /// Kernels of the cell and the head.
    let kernels: Kernels
    /// Tells the parameters of one model from those of another: FNV-1a over their bits.
    let fingerprint: UInt64

    /// Packs the parameters of a network.
    /// - Precondition: as many parameters as the layout has.
    public init(_ network: LSTMNetwork, parameters: [Float], kernels: Kernels) {
        precondition(parameters.count == network.layout.count)
        (self.network, self.parameters, self.kernels) = (network, parameters, kernels)
        biases = network.blocks.flatMap { block in
            (0..<4 * network.hidden).map { parameters[block.inputBias + $0] + parameters[block.recurrentBias + $0] }
        }
        fingerprint = parameters.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1.bitPattern)) &* 0x100_0000_01b3 }
    }
}
