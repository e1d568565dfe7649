import Attention
import Forecasting
import NetworkTestSupport
import Tensors
import TestSupport
import Testing
import Traces

/// Dropout masks and blocks left out act while training and never afterwards.
@Suite struct TransformerDropoutTests {
    private static let levels = try! QuantileLevels([0.1, 0.5, 0.9])

    private func network(
        _ shape: TransformerShape = .small(layers: 2), dropout: Float = 0, depthDropout: Float = 0
    ) throws -> TransformerNetwork {
        try TransformerNetwork(
            shape, inputs: 2, futureChannels: 3, context: 8, horizon: 3, levels: Self.levels, headForm: .conditioned, dropout: dropout,
            depthDropout: depthDropout)
    }

    private func data(_ count: Int) -> ReferenceBatch {
        var random = RandomStream(seed: 3, purpose: "dropout test")
        return ReferenceBatch(count: count, context: 8, horizon: 3, inputs: 2, future: 3, random: &random)
    }

    private func source(_ step: Int, first: Int = 0) -> DropoutSource { ReferenceBatch.masks(of: step, first: first) }

    @Test(arguments: [(Float(0.5), Float(0)), (0, 0.8), (0.2, 0.5)])
    func masksChangeTrainingAndNotInference(dropout: Float, depthDropout: Float) throws {
        data(5).expectMasksChangeTrainingOnly(with: try network(dropout: dropout, depthDropout: depthDropout), without: try network())
    }

    @Test func workspacesForgetTheirMasks() throws {
        data(5).expectWorkspacesForgetTheirMasks(try network(dropout: 0.5, depthDropout: 0.5))
    }

    /// Masks belong to the place of a window in the batch, not to the share that a thread works on.
    @Test func masksDoNotDependOnShares() throws {
        let network = try network(dropout: 0.3, depthDropout: 0.4)
        let parameters = network.initialParameters(seed: 1)
        let whole = data(6)
        let all = whole.outputs(network, parameters, masks: source(4))
        for first in [1, 4] {
            let part = WindowBatch(capacity: 2, context: 8, horizon: 3, inputChannels: 2, futureChannels: 3)
            part.count = 2
            for slot in 0..<2 {
                for step in 0..<8 {
                    (part.inputs.pointer + (step * 2 + slot) * 2).update(
                        from: whole.batch.inputs.pointer + (step * 6 + first + slot) * 2, count: 2)
                }
                (part.future.pointer + slot * 9).update(from: whole.batch.future.pointer + (first + slot) * 9, count: 9)
            }
            let workspace = network.makeWorkspace(batch: 2, steps: 8, kernels: .best)
            let weights = network.makeTrainingWeights(parameters, kernels: .best)
            let found = withExtendedLifetime(workspace) {
                let out = network.forward(part, weights: weights, workspace: workspace, dropout: source(4, first: first))
                return Array(UnsafeBufferPointer(start: out, count: 18))
            }
            // The head's products are OpenBLAS's, whose order depends on the number of windows.
            expectClose(found, all[first * 9..<(first + 2) * 9], .absolute(1e-5))
        }
    }

    static let masked: [TransformerShape] = [
        .small(layers: 2), .small(norm: .after, activation: .gelu, positions: .rotary, pooling: .mean, layers: 2),
        .small(pooling: .last, isCausal: true), .small(.uShaped, layers: 2), .small(.mixer, layers: 2),
    ]

