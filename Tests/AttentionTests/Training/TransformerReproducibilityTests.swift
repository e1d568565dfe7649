import Attention
import Forecasting
import NetworkTestSupport
import Testing

/// The same training gives the same transformer.
@Suite struct TransformerReproducibilityTests {
    private static let set = TrainingSet(Demand.waves(4, count: 300), seasons: [24])

    private static func forecaster(_ architecture: TransformerShape.Architecture = .full, dropout: Float = 0.2) -> TransformerForecaster {
        Demand.transformer(shape: .small(architecture, layers: 2), dropout: dropout, depthDropout: dropout)
    }

    @Test(arguments: [(TransformerShape.Architecture.full, Float(0))] + TransformerShape.Architecture.allCases.map { ($0, 0.2) })
    func threadsGiveTheSameBits(architecture: TransformerShape.Architecture, dropout: Float) throws {
        try Self.forecaster(architecture, dropout: dropout).expectThreadsGiveTheSameBits(on: Self.set)
    }

    /// Vector levels agree bit for bit.
    @Test(arguments: TransformerShape.Architecture.allCases)
    func instructionSetsAgreeInForecasts(architecture: TransformerShape.Architecture) throws {
        let all = try Self.forecaster(architecture).expectInstructionSetsAgreeInForecasts(on: Self.set)
        for one in all.dropFirst(2) { #expect(bits(one) == bits(all[1])) }
    }

    @Test func instructionSetsAgreeInTraining() throws { try Self.forecaster().expectInstructionSetsAgreeInTraining(on: Self.set) }

    @Test(arguments: TransformerShape.Architecture.allCases)
    func fleetsGiveTheBitsOfSingleForecasts(architecture: TransformerShape.Architecture) throws {
        try Self.forecaster(architecture).expectFleetsGiveTheBitsOfSingleForecasts(on: Self.set)
    }
}
