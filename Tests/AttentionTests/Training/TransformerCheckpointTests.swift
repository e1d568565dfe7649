import Attention
import Forecasting
import NetworkTestSupport
import Tensors
import Testing
import Traces

/// Interrupting, going on, and failing.
@Suite struct TransformerCheckpointTests {
    private static let set = TrainingSet(Demand.waves(4, count: 300), seasons: [24])

    private func options(_ sink: CheckpointSink, resume: ModelArchive? = nil, threads: Int = 2) -> FitOptions {
        FitOptions(seed: 7, compute: Compute(threads: threads), checkpoint: { try sink.take($0) }, resume: resume)
    }

    /// Interrupted after one, two or three of four rounds, with masks, and with a transform that is chosen first.
    @Test(arguments: [1, 2, 3])
    func resumedTrainingEqualsAnUninterruptedOne(rounds: Int) throws {
        let set = TrainingSet(Demand.counts(3, count: 300), seasons: [24])
        let forecaster = Demand.transformer(
            shape: .small(layers: 2), dropout: 0.2, depthDropout: 0.2, transform: rounds == 1 ? nil : .log1p)
        let whole = try forecaster.fit(on: set, options: options(CheckpointSink()))
        let sink = CheckpointSink(stopAfter: rounds)
        #expect(throws: CheckpointSink.Interrupted.self) { try forecaster.fit(on: set, options: options(sink, threads: 1)) }
        #expect(sink.archives.count == rounds)
        let resumed = try forecaster.fit(on: set, options: options(CheckpointSink(), resume: sink.archives.last))
        #expect(resumed.parameters.map(\.bitPattern) == whole.parameters.map(\.bitPattern))
        #expect(resumed.curve == whole.curve && resumed.residualPaths == whole.residualPaths)
        #expect(try resumed.archive() == whole.archive())
    }

    /// The trial of the transform that is chosen is the beginning of the training: going on from it gives what a training with that transform
    /// gives from the start. A trial that ends between two rounds (200 steps in rounds of 30) is not gone on from.
    @Test(arguments: [20, 30])
    func aTrialIsTheBeginningOfTheTraining(round: Int) throws {
        let set = TrainingSet(Demand.counts(3, count: 300), seasons: [24])
        let sink = CheckpointSink()
        let chosen = try Demand.transformer(dropout: 0.2, transform: nil, steps: 240, round: round).fit(on: set, options: options(sink))
        let transform = chosen.model.assembler.schema.transform
        let given = try Demand.transformer(dropout: 0.2, transform: transform, steps: 240, round: round)
            .fit(on: set, options: options(CheckpointSink()))
        #expect(chosen.parameters.map(\.bitPattern) == given.parameters.map(\.bitPattern))
        #expect(chosen.curve == given.curve && chosen.residualPaths == given.residualPaths)
        #expect(sink.archives.count == (round == 20 ? 3 : 8))
    }

    /// Every checkpoint is a model; a finished one has nothing left to do and gives the same model.
    @Test func checkpointsAreModels() throws {
        let sink = CheckpointSink()
        let fitted = try Demand.transformer().fit(on: Self.set, options: options(sink))
        #expect(sink.archives.count == 4)
        for archive in sink.archives {
            let model = try FittedTransformer(archive: archive, compute: .best)
            #expect(try model.forecast(from: Self.set.histories, horizon: 6).allSatisfy { allFinite($0.values) })
            #expect(archive.metadata["training"] != nil)
        }
        #expect(try fitted.archive().metadata["training"] == nil)
        let again = try Demand.transformer().fit(on: Self.set, options: options(CheckpointSink(), resume: sink.archives[3]))
        #expect(try again.archive() == fitted.archive())
    }

    @Test func checkpointsOfOtherTrainingsAreRefused() throws {
        let sink = CheckpointSink(stopAfter: 1)
        #expect(throws: CheckpointSink.Interrupted.self) { try Demand.transformer().fit(on: Self.set, options: options(sink)) }
        let archive = sink.archives[0]
        func refusal(_ forecaster: TransformerForecaster, _ set: TrainingSet, _ archive: ModelArchive, seed: UInt64 = 7) -> String? {
            do {
                _ = try forecaster.fit(on: set, options: FitOptions(seed: seed, resume: archive))
                return nil
            } catch ForecastError.invalidArchive(let reason) {
                return reason
            } catch {
                return "another error: \(error)"
            }
        }
        #expect(refusal(Demand.transformer(), Self.set, archive) == nil)
        #expect(refusal(Demand.transformer(shape: .small(heads: 4)), Self.set, archive)?.contains("other settings") == true)
        #expect(refusal(Demand.transformer(steps: 80), Self.set, archive)?.contains("other settings") == true)
        #expect(refusal(Demand.transformer(dropout: 0.1), Self.set, archive)?.contains("other settings") == true)
        #expect(refusal(Demand.transformer(), TrainingSet(Demand.counts(), seasons: [24]), archive)?.contains("other data") == true)
        #expect(refusal(Demand.transformer(), Self.set, archive, seed: 8)?.contains("seed 7") == true)
        let finished = try Demand.transformer().fit(on: Self.set, options: FitOptions(seed: 7)).archive()
        #expect(refusal(Demand.transformer(), Self.set, finished)?.contains("finished model") == true)
        #expect(refusal(Demand.transformer(), Self.set, ModelArchive()) != nil)
    }
}
