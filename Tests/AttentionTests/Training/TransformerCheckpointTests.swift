import Attention
import Forecasting
import NetworkTestSupport
import Testing

/// Interrupting a transformer's training, going on, and failing.
@Suite struct TransformerCheckpointTests {
    private static let set = TrainingSet(Demand.waves(4, count: 300), seasons: [24])

    /// Interrupted after one, two or three of four rounds, with masks, and with a transform that is chosen first.
    @Test(arguments: [1, 2, 3], [[2, 1, 2]])
    func resumedTrainingEqualsAnUninterruptedOne(rounds: Int, threads: [Int]) throws {
        let forecaster = Demand.transformer(
            shape: .small(layers: 2), dropout: 0.2, depthDropout: 0.2, transform: rounds == 1 ? nil : .log1p)
        try forecaster.expectResumedTrainingIsTheSame(
            on: TrainingSet(Demand.counts(3, count: 300), seasons: [24]), rounds: rounds, threads: threads)
    }

    /// The trial of the transform that is chosen is the beginning of the training: going on from it gives what a training with that transform
    /// gives from the start. A trial that ends between two rounds (200 steps in rounds of 30) is not gone on from.
    @Test(arguments: [20, 30])
    func aTrialIsTheBeginningOfTheTraining(round: Int) throws {
        let set = TrainingSet(Demand.counts(3, count: 300), seasons: [24])
        let sink = CheckpointSink()
        let chosen = try Demand.transformer(dropout: 0.2, transform: nil, steps: 240, round: round).fit(
            on: set, options: FitOptions(seed: 7, checkpoint: { try sink.take($0) }))
        let transform = chosen.model.assembler.schema.transform
        let given = try Demand.transformer(dropout: 0.2, transform: transform, steps: 240, round: round)
            .fit(on: set, options: FitOptions(seed: 7))
        #expect(chosen.parameters.map(\.bitPattern) == given.parameters.map(\.bitPattern))
        #expect(chosen.curve == given.curve && chosen.residualPaths == given.residualPaths)
        #expect(sink.archives.count == (round == 20 ? 3 : 8))
    }

    @Test func checkpointsAreModels() throws { try Demand.transformer().expectCheckpointsAreModels(on: Self.set) }

    @Test func resumingAtTheEndChangesNothing() throws { try Demand.transformer().expectResumingAtTheEndChangesNothing(on: Self.set) }

    @Test func checkpointsOfOtherTrainingsAreRefused() throws {
        try Demand.transformer().expectCheckpointsOfOthersAreRefused(
            on: Self.set,
            others: [
                Demand.transformer(shape: .small(heads: 4)), Demand.transformer(shape: .small(.mixer)), Demand.transformer(steps: 80),
                Demand.transformer(dropout: 0.1),
            ],
            otherSet: TrainingSet(Demand.counts(), seasons: [24]))
    }

    @Test func divergenceKeepsTheLastCheckpoint() throws { try Demand.transformer().expectDivergenceKeepsTheLastCheckpoint(on: Self.set) }

    @Test func hugeDemandIsLearntLikeAnyOther() throws { try Demand.transformer().expectHugeDemandIsLearntLikeAnyOther() }

    @Test func earlyStoppingStops() throws { try Demand.transformer(context: 8, learningRate: 0.02).expectEarlyStoppingStops() }
}
