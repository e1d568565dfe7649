import Dense
import Forecasting
import NetworkTestSupport
import Tensors
import TestSupport
import Testing

/// The plain network against PyTorch, from PyTorch's parameters: forward pass, loss, every gradient, and ten steps of Adam, AdamW and
/// clipped Adam on the same data.
@Suite struct MLPGoldenTests {
    private typealias Golden = GoldenNetwork<MLPNetwork>

    private static let names = ["mlp-adam", "mlp-single", "mlp-deep"]

    private func network(_ name: String, _ instructionSet: InstructionSet) throws -> Golden {
        try GoldenNetwork(name, instructionSet) { golden, levels in
            MLPNetwork(
                inputs: try MLPInputs(
                    context: try golden.size("time"), horizon: try golden.size("horizon"), inputChannels: try golden.size("inputs")),
                hidden: try golden.size("hidden"), layers: try golden.size("layers"), levels: levels, headForm: .linear)
        }
    }

    @Test(arguments: names, InstructionSet.supported)
    func forwardMatchesPyTorch(name: String, instructionSet: InstructionSet) throws { try network(name, instructionSet).expectOutputs() }

    @Test(arguments: names, InstructionSet.supported)
    func lossMatchesPyTorch(name: String, instructionSet: InstructionSet) throws { try network(name, instructionSet).expectLoss() }

    @Test(arguments: names, InstructionSet.supported)
    func everyGradientMatchesPyTorch(name: String, instructionSet: InstructionSet) throws {
        var one = try network(name, instructionSet)
        try one.expectGradients()
    }

    @Test(arguments: names, InstructionSet.supported)
    func tenStepsMatchPyTorch(name: String, instructionSet: InstructionSet) throws {
        var one = try network(name, instructionSet)
        try one.expectTraining()
    }
}
