import Forecasting
import NetworkTestSupport
import Recurrent
import Tensors
import TestSupport
import Testing
import Traces

/// Dropout masks act while training and never afterwards.
@Suite struct LSTMDropoutTests {
    private static let levels = try! QuantileLevels([0.1, 0.5, 0.9])

    private func network(dropout: Float) -> LSTMNetwork {
        LSTMNetwork(
            inputs: 2, futureChannels: 3, hidden: 6, layers: 2, context: 4, horizon: 3, levels: Self.levels, headForm: .conditioned,
            dropout: dropout)
    }

    private func data(_ count: Int) -> ReferenceBatch {
        var random = RandomStream(seed: 3, purpose: "dropout test")
        return ReferenceBatch(count: count, context: 4, horizon: 3, inputs: 2, future: 3, random: &random)
    }

    @Test func masksChangeTrainingAndNotInference() {
        data(5).expectMasksChangeTrainingOnly(with: network(dropout: 0.5), without: network(dropout: 0))
    }

    @Test func workspacesForgetTheirMasks() { data(5).expectWorkspacesForgetTheirMasks(network(dropout: 0.5)) }

    /// With masks held fixed the gradient is that of the masked network: central differences in every block.
    @Test func gradientIsThatOfTheMaskedNetwork() {
        let network = network(dropout: 0.4)
        var parameters = network.initialParameters(seed: 2)
        var random = RandomStream(seed: 4, purpose: "dropout test")
        for k in parameters.indices { parameters[k] += 0.3 * Float(random.normal()) }
        let data = data(4)
        // The sum over windows, steps and levels: the mean times 36.
        func run(_ parameters: [Float]) -> (loss: Double, gradients: [Float]) {
            let found = data.trained(
                network, parameters: parameters, levels: Self.levels.values, kernels: .best, dropout: ReferenceBatch.masks(of: 9))
            return (found.loss * 36, found.gradients.map { $0 * 36 })
        }
        let gradients = run(parameters).gradients
        for block in network.layout.blocks {
            let range = block.offset..<block.offset + block.count
            let size = Double(gradients[range].map(abs).max() ?? 0)
            for k in range {
                let x = parameters[k]
                let h: Float = 1e-2
                parameters[k] = x + h
                let above = run(parameters).loss
                parameters[k] = x - h
                let below = run(parameters).loss
                parameters[k] = x
                // Single precision: differences of a sum of ten to a hundred, a curvature of order one.
                expectClose(
                    gradients[k], (above - below) / (2 * Double(h)), .absolute(0.02 * max(size, 0.1)), "\(block.name)[\(k - block.offset)]")
            }
        }
    }

    /// The mean over many masks is near the network without: kept units are scaled up.
    @Test func masksKeepTheMean() {
        let network = LSTMNetwork(
            inputs: 2, futureChannels: 0, hidden: 32, layers: 1, context: 4, horizon: 3, levels: Self.levels, headForm: .linear,
            dropout: 0.3)
        let parameters = network.initialParameters(seed: 5)
        var random = RandomStream(seed: 3, purpose: "dropout test")
        let one = ReferenceBatch(count: 1, context: 4, horizon: 3, inputs: 2, future: 0, random: &random)
        for k in 0..<8 { one.batch.inputs.pointer[k] = Float(k) * 0.3 - 1 }
        let plain = one.outputs(network, parameters, masks: nil)
        var mean = [Double](repeating: 0, count: 9)
        for index in 0..<2000 {
            for (k, value) in one.outputs(network, parameters, masks: ReferenceBatch.masks(of: index)).enumerated() {
                mean[k] += Double(value) / 2000
            }
        }
        expectClose(mean, plain, .absolute(0.01))
    }

    @Test func dropoutChangesTraining() throws {
        try LSTMForecaster.expectDropoutChangesTraining([0.3, 0].map { Demand.forecaster(dropout: $0, steps: 10) })
    }
}
