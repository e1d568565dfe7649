import Tensors
import TestSupport
import Testing

/// The loss that networks are trained on, against PyTorch's: thirteen levels, with and without missing targets.
@Suite struct PinballGoldenTests {
    @Test(arguments: ["complete", "masked"], InstructionSet.supported)
    func lossAndGradientMatchPyTorch(kind: String, instructionSet: InstructionSet) throws {
        let golden = try GoldenFile(named: "pinball")
        let levels = try golden.doubles("levels").values
        let forecasts = try golden.floats("forecasts").values
        let targets = try golden.floats(kind == "masked" ? "masked_targets" : "targets").values
        let known = targets.filter { !$0.isNaN }.count
        let scored = Double(known * levels.count)
        var gradient = [Float](repeating: .nan, count: forecasts.count)
        let found = PinballLoss(levels: levels.map(Float.init)).evaluate(
            predicted: forecasts, actual: targets, weights: nil, count: targets.count, gradient: &gradient,
            gradientScale: Float(1 / scored), kernels: Kernels(instructionSet))
        #expect(found.observed == known)
        if kind == "masked" { #expect(known == Int(try golden.number("known"))) }
        expectClose(found.sum / scored, try golden.doubles("float64.\(kind).loss").values[0], .relative(1e-7))
        // One product of a rounded level and a rounded scale; the gradient of a level near one end loses digits in 1 − τ.
        expectClose(gradient, try golden.doubles("float64.\(kind).gradient").values, .relative(5e-6))
    }

    @Test(arguments: InstructionSet.supported)
    func lossOfEveryLevelMatchesPyTorch(instructionSet: InstructionSet) throws {
        let golden = try GoldenFile(named: "pinball")
        let levels = try golden.doubles("levels").values
        let forecasts = try golden.floats("forecasts").values
        let targets = try golden.floats("targets").values
        let kernels = Kernels(instructionSet)
        let found = levels.indices.map { q in
            let column = targets.indices.map { forecasts[$0 * levels.count + q] }
            return kernels.pinballSum(targets, column, count: targets.count, level: Float(levels[q])) / Double(targets.count)
        }
        expectClose(found, try golden.doubles("float64.complete.level_losses").values, .relative(1e-6))
    }
}
