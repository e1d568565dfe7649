import Forecasting
import NetworkTestSupport
import Recurrent
import Testing

/// The same training gives the same LSTM.
@Suite struct LSTMReproducibilityTests {
    private static let set = TrainingSet(Demand.waves(4, count: 300), seasons: [24])
    private let forecaster = Demand.forecaster(layers: 2, dropout: 0.2)

    @Test(arguments: [Float(0), 0.2])
    func threadsGiveTheSameBits(dropout: Float) throws {
        try Demand.forecaster(layers: 2, dropout: dropout).expectThreadsGiveTheSameBits(on: Self.set)
    }

    @Test func instructionSetsAgreeInForecasts() throws { try forecaster.expectInstructionSetsAgreeInForecasts(on: Self.set) }

    @Test func instructionSetsAgreeInTraining() throws { try forecaster.expectInstructionSetsAgreeInTraining(on: Self.set) }

    @Test func fleetsGiveTheBitsOfSingleForecasts() throws { try forecaster.expectFleetsGiveTheBitsOfSingleForecasts(on: Self.set) }
}