    /// With masks held fixed the gradient is that of the masked network: central differences in every block.
    @Test(arguments: masked, [(Float(0.4), Float(0)), (0.2, 0.6)])
    func gradientIsThatOfTheMaskedNetwork(shape: TransformerShape, rates: (dropout: Float, depth: Float)) throws {
        let network = try network(shape, dropout: rates.dropout, depthDropout: rates.depth)
        var parameters = network.initialParameters(seed: 2)
        var random = RandomStream(seed: 4, purpose: "dropout test")
        for k in parameters.indices { parameters[k] += 0.2 * Float(random.normal()) }
        let data = data(4)
        func run(_ parameters: [Float]) -> (outputs: [Float], loss: Double, gradients: [Float]) {
            data.trained(network, parameters: parameters, levels: Self.levels.values, kernels: .best, dropout: source(9))
        }
        let gradients = run(parameters).gradients
        for block in network.layout.blocks {
            let range = block.offset..<block.offset + block.count
            let size = Double(gradients[range].map(abs).max() ?? 0)
            var worst = (error: 0.0, index: 0)
            for k in stride(from: block.offset, to: block.offset + block.count, by: block.count > 60 ? 7 : 1) {
                let x = parameters[k]
                let h: Float = 1e-2
                parameters[k] = x + h
                let above = run(parameters).loss
                parameters[k] = x - h
                let below = run(parameters).loss
                parameters[k] = x
                let error = abs(Double(gradients[k]) - (above - below) / (2 * Double(h)))
                if error > worst.error { worst = (error, k - block.offset) }
            }
            // Single precision: a loss of about 2 that rounds by 1e-6, and a curvature of order one.
            #expect(
                worst.error < 0.03 * size + 2e-4, "\(block.name)[\(worst.index)] is off by \(worst.error), its largest entry is \(size)")
        }
    }

    /// A block whose branches are biases only, so small that what follows is linear in them.
    private func parameters(_ network: TransformerNetwork, bias: Float) -> [Float] {
        var parameters = network.initialParameters(seed: 5)
        var random = RandomStream(seed: 6, purpose: "dropout test")
        for block in network.layout.blocks {
            for k in block.offset..<block.offset + block.count {
                if block.name.hasSuffix("linear2.weight") || block.name.contains("out_proj") { parameters[k] = 0 }
                if block.name.hasSuffix("linear2.bias") { parameters[k] = bias * Float(random.normal()) }
                if block.name == "pos" { parameters[k] = Float(random.normal()) }
            }
        }
        return parameters
    }

    /// The mean over many masks is the network without: what is kept is scaled up.
    @Test(arguments: [(Float(0.3), Float(0)), (0, 0.5), (0.2, 0.3)], [1, 2])
    func masksKeepTheMean(rates: (dropout: Float, depth: Float), layers: Int) throws {
        let network = try network(.small(layers: layers), dropout: rates.dropout, depthDropout: rates.depth)
        let one = data(1)
        let parameters = parameters(network, bias: 0.005)
        let plain = one.outputs(network, parameters, masks: nil)
        let without = one.outputs(network, self.parameters(network, bias: 0), masks: nil)
        let size = zip(plain, without).map { abs(Double($0 - $1)) }.max()!
        #expect(size > 1e-4)
        let count = 3000
        var mean = [Double](repeating: 0, count: 9)
        for step in 0..<count {
            for (k, value) in one.outputs(network, parameters, masks: source(step)).enumerated() {
                mean[k] += Double(value) / Double(count)
            }
        }
        // One standard error is about 2 % of the branches' share.
        expectClose(mean, plain, .absolute(0.1 * size))
    }

    /// Of two blocks the last one is left out as often as asked for, the first one half as often; both branches are drawn apart.
    @Test func blocksAreLeftOutAsOftenAsAsked() throws {
        let network = try network(depthDropout: 0.6)
        let one = data(1)
        let all = parameters(network, bias: 0.5)
        for (layer, chance) in [(0, 0.3), (1, 0.6)] {
            var only = all
            let block = network.layout["enc.layers.\(1 - layer).linear2.bias"]!
            for k in block.offset..<block.offset + block.count { only[k] = 0 }
            let none = one.outputs(network, parameters(network, bias: 0), masks: nil)
            let count = 2000
            let share = Double((0..<count).count { one.outputs(network, only, masks: source($0)) == none }) / Double(count)
            // Four standard deviations of a binomial share.
            expectClose(share, chance, .absolute(4 * (chance * (1 - chance) / Double(count)).squareRoot()), "block \(layer)")
        }
    }

    @Test func dropoutChangesTraining() throws {
        try TransformerForecaster.expectDropoutChangesTraining(
            [(Float(0), Float(0)), (0.3, 0), (0, 0.3)].map { Demand.transformer(dropout: $0.0, depthDropout: $0.1, steps: 10) })
    }
}
