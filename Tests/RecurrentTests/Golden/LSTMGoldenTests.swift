import Forecasting
import NetworkTestSupport
import Recurrent
import Tensors
import TestSupport
import Testing

/// The plain network against PyTorch, from PyTorch's parameters: forward pass, loss, every gradient, and ten steps of Adam, AdamW and
/// clipped Adam on the same data.
///
/// PyTorch's own single precision lies within 6e-8 of its double precision in the outputs, 5e-9 in the gradients, and 8e-7 in the
/// parameters after ten steps.
@Suite struct LSTMGoldenTests {
    private typealias Golden = GoldenNetwork<LSTMNetwork>

    private static let names = ["lstm-adam", "lstm-adamw", "lstm-clipped", "lstm-wide", "lstm-long"]

    private func network(_ name: String, _ instructionSet: InstructionSet) throws -> Golden {
        try GoldenNetwork(name, instructionSet) { golden, levels in
            LSTMNetwork(
                inputs: try golden.size("inputs"), futureChannels: 0, hidden: try golden.size("hidden"),
                layers: try golden.size("layers"), context: try golden.size("time"), horizon: try golden.size("horizon"), levels: levels,
                headForm: .linear, forgetBias: 0)
        }
    }

    @Test(arguments: names, InstructionSet.supported)
    func forwardMatchesPyTorch(name: String, instructionSet: InstructionSet) throws {
        try network(name, instructionSet).expectOutputs()
    }

    @Test(arguments: names, InstructionSet.supported)
    func lossMatchesPyTorch(name: String, instructionSet: InstructionSet) throws {
        try network(name, instructionSet).expectLoss()
    }

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

    /// Gradients are added to what is there, so that shares of a batch can be summed in one buffer.
    @Test func gradientDoesNotDependOnEarlierBatches() throws {
        var one = try network("lstm-wide", .scalar)
        let targets = try one.golden.floats("targets").values
        _ = one.lossAndGradient(against: targets.map { $0 + 3 })
        _ = one.lossAndGradient(against: targets)
        let second = one.gradients
        var fresh = try network("lstm-wide", .scalar)
        _ = fresh.lossAndGradient(against: targets)
        #expect(second == fresh.gradients)
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
