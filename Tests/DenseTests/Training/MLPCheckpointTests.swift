import Dense
import Forecasting
import NetworkTestSupport
import Testing

/// Interrupting a perceptron's training, going on, and failing.
@Suite struct MLPCheckpointTests {
    private static let set = TrainingSet(Demand.waves(4, count: 300), seasons: [24])

    /// Interrupted after one, two or three of four rounds, with masks, with a transform that is chosen first, and with a further training on
    /// everything behind it.
    @Test(arguments: [1, 2, 3], [[2, 1, 2]])
    func resumedTrainingEqualsAnUninterruptedOne(rounds: Int, threads: [Int]) throws {
        try Demand.mlp(dropout: 0.2, transform: rounds == 1 ? nil : .asinh, refit: rounds == 3 ? 0.5 : 0)
            .expectResumedTrainingIsTheSame(
                on: TrainingSet(Demand.counts(3, count: 300), seasons: [24]), rounds: rounds, threads: threads)
    }

    @Test func checkpointsAreModels() throws { try Demand.mlp().expectCheckpointsAreModels(on: Self.set) }

    @Test func resumingAtTheEndChangesNothing() throws { try Demand.mlp(refit: 0.5).expectResumingAtTheEndChangesNothing(on: Self.set) }

    @Test func checkpointsOfOtherTrainingsAreRefused() throws {
        try Demand.mlp().expectCheckpointsOfOthersAreRefused(
            on: Self.set,
            others: [Demand.mlp(hidden: 17), Demand.mlp(layers: 1), Demand.mlp(dropout: 0.1), Demand.mlp(steps: 80)],
            otherSet: TrainingSet(Demand.counts(), seasons: [24]))
    }

    @Test func divergenceKeepsTheLastCheckpoint() throws { try Demand.mlp().expectDivergenceKeepsTheLastCheckpoint(on: Self.set) }

    @Test func hugeDemandIsLearntLikeAnyOther() throws { try Demand.mlp().expectHugeDemandIsLearntLikeAnyOther() }

    @Test func earlyStoppingStops() throws { try Demand.mlp(context: 8, learningRate: 0.02).expectEarlyStoppingStops() }
}
