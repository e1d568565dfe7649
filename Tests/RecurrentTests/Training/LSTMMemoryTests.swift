import Forecasting
import NetworkTestSupport
import Recurrent
import TestSupport
import Testing

/// What a fit takes.
@Suite(.enabled(if: allocationsAreCounted)) struct LSTMMemoryTests {
    private static let training = TrainingSet(Demand.waves(2, count: 700), seasons: [24])

    /// The largest have no room for a whole share of a batch.
    @Test(arguments: [(24, 12, 1, Float(0)), (256, 64, 1, 0.1), (300, 20, 3, 0.1), (600, 256, 1, 0.1)])
    func memoryIsEstimated(context: Int, hidden: Int, layers: Int, dropout: Float) throws {
        try Demand.forecaster(context: context, hidden: hidden, layers: layers, dropout: dropout, steps: 1)
            .expectMemoryIsEstimated(on: Self.training)
    }

    @Test func streamingIsEstimated() throws {
        var forecaster = Demand.forecaster(context: 96, hidden: 32, steps: 2)
        forecaster.streaming = StreamingConfiguration(maximumAge: 200)
        try forecaster.expectMemoryIsEstimated(on: Self.training)
    }

    @Test func theLimitIsKept() throws { try Demand.forecaster(steps: 4).expectMemoryLimitIsKept(on: Self.training) }
}
