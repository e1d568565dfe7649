import Attention
import Forecasting
import NetworkTestSupport
import Tensors
import TestSupport
import Testing

/// Windows pass the layers in groups; which ones pass together changes nothing.
@Suite struct TransformerGroupTests {
    private static let levels = [0.1, 0.5, 0.9]

    /// The batch with some of its windows only.
    private func part(_ whole: WindowBatch, _ windows: Range<Int>, network: TransformerNetwork) -> WindowBatch {
        let channels = whole.inputChannels
        let part = WindowBatch(
            capacity: windows.count, context: network.context, horizon: network.horizon, inputChannels: channels, futureChannels: 0)
        part.count = windows.count
        for step in 0..<network.context {
            for (slot, window) in windows.enumerated() {
                for channel in 0..<channels {
                    part.inputs.pointer[(step * windows.count + slot) * channels + channel] =
                        whole.inputs.pointer[(step * whole.count + window) * channels + channel]
                }
            }
        }
        return part
    }

    /// 40 tokens pass two windows at a time: five windows are three groups, the last of a single window. Outputs of all windows and the sums of
    /// their gradients are those of every window by itself, with its own dropout mask and without.
    @Test(arguments: TransformerShape.Architecture.allCases, [false, true])
    func groupsAreTheirWindows(architecture: TransformerShape.Architecture, drops: Bool) throws {
        let shape = TransformerShape.small(architecture, patch: 1, stride: 1, pooling: .meanAndLast, layers: 3)
        let network = try TransformerNetwork(
            shape, inputs: 2, futureChannels: 0, context: 40, horizon: 3, levels: QuantileLevels(Self.levels), headForm: .linear,
            dropout: drops ? 0.3 : 0, depthDropout: drops ? 0.3 : 0)
        var random = RandomStream(seed: 8, purpose: "groups")
        let data = ReferenceBatch(count: 5, context: 40, horizon: 3, inputs: 2, future: 0, random: &random)
        let parameters = network.initialParameters(seed: 4)
        let weights = network.makeTrainingWeights(parameters, kernels: .best)
        let slopes = (0..<5 * 9).map { _ in Float(random.normal()) }

        func run(_ batch: WindowBatch, first: Int) -> (outputs: [Float], gradients: [Float]) {
            let workspace = network.makeWorkspace(batch: batch.count, steps: 40, kernels: .best)
            let source = drops ? DropoutSource(seed: 1, step: 2, first: first) : nil
            var gradients = [Float](repeating: 0, count: parameters.count)
            let out = network.forward(batch, weights: weights, workspace: workspace, dropout: source)
            let outputs = Array(UnsafeBufferPointer(start: out, count: batch.count * 9))
            var given = Array(slopes[first * 9..<(first + batch.count) * 9])
            network.backward(batch, outputGradient: &given, weights: weights, gradients: &gradients, workspace: workspace)
            return (outputs, gradients)
        }
        let whole = run(data.batch, first: 0)
        let alone = (0..<5).map { run(part(data.batch, $0..<$0 + 1, network: network), first: $0) }
        expectClose(whole.outputs, alone.flatMap(\.outputs), .absolute(1e-5), "outputs")
        let sums = parameters.indices.map { k in alone.reduce(Float(0)) { $0 + $1.gradients[k] } }
        let size = Double(sums.map(abs).max() ?? 0)
        #expect(size > 0)
        expectClose(whole.gradients, sums, .absolute(1e-5 * size), "gradients")
    }
}
