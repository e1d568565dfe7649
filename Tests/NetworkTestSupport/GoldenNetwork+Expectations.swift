import Forecasting
import Tensors
import TestSupport
import Testing

/// Judged against PyTorch's values in double precision, which start from the same parameters.
extension GoldenNetwork {
    /// The outputs, of training and forecast, are PyTorch's.
    /// - Parameter absolute: tighter than the policy, in the unit of the outputs: a few roundings of numbers near one.
    public func expectOutputs(absolute: Double = 1e-6) throws {
        let expected = try golden.doubles("float64.output").values
        for (found, kind) in [(outputs(), "training"), (forecasts(), "forecast")] {
            expectClose(found, expected, .nmse(1e-10), kind)
            expectClose(found, expected, .relative(1e-4), kind)
            expectClose(found, expected, .absolute(absolute), kind)
        }
    }

    /// The loss is PyTorch's.
    public func expectLoss() throws {
        expectClose(
            loss(against: try golden.floats("targets").values), try golden.doubles("float64.loss").values[0], .relative(1e-6))
    }

    /// Every gradient is PyTorch's, or its norm and the stored sample of it.
    /// - Parameters:
    ///   - relative: bound in the unit of the block's largest entry.
    ///   - absolute: what is allowed besides: rounding of slopes that cancel each other.
    public mutating func expectGradients(relative: Double = 1e-6, absolute: Double = 1e-8) throws {
        _ = lossAndGradient(against: try golden.floats("targets").values)
        for block in network.layout.blocks {
            try compare(gradients, "float64.gradient", block) { found, expected, label in
                expectClose(found, expected, .absolute(relative * (expected.map(abs).max() ?? 0) + absolute), label)
            }
        }
    }

    /// Ten steps of the case's optimiser from the same parameters on the same data end where PyTorch's do.
    /// - Parameters:
    ///   - tolerance: of parameters, which move by about 1e-2.
    ///   - isChance: whether an entry of a block has the gradient 0, of which an optimiser that divides by its size makes chance.
    public mutating func expectTraining(
        _ tolerance: Tolerance = .absolute(2e-6), isChance: (ParameterLayout.Block, Int) -> Bool = { _, _ in false }
    ) throws {
        let targets = try golden.floats("targets").values
        let stepTargets = try golden.floats("step_targets").values
        let stored = (golden.header["stored_steps"] ?? "").split(separator: " ").compactMap { Int($0) }
        var optimiser = try makeOptimiser()
        var losses = [loss(against: targets)]
        var stepLosses: [Double] = [], norms: [Float] = []
        for step in 0..<10 {
            stepLosses.append(lossAndGradient(against: stepTargets[step * targets.count..<(step + 1) * targets.count]))
            norms.append(try self.step(&optimiser))
            losses.append(loss(against: targets))
            guard let row = stored.firstIndex(of: step + 1) else { continue }
            for block in network.layout.blocks {
                let all = try golden.floats("float32.steps.\(Self.name(of: block))").values
                let kept = (0..<block.count).filter { !isChance(block, $0) }
                expectClose(
                    kept.map { parameters[block.offset + $0] }, kept.map { all[row * block.count + $0] }, tolerance,
                    "\(block.name) after step \(step + 1)")
            }
        }
        // The policy allows 1e-3 on the curve; same data and order leave two orders of room.
        expectClose(losses, try golden.doubles("float64.losses").values, .relative(1e-5))
        expectClose(stepLosses, try golden.doubles("float64.step_losses").values, .relative(1e-5))
        expectClose(norms, try golden.doubles("float64.step_gradient_norms").values, .relative(1e-5))
        #expect(optimiser.stepCount == 10)
        for block in network.layout.blocks {
            try compare(parameters, "float64.trained", block, isChance: isChance) { expectClose($0, $1, tolerance, $2) }
        }
    }

    /// Compares a block with what the file holds of it: all of it, or its norm and every so manieth entry.
    private func compare(
        _ values: [Float], _ prefix: String, _ block: ParameterLayout.Block,
        isChance: (ParameterLayout.Block, Int) -> Bool = { _, _ in false }, _ expect: ([Float], [Double], String) -> Void
    ) throws {
        let label = Self.name(of: block)
        let stride = try golden.size("stride")
        let expected = try golden.doubles(stride == 1 ? "\(prefix).\(label)" : "\(prefix)_sample.\(label)").values
        let indices = Array(Swift.stride(from: 0, to: block.count, by: stride))
        #expect(indices.count == expected.count)
        let kept = indices.indices.filter { !isChance(block, indices[$0]) }
        expect(kept.map { values[block.offset + indices[$0]] }, kept.map { expected[$0] }, label)
        guard stride > 1, !(0..<block.count).contains(where: { isChance(block, $0) }) else { return }
        let norm = values[block.offset..<block.offset + block.count].reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        let whole = try golden.doubles("\(prefix)_norm.\(label)").values[0]
        expectClose(norm, whole, .absolute(1e-5 * whole + 1e-8), label)
    }
}
