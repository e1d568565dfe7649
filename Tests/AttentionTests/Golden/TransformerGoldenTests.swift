import Attention
import Forecasting
import NetworkTestSupport
import Tensors
import TestSupport
import Testing

/// The plain network against PyTorch, from PyTorch's parameters: forward pass, loss, every gradient, and ten steps of Adam, AdamW and
/// clipped Adam on the same data.
@Suite struct TransformerGoldenTests {
    private typealias Golden = GoldenNetwork<TransformerNetwork>

    private static let names = ["plain", "pre", "rotary", "steps", "causal", "probsparse", "u", "mixer"].map { "transformer-" + $0 }

    /// A value of the header.
    private func choice<Choice: RawRepresentable<String>>(_ golden: GoldenFile, _ key: String) throws -> Choice {
        try #require(Choice(rawValue: golden.header[key] ?? ""))
    }

    private func network(_ name: String, _ instructionSet: InstructionSet) throws -> Golden {
        try GoldenNetwork(name, instructionSet) { golden, levels in
            var shape = TransformerShape()
            (shape.patch, shape.stride) = (try golden.size("patch"), try golden.size("patch_stride"))
            (shape.width, shape.heads) = (try golden.size("width"), try golden.size("heads"))
            (shape.layers, shape.inner) = (try golden.size("layers"), try golden.size("inner"))
            (shape.norm, shape.activation) = (try choice(golden, "norm"), try choice(golden, "activation"))
            (shape.positions, shape.pooling) = (try choice(golden, "positions"), try choice(golden, "pooling"))
            (shape.architecture, shape.isCausal) = (try choice(golden, "architecture"), golden.header["causal"] == "True")
            return try TransformerNetwork(
                shape, inputs: try golden.size("inputs"), futureChannels: 0, context: try golden.size("time"),
                horizon: try golden.size("horizon"), levels: levels, headForm: .linear)
        }
    }

    @Test(arguments: names, InstructionSet.supported)
    func forwardMatchesPyTorch(name: String, instructionSet: InstructionSet) throws {
        try network(name, instructionSet).expectOutputs(absolute: 2e-6)
    }

    @Test(arguments: names, InstructionSet.supported)
    func lossMatchesPyTorch(name: String, instructionSet: InstructionSet) throws {
        try network(name, instructionSet).expectLoss()
    }

    @Test(arguments: names, InstructionSet.supported)
    func everyGradientMatchesPyTorch(name: String, instructionSet: InstructionSet) throws {
        var one = try network(name, instructionSet)
        // The last bias of a mixer has the gradient 0: the slopes of all channels of all windows cancel each other.
        try one.expectGradients(relative: 3e-6, absolute: one.network.shape.architecture == .mixer ? 3e-8 : 1e-8)
    }

    /// Biases of keys shift all scores of a query alike: their gradient is 0 or, where rotary positions hardly turn them, next to it. The last
    /// bias of a mixer shifts all channels of a token alike, which layer normalisation takes back.
    @Test(arguments: names, InstructionSet.supported)
    func tenStepsMatchPyTorch(name: String, instructionSet: InstructionSet) throws {
        var one = try network(name, instructionSet)
        try one.expectTraining { block, index in
            block.name.hasSuffix("in_proj_bias") && index * 3 / block.count == 1 || block.name.hasSuffix("tokens2.bias")
        }
    }

    /// The files cover every choice there is.
    @Test func everyChoiceIsCovered() throws {
        let shapes = try Self.names.map { try network($0, .scalar).network.shape }
        #expect(Set(shapes.map(\.architecture)).count == TransformerShape.Architecture.allCases.count)
        #expect(Set(shapes.map(\.norm)).count == TransformerShape.Norm.allCases.count)
        #expect(Set(shapes.map(\.activation)).count == TransformerShape.Activation.allCases.count)
        #expect(Set(shapes.map(\.positions)).count == TransformerShape.Positions.allCases.count)
        #expect(Set(shapes.map(\.pooling)).count == TransformerShape.Pooling.allCases.count)
        #expect(Set(shapes.map(\.isCausal)).count == 2 && shapes.contains { $0.stride < $0.patch } && shapes.contains { $0.patch == 1 })
    }
}
