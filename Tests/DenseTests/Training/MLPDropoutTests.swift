import Dense
import Forecasting
import NetworkTestSupport
import Tensors
import TestSupport
import Testing

/// Dropout masks act while training and never afterwards.
@Suite struct MLPDropoutTests {
    private static let levels = try! QuantileLevels([0.1, 0.5, 0.9])

    private func network(dropout: Float, layers: Int = 2) throws -> MLPNetwork {
        MLPNetwork(
            inputs: try MLPInputs(context: 4, horizon: 3, inputChannels: 2, futureChannels: 3, stepChannels: [1], windowChannels: [2]),
            hidden: 12, layers: layers, levels: Self.levels, headForm: .linear, dropout: dropout)
    }

    private func data(_ count: Int) -> ReferenceBatch {
        var random = RandomStream(seed: 3, purpose: "dropout test")
        return ReferenceBatch(count: count, context: 4, horizon: 3, inputs: 2, future: 3, random: &random)
    }

    @Test(arguments: [1, 2]) func masksChangeTrainingAndNotInference(layers: Int) throws {
        data(5).expectMasksChangeTrainingOnly(
            with: try network(dropout: 0.5, layers: layers), without: try network(dropout: 0, layers: layers))
    }

    @Test func workspacesForgetTheirMasks() throws { data(5).expectWorkspacesForgetTheirMasks(try network(dropout: 0.5)) }

    /// With masks held fixed the gradient is that of the masked network: differences along the gradient of every block.
    @Test(arguments: [1, 3]) func gradientIsThatOfTheMaskedNetwork(layers: Int) throws {
        let network = try network(dropout: 0.4, layers: layers)
        var parameters = network.initialParameters(seed: 2)
        var random = RandomStream(seed: 4, purpose: "dropout test")
        for k in parameters.indices { parameters[k] += 0.3 * Float(random.normal()) }
        let data = data(4)
        func run(_ parameters: [Float]) -> (loss: Double, gradients: [Float]) {
            let found = data.trained(
                network, parameters: parameters, levels: Self.levels.values, kernels: .best, dropout: ReferenceBatch.masks(of: 9))
            return (found.loss, found.gradients)
        }
        let gradients = run(parameters).gradients
        for block in network.layout.blocks {
            let range = block.offset..<block.offset + block.count
            let norm = range.reduce(0) { $0 + Double(gradients[$1]) * Double(gradients[$1]) }.squareRoot()
            let (h, start) = (2e-3, parameters)
            func loss(at distance: Double) -> Double {
                for k in range { parameters[k] = start[k] + Float(distance * Double(gradients[k]) / max(norm, 1e-12)) }
                defer { parameters = start }
                return run(parameters).loss
            }
            expectClose((loss(at: h) - loss(at: -h)) / (2 * h), norm, .absolute(0.02 * norm + 2e-4), block.name)
        }
    }

    /// The mean over many masks is near the network without: kept units are scaled up.
    @Test func masksKeepTheMean() throws {
        let network = try network(dropout: 0.3, layers: 1)
        let parameters = network.initialParameters(seed: 5)
        let one = data(1)
        let plain = one.outputs(network, parameters, masks: nil)
        var mean = [Double](repeating: 0, count: 9)
        for index in 0..<4000 {
            for (k, value) in one.outputs(network, parameters, masks: ReferenceBatch.masks(of: index)).enumerated() {
                mean[k] += Double(value) / 4000
            }
        }
        expectClose(mean, plain, .absolute(0.02))
    }

    @Test func dropoutChangesTraining() throws {
        try MLPForecaster.expectDropoutChangesTraining([0.3, 0].map { Demand.mlp(dropout: $0, steps: 10) })
    }
}
