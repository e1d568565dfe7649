import Forecasting
import NetworkTestSupport
import Recurrent
import Testing

/// Interrupting an LSTM's training, going on, and failing.
@Suite struct LSTMCheckpointTests {
    private static let set = TrainingSet(Demand.waves(4, count: 300), seasons: [24])

    /// Interrupted after one, two or three of four rounds, with dropout, and with a transform that is chosen first.
    @Test(arguments: [1, 2, 3], [[1, 1, 1], [2, 2, 2], [2, 1, 2]])
    func resumedTrainingEqualsAnUninterruptedOne(rounds: Int, threads: [Int]) throws {
        try Demand.forecaster(layers: 2, dropout: 0.2, transform: rounds == 1 ? nil : .log1p).expectResumedTrainingIsTheSame(
            on: TrainingSet(Demand.counts(3, count: 300), seasons: [24]), rounds: rounds, threads: threads)
    }

    @Test func checkpointsAreModels() throws { try Demand.forecaster().expectCheckpointsAreModels(on: Self.set) }

    @Test func resumingAtTheEndChangesNothing() throws { try Demand.forecaster().expectResumingAtTheEndChangesNothing(on: Self.set) }

    @Test func checkpointsOfOtherTrainingsAreRefused() throws {
        try Demand.forecaster().expectCheckpointsOfOthersAreRefused(
            on: Self.set, others: [Demand.forecaster(hidden: 13), Demand.forecaster(steps: 80)],
            otherSet: TrainingSet(Demand.counts(), seasons: [24]))
    }

    @Test func divergenceKeepsTheLastCheckpoint() throws { try Demand.forecaster().expectDivergenceKeepsTheLastCheckpoint(on: Self.set) }

    @Test func hugeDemandIsLearntLikeAnyOther() throws { try Demand.forecaster().expectHugeDemandIsLearntLikeAnyOther() }

    @Test func earlyStoppingStops() throws { try Demand.forecaster(context: 8, learningRate: 0.02).expectEarlyStoppingStops() }
}
