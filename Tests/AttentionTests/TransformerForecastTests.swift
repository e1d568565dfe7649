import Attention
import Forecasting
import NetworkTestSupport
import Tensors
import TestSupport
import Testing

/// The network without training: windows that share a batch, and memory.
@Suite struct TransformerForecastTests {
    static let shapes: [TransformerShape] = [
        .small(), .small(norm: .after, activation: .relu, layers: 2), .small(positions: .rotary, pooling: .mean),
        .small(patch: 3, stride: 2, heads: 4, pooling: .last, isCausal: true), .small(patch: 1, stride: 1, heads: 1, pooling: .mean),
        .small(pooling: .meanAndLast, layers: 2),
        .small(.sparse, patch: 1, stride: 1, layers: 2), .small(.uShaped, norm: .after, layers: 3),
        .small(.mixer, patch: 3, stride: 2, activation: .relu, pooling: .last),
    ]
    private static let levels = try! QuantileLevels([0.1, 0.5, 0.9])

    private func network(_ shape: TransformerShape, _ form: DirectQuantileHead.Form) throws -> TransformerNetwork {
        try TransformerNetwork(
            shape, inputs: 2, futureChannels: 3, context: 20, horizon: 4, levels: Self.levels, headForm: form)
    }

    /// A window has the same bits alone or among others, whatever its place and however many pass together.
    @Test(arguments: shapes, [DirectQuantileHead.Form.linear, .conditioned])
    func windowsDoNotDependOnEachOther(shape: TransformerShape, form: DirectQuantileHead.Form) throws {
        let network = try network(shape, form)
        let parameters = network.initialParameters(seed: 1)
        for instructionSet in InstructionSet.supported {
            let weights = network.makeWeights(parameters, compute: Compute(instructionSet: instructionSet, threads: 1))
            for count in [2, 7, 16, 41] {
                var random = RandomStream(seed: 2, purpose: "windows")
                let many = ReferenceBatch(count: count, context: 20, horizon: 4, inputs: 2, future: 3, random: &random).batch
                let room = network.makeForecastWorkspace(weights, batch: count, steps: 20)
                let single = WindowBatch(capacity: 1, context: 20, horizon: 4, inputChannels: 2, futureChannels: 3)
                single.count = 1
                let own = network.makeForecastWorkspace(weights, batch: 1, steps: 20)
                withExtendedLifetime((room, own)) {
                    let together = network.forecast(many, weights: weights, workspace: room)
                    for window in 0..<count {
                        for step in 0..<20 {
                            (single.inputs.pointer + step * 2).update(from: many.inputs.pointer + (step * count + window) * 2, count: 2)
                        }
                        single.future.pointer.update(from: many.future.pointer + window * 12, count: 12)
                        let alone = network.forecast(single, weights: weights, workspace: own)
                        let isEqual = (0..<12).allSatisfy { alone[$0].bitPattern == together[window * 12 + $0].bitPattern }
                        #expect(isEqual, "window \(window) of \(count), \(instructionSet)")
                        #expect((0..<12).allSatisfy { alone[$0].isFinite })
                    }
                }
            }
        }
    }

    /// What a workspace was used for before does not show.
    @Test(arguments: shapes)
    func workspacesForgetEarlierBatches(shape: TransformerShape) throws {
        let network = try network(shape, .conditioned)
        let parameters = network.initialParameters(seed: 1)
        let weights = network.makeWeights(parameters, compute: Compute(threads: 1))
        let used = network.makeForecastWorkspace(weights, batch: 19, steps: 20)
        var random = RandomStream(seed: 3, purpose: "windows")
        let first = ReferenceBatch(count: 19, context: 20, horizon: 4, inputs: 2, future: 3, random: &random).batch
        let second = ReferenceBatch(count: 5, context: 20, horizon: 4, inputs: 2, future: 3, random: &random)
        withExtendedLifetime(used) {
            for k in 0..<first.inputs.count { first.inputs.pointer[k] = k % 5 == 0 ? .nan : 1e30 }
            _ = network.forecast(first, weights: weights, workspace: used)
            let out = network.forecast(second.batch, weights: weights, workspace: used)
            #expect((0..<60).map { out[$0] } == second.forecast(network, parameters: parameters))
        }
    }

    /// Numbers in a context, not NaN or infinity, give numbers.
    @Test(arguments: [Float(0), 1e-20, 1e10])
    func extremeWindowsGiveNumbers(size: Float) throws {
        for shape in Self.shapes {
            let network = try network(shape, .conditioned)
            var random = RandomStream(seed: 4, purpose: "windows")
            let data = ReferenceBatch(count: 3, context: 20, horizon: 4, inputs: 2, future: 3, random: &random)
            for k in 0..<data.batch.inputs.count { data.batch.inputs.pointer[k] *= size }
            #expect(allFinite(data.forecast(network, parameters: network.initialParameters(seed: 5))))
        }
    }

    @Test func freshParametersDependOnTheSeedOnly() throws {
        let network = try network(.small(layers: 2), .conditioned)
        let parameters = network.initialParameters(seed: 1)
        #expect(parameters == network.initialParameters(seed: 1) && parameters != network.initialParameters(seed: 2))
        for block in network.layout.blocks {
            let values = parameters[block.offset..<block.offset + block.count]
            #expect(values.allSatisfy { $0.isFinite && abs($0) < 3 }, "\(block.name)")
            if block.name.contains("norm") {
                #expect(values.allSatisfy { $0 == (block.name.hasSuffix("weight") ? 1 : 0) }, "\(block.name)")
            }
        }
    }

    /// The benchmark's network has the parameters of PyTorch's: names, shapes, number.
    @Test(arguments: [8, 1])
    func plainNetworksAreThoseOfTheBenchmarks(patch: Int) throws {
        let network = try TransformerNetwork.plain(patch: patch)
        let tokens = 96 / patch
        #expect(network.tokens == tokens && network.levelCount == 3 && network.horizon == 24)
        let layer = 192 * 64 + 192 + 64 * 64 + 64 + 128 * 64 + 128 + 64 * 128 + 64 + 4 * 64
        #expect(network.layout.count == tokens * 64 + patch * 64 + 64 + 2 * layer + tokens * 64 * 72 + 72)
        #expect(
            network.layout["enc.layers.1.self_attn.in_proj_weight"]?.shape == [192, 64] && network.layout["pos"]?.shape == [1, tokens, 64])
    }
}
