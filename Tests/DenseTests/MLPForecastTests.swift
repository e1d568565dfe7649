import Dense
import Forecasting
import NetworkTestSupport
import Tensors
import TestSupport
import Testing

/// The network without training: windows that share a batch, memory, precision.
@Suite struct MLPForecastTests {
    static let shapes = MLPGradientTests.shapes

    /// A window has the same bits alone or among others, whatever its place, with weights of either precision.
    @Test(arguments: shapes, WeightPrecision.allCases)
    func windowsDoNotDependOnEachOther(shape: MLPGradientTests.Shape, precision: WeightPrecision) throws {
        let network = try shape.network(MLPGradientTests.levels)
        let parameters = network.initialParameters(seed: 1)
        let (context, row, future) = (shape.context, shape.horizon * 4, shape.horizon * shape.future)
        for instructionSet in InstructionSet.supported {
            let weights = network.makeWeights(
                parameters, compute: Compute(instructionSet: instructionSet, threads: 1, precision: precision))
            for count in [2, 7, 16, 41] {
                var random = RandomStream(seed: 2, purpose: "windows")
                let many = ReferenceBatch(
                    count: count, context: context, horizon: shape.horizon, inputs: shape.inputs, future: shape.future, random: &random
                ).batch
                let room = network.makeForecastWorkspace(weights, batch: count, steps: context)
                let single = WindowBatch(
                    capacity: 1, context: context, horizon: shape.horizon, inputChannels: shape.inputs, futureChannels: shape.future)
                single.count = 1
                let own = network.makeForecastWorkspace(weights, batch: 1, steps: context)
                withExtendedLifetime((room, own)) {
                    let together = network.forecast(many, weights: weights, workspace: room)
                    for window in 0..<count {
                        for step in 0..<context {
                            (single.inputs.pointer + step * shape.inputs).update(
                                from: many.inputs.pointer + (step * count + window) * shape.inputs, count: shape.inputs)
                        }
                        single.future.pointer.update(from: many.future.pointer + window * future, count: future)
                        let alone = network.forecast(single, weights: weights, workspace: own)
                        let isEqual = (0..<row).allSatisfy { alone[$0].bitPattern == together[window * row + $0].bitPattern }
                        #expect(isEqual, "window \(window) of \(count), \(instructionSet)")
                        #expect((0..<row).allSatisfy { alone[$0].isFinite })
                    }
                }
            }
        }
    }

    /// What a workspace was used for before does not show.
    @Test(arguments: shapes)
    func workspacesForgetEarlierBatches(shape: MLPGradientTests.Shape) throws {
        let network = try shape.network(MLPGradientTests.levels)
        let parameters = network.initialParameters(seed: 1)
        let weights = network.makeWeights(parameters, compute: Compute(threads: 1))
        let used = network.makeForecastWorkspace(weights, batch: 19, steps: shape.context)
        var random = RandomStream(seed: 3, purpose: "windows")
        func batch(_ count: Int) -> ReferenceBatch {
            ReferenceBatch(
                count: count, context: shape.context, horizon: shape.horizon, inputs: shape.inputs, future: shape.future, random: &random)
        }
        let (first, second) = (batch(19).batch, batch(5))
        withExtendedLifetime(used) {
            for k in 0..<first.inputs.count { first.inputs.pointer[k] = k % 5 == 0 ? .nan : 1e30 }
            _ = network.forecast(first, weights: weights, workspace: used)
            let out = network.forecast(second.batch, weights: weights, workspace: used)
            let count = 5 * shape.horizon * MLPGradientTests.levels.count
            #expect((0..<count).map { out[$0] } == second.forecast(network, parameters: parameters))
        }
    }

    /// Weights of BF16 numbers move the forecasts of an untrained network by little, and do move them.
    @Test(arguments: InstructionSet.supported)
    func bfloat16IsNearFloat32(instructionSet: InstructionSet) throws {
        let network = try Self.shapes[2].network(MLPGradientTests.levels)
        let parameters = network.initialParameters(seed: 3)
        var random = RandomStream(seed: 4, purpose: "windows")
        let batch = ReferenceBatch(count: 7, context: 5, horizon: 2, inputs: 3, future: 4, random: &random).batch
        let all = WeightPrecision.allCases.map { precision in
            let weights = network.makeWeights(
                parameters, compute: Compute(instructionSet: instructionSet, threads: 1, precision: precision))
            let workspace = network.makeForecastWorkspace(weights, batch: 7, steps: 5)
            return withExtendedLifetime(workspace) {
                Array(UnsafeBufferPointer(start: network.forecast(batch, weights: weights, workspace: workspace), count: 7 * 8))
            }
        }
        #expect(all[0] != all[1])
        #expect(zip(all[0], all[1]).allSatisfy { abs($0 - $1) < 1e-2 })
    }

    /// The path from the inputs to the quantiles starts at zero, everything else does not.
    @Test(arguments: shapes)
    func freshParametersDependOnTheSeedOnly(shape: MLPGradientTests.Shape) throws {
        let network = try shape.network(MLPGradientTests.levels)
        let parameters = network.initialParameters(seed: 1)
        #expect(parameters == network.initialParameters(seed: 1) && parameters != network.initialParameters(seed: 2))
        let head = try #require(network.layout[shape.form == .linear ? "head.weight" : "head.step.weight"])
        for row in 0..<head.shape[0] {
            let weights = parameters[head.offset + row * head.shape[1]..<head.offset + (row + 1) * head.shape[1]]
            #expect(weights.prefix(shape.hidden).allSatisfy { $0 != 0 } && weights.dropFirst(shape.hidden).allSatisfy { $0 == 0 })
        }
        for block in network.layout.blocks where block.name.hasPrefix("layers.") {
            let bound = 1 / Float(block.name.hasPrefix("layers.0") ? network.inputs.count : shape.hidden).squareRoot()
            let values = parameters[block.offset..<block.offset + block.count]
            #expect(values.allSatisfy { $0 != 0 && abs($0) <= bound }, "\(block.name)")
        }
    }
}
