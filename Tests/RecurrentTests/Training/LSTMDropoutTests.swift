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

    private func batch(_ count: Int) -> WindowBatch {
        let batch = WindowBatch(capacity: count, context: 4, horizon: 3, inputChannels: 2, futureChannels: 3)
        batch.count = count
        var random = RandomStream(seed: 3, purpose: "dropout test")
        for k in 0..<batch.inputs.count { batch.inputs.pointer[k] = Float(random.normal()) }
        for k in 0..<batch.future.count { batch.future.pointer[k] = Float(random.normal()) }
        for k in 0..<batch.targets.count { batch.targets.pointer[k] = Float(random.normal()) * 5 }
        return batch
    }

    private func outputs(_ network: LSTMNetwork, _ parameters: [Float], _ batch: WindowBatch, dropout: DropoutSource?) -> [Float] {
        let workspace = network.makeWorkspace(batch: batch.capacity, kernels: .best)
        let weights = network.makeTrainingWeights(parameters, kernels: .best)
        return withExtendedLifetime(workspace) {
            let out = network.forward(batch, weights: weights, workspace: workspace, dropout: dropout)
            return Array(UnsafeBufferPointer(start: out, count: batch.count * 9))
        }
    }

    private func stream(_ step: Int) -> DropoutSource { DropoutSource(seed: 1, step: step) }

    @Test func masksChangeTrainingAndNotInference() {
        let (with, without) = (network(dropout: 0.5), network(dropout: 0))
        let parameters = with.initialParameters(seed: 1)
        #expect(parameters == without.initialParameters(seed: 1))
        let batch = batch(5)
        let plain = outputs(without, parameters, batch, dropout: nil)
        #expect(outputs(with, parameters, batch, dropout: nil) == plain)
        #expect(outputs(without, parameters, batch, dropout: stream(1)) == plain)
        let one = outputs(with, parameters, batch, dropout: stream(1))
        #expect(one != plain)
        #expect(outputs(with, parameters, batch, dropout: stream(1)) == one, "the same stream gives the same masks")
        #expect(outputs(with, parameters, batch, dropout: stream(2)) != one)
    }

    /// Inference after training in the same workspace does not see the masks of the step before.
    @Test func workspacesForgetTheirMasks() {
        let network = network(dropout: 0.5)
        let parameters = network.initialParameters(seed: 1)
        let batch = batch(5)
        let workspace = network.makeWorkspace(batch: 5, kernels: .best)
        let weights = network.makeTrainingWeights(parameters, kernels: .best)
        withExtendedLifetime(workspace) {
            _ = network.forward(batch, weights: weights, workspace: workspace, dropout: stream(1))
            let out = network.forward(batch, weights: weights, workspace: workspace, dropout: nil)
            #expect(Array(UnsafeBufferPointer(start: out, count: 45)) == outputs(network, parameters, batch, dropout: nil))
        }
    }

    /// With masks held fixed the gradient is that of the masked network: central differences in every block.
    @Test func gradientIsThatOfTheMaskedNetwork() {
        let network = network(dropout: 0.4)
        var parameters = network.initialParameters(seed: 2)
        var random = RandomStream(seed: 4, purpose: "dropout test")
        for k in parameters.indices { parameters[k] += 0.3 * Float(random.normal()) }
        let batch = batch(4)
        let loss = PinballLoss(levels: [0.1, 0.5, 0.9])
        func value(at parameters: [Float]) -> Double {
            let out = outputs(network, parameters, batch, dropout: stream(9))
            return loss.evaluate(
                predicted: out, actual: batch.targets.pointer, weights: nil, count: 12, gradient: nil, gradientScale: 1
            ).sum
        }
        var gradients = [Float](repeating: 0, count: parameters.count)
        let workspace = network.makeWorkspace(batch: 4, kernels: .best)
        let weights = network.makeTrainingWeights(parameters, kernels: .best)
        withExtendedLifetime(workspace) {
            let out = network.forward(batch, weights: weights, workspace: workspace, dropout: stream(9))
            let outputGradient = Matrix(rows: 12, columns: 3)
            _ = loss.evaluate(
                predicted: out, actual: batch.targets.pointer, weights: nil, count: 12, gradient: outputGradient.pointer, gradientScale: 1)
            network.backward(
                batch, outputGradient: outputGradient.pointer, weights: weights, gradients: &gradients, workspace: workspace)
        }
        for block in network.layout.blocks {
            let range = block.offset..<block.offset + block.count
            let size = Double(gradients[range].map(abs).max() ?? 0)
            for k in range {
                let x = parameters[k]
                let h: Float = 1e-2
                parameters[k] = x + h
                let above = value(at: parameters)
                parameters[k] = x - h
                let below = value(at: parameters)
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
        let one = WindowBatch(capacity: 1, context: 4, horizon: 3, inputChannels: 2, futureChannels: 0)
        one.count = 1
        for k in 0..<8 { one.inputs.pointer[k] = Float(k) * 0.3 - 1 }
        let plain = outputs(network, parameters, one, dropout: nil)
        var mean = [Double](repeating: 0, count: 9)
        for index in 0..<2000 {
            for (k, value) in outputs(network, parameters, one, dropout: stream(index)).enumerated() { mean[k] += Double(value) / 2000 }
        }
        expectClose(mean, plain, .absolute(0.01))
    }

    @Test func dropoutChangesTraining() throws {
        let set = TrainingSet(Demand.waves(2, count: 200), seasons: [24])
        let with = try Demand.forecaster(dropout: 0.3, steps: 10).fit(on: set, options: FitOptions(seed: 2))
        let without = try Demand.forecaster(dropout: 0, steps: 10).fit(on: set, options: FitOptions(seed: 2))
        #expect(with.parameters != without.parameters)
        #expect(try bits(with.forecast(from: set.histories, horizon: 6)) == bits(with.forecast(from: set.histories, horizon: 6)))
    }
}
