import Forecasting
import Recurrent
import Tensors
import TestSupport
import Testing

/// The plain network against PyTorch, from PyTorch's parameters: forward pass, loss and every gradient.
///
/// Judged against PyTorch's values in double precision, which start from the same parameters; PyTorch's own single precision lies
/// within 6e-8 of them in the outputs and 5e-9 in the gradients.
@Suite struct LSTMGoldenTests {
    @Test(arguments: GoldenNetwork.names, InstructionSet.supported)
    func forwardMatchesPyTorch(name: String, instructionSet: InstructionSet) throws {
        let one = try GoldenNetwork(name, instructionSet)
        let outputs = one.outputs()
        let expected = try one.golden.doubles("float64.output").values
        expectClose(outputs, expected, .nmse(1e-10))
        expectClose(outputs, expected, .relative(1e-4))
        // Tighter than the policy, in the unit of the outputs: a few roundings of numbers near one.
        expectClose(outputs, expected, .absolute(1e-6))
    }

    @Test(arguments: GoldenNetwork.names, InstructionSet.supported)
    func lossMatchesPyTorch(name: String, instructionSet: InstructionSet) throws {
        let one = try GoldenNetwork(name, instructionSet)
        let loss = one.loss(against: try one.golden.floats("targets").values)
        expectClose(loss, try one.golden.doubles("float64.loss").values[0], .relative(1e-6))
    }

    @Test(arguments: GoldenNetwork.names, InstructionSet.supported)
    func everyGradientMatchesPyTorch(name: String, instructionSet: InstructionSet) throws {
        var one = try GoldenNetwork(name, instructionSet)
        _ = one.lossAndGradient(against: try one.golden.floats("targets").values)
        let stride = Int(try one.golden.number("stride"))
        for block in one.network.layout.blocks {
            let found = Array(one.gradients[block.offset..<block.offset + block.count])
            let label = GoldenNetwork.name(of: block)
            if stride == 1 {
                let expected = try one.golden.doubles("float64.gradient.\(label)").values
                expectClose(found, expected, .nmse(1e-11), label)
                expectClose(found, expected, .absolute(1e-6 * (expected.map(abs).max() ?? 0) + 1e-8), label)
            } else {
                let norm = found.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
                expectClose(norm, try one.golden.doubles("float64.gradient_norm.\(label)").values[0], .relative(1e-5), label)
                let sample = Swift.stride(from: 0, to: found.count, by: stride).map { found[$0] }
                let expected = try one.golden.doubles("float64.gradient_sample.\(label)").values
                expectClose(sample, expected, .nmse(1e-10), label)
                expectClose(sample, expected, .absolute(1e-6 * (expected.map(abs).max() ?? 0) + 1e-8), label)
            }
        }
    }

    /// Gradients are added to what is there, so that shares of a batch can be summed in one buffer.
    @Test func gradientDoesNotDependOnEarlierBatches() throws {
        var one = try GoldenNetwork("lstm-wide", .scalar)
        let targets = try one.golden.floats("targets").values
        _ = one.lossAndGradient(against: targets.map { $0 + 3 })
        _ = one.lossAndGradient(against: targets)
        let second = one.gradients
        var fresh = try GoldenNetwork("lstm-wide", .scalar)
        _ = fresh.lossAndGradient(against: targets)
        #expect(second == fresh.gradients)
    }
}
