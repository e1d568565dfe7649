import Forecasting
import Recurrent
import Tensors
import TestSupport
import Testing

/// Ten steps of Adam, AdamW and clipped Adam beside PyTorch's, from the same parameters on the same data.
@Suite struct LSTMTrainingGoldenTests {
    // Parameters move by about 1e-2 in ten steps; PyTorch's own single precision ends within 8e-7 of its double precision.
    static let parameterTolerance = Tolerance.absolute(2e-6)

    @Test(arguments: GoldenNetwork.names, InstructionSet.supported)
    func tenStepsMatchPyTorch(name: String, instructionSet: InstructionSet) throws {
        var one = try GoldenNetwork(name, instructionSet)
        let golden = one.golden
        let targets = try golden.floats("targets").values
        let stepTargets = try golden.floats("step_targets").values
        let stored = (golden.header["stored_steps"] ?? "").split(separator: " ").compactMap { Int($0) }
        var optimiser = try one.makeOptimiser()
        var losses = [one.loss(against: targets)]
        var stepLosses: [Double] = [], norms: [Float] = []
        for step in 0..<10 {
            stepLosses.append(one.lossAndGradient(against: stepTargets[step * targets.count..<(step + 1) * targets.count]))
            norms.append(try one.step(&optimiser))
            losses.append(one.loss(against: targets))
            guard let row = stored.firstIndex(of: step + 1) else { continue }
            for block in one.network.layout.blocks {
                let all = try golden.floats("float32.steps.\(GoldenNetwork.name(of: block))").values
                expectClose(
                    one.parameters[block.offset..<block.offset + block.count], all[row * block.count..<(row + 1) * block.count],
                    Self.parameterTolerance, "\(block.name) after step \(step + 1)")
            }
        }
        // The policy allows 1e-3 on the curve; same data and order leave two orders of room.
        expectClose(losses, try golden.doubles("float64.losses").values, .relative(1e-5))
        expectClose(stepLosses, try golden.doubles("float64.step_losses").values, .relative(1e-5))
        expectClose(norms, try golden.doubles("float64.step_gradient_norms").values, .relative(1e-5))
        #expect(optimiser.stepCount == 10)
        try expectTrained(one)
    }

    private func expectTrained(_ one: GoldenNetwork) throws {
        let stride = Int(try one.golden.number("stride"))
        for block in one.network.layout.blocks {
            let found = Array(one.parameters[block.offset..<block.offset + block.count])
            let label = GoldenNetwork.name(of: block)
            if stride == 1 {
                expectClose(found, try one.golden.doubles("float64.trained.\(label)").values, Self.parameterTolerance, label)
            } else {
                let norm = found.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
                expectClose(norm, try one.golden.doubles("float64.trained_norm.\(label)").values[0], .relative(1e-6), label)
                let sample = Swift.stride(from: 0, to: found.count, by: stride).map { found[$0] }
                let expected = try one.golden.doubles("float64.trained_sample.\(label)").values
                expectClose(sample, expected, Self.parameterTolerance, label)
            }
        }
    }

    /// The clipped case is clipped: its training differs from the unclipped one, which starts from the same parameters.
    @Test func clippingActs() throws {
        let clipped = try GoldenFile(named: "lstm-clipped"), free = try GoldenFile(named: "lstm-adam")
        let limit = try clipped.number("clip_norm")
        let above = try clipped.doubles("float64.step_gradient_norms").values.filter { $0 > limit }.count
        #expect(above == 5)
        #expect(try clipped.floats("float32.trained.head.bias").values != free.floats("float32.trained.head.bias").values)
    }
}
