import Dense
import Forecasting
import NetworkTestSupport
import Testing

/// The same training gives the same perceptron.
@Suite struct MLPReproducibilityTests {
    private static let set = TrainingSet(Demand.waves(4, count: 300), seasons: [24])

    private static func forecaster(_ head: DirectQuantileHead.Form = .linear, dropout: Float = 0.2, refit: Double = 0) -> MLPForecaster {
        Demand.mlp(dropout: dropout, head: head, transform: .asinh, refit: refit)
    }

    @Test(arguments: [DirectQuantileHead.Form.linear, .conditioned], [(Float(0), 0.0), (0.2, 0.5)])
    func threadsGiveTheSameBits(head: DirectQuantileHead.Form, settings: (dropout: Float, refit: Double)) throws {
        try Self.forecaster(head, dropout: settings.dropout, refit: settings.refit).expectThreadsGiveTheSameBits(on: Self.set)
    }

    /// Vector levels agree bit for bit.
    @Test func instructionSetsAgreeInForecasts() throws {
        let all = try Self.forecaster().expectInstructionSetsAgreeInForecasts(on: Self.set)
        for one in all.dropFirst(2) { #expect(bits(one) == bits(all[1])) }
    }

    @Test func instructionSetsAgreeInTraining() throws { try Self.forecaster().expectInstructionSetsAgreeInTraining(on: Self.set) }

    @Test func fleetsGiveTheBitsOfSingleForecasts() throws { try Self.forecaster().expectFleetsGiveTheBitsOfSingleForecasts(on: Self.set) }
}
