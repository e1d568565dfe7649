import Forecasting
import NetworkTestSupport
import Recurrent
import Tensors
import Testing
import Traces

/// Interrupting, going on, and failing.
@Suite struct LSTMCheckpointTests {
    private static let set = TrainingSet(Demand.waves(4, count: 300), seasons: [24])

    private func options(_ sink: CheckpointSink, resume: ModelArchive? = nil, threads: Int = 2) -> FitOptions {
        FitOptions(seed: 7, compute: Compute(threads: threads), checkpoint: { try sink.take($0) }, resume: resume)
    }

    /// Interrupted after one, two or three of four rounds, with dropout, and with a transform that is chosen first.
    @Test(arguments: [1, 2, 3], [1, 2])
    func resumedTrainingEqualsAnUninterruptedOne(rounds: Int, threads: Int) throws {
        let set = TrainingSet(Demand.counts(3, count: 300), seasons: [24])
        let forecaster = Demand.forecaster(layers: 2, dropout: 0.2, transform: rounds == 1 ? nil : .log1p)
        let whole = try forecaster.fit(on: set, options: options(CheckpointSink(), threads: threads))
        let sink = CheckpointSink(stopAfter: rounds)
        #expect(throws: CheckpointSink.Interrupted.self) { try forecaster.fit(on: set, options: options(sink, threads: threads)) }
        #expect(sink.archives.count == rounds)
        let resumed = try forecaster.fit(on: set, options: options(CheckpointSink(), resume: sink.archives.last, threads: threads))
        #expect(resumed.parameters.map(\.bitPattern) == whole.parameters.map(\.bitPattern))
        #expect(resumed.curve == whole.curve && resumed.residualPaths == whole.residualPaths)
        #expect(try resumed.archive() == whole.archive())
    }

    /// Every checkpoint is a model: it loads and forecasts.
    @Test func checkpointsAreModels() throws {
        let sink = CheckpointSink()
        let fitted = try Demand.forecaster().fit(on: Self.set, options: options(sink))
        #expect(sink.archives.count == 4)
        for archive in sink.archives {
            let model = try FittedLSTM(archive: archive, compute: .best)
            #expect(try model.forecast(from: Self.set.histories, horizon: 6).allSatisfy { allFinite($0.values) })
            #expect(archive.metadata["training"] != nil)
        }
        let last = try FittedLSTM(archive: sink.archives[3], compute: .best)
        #expect(last.parameters == fitted.parameters && last.curve == fitted.curve)
        #expect(try fitted.archive().metadata["training"] == nil)
    }

    /// A finished checkpoint has nothing left to do and gives the same model.
    @Test func resumingAtTheEndChangesNothing() throws {
        let sink = CheckpointSink()
        let fitted = try Demand.forecaster().fit(on: Self.set, options: options(sink))
        let again = try Demand.forecaster().fit(on: Self.set, options: options(CheckpointSink(), resume: sink.archives[3]))
        #expect(try again.archive() == fitted.archive())
    }

    @Test func checkpointsOfOtherTrainingsAreRefused() throws {
        let sink = CheckpointSink(stopAfter: 1)
        #expect(throws: CheckpointSink.Interrupted.self) { try Demand.forecaster().fit(on: Self.set, options: options(sink)) }
        let archive = sink.archives[0]
        func refusal(_ forecaster: LSTMForecaster, _ set: TrainingSet, _ archive: ModelArchive, seed: UInt64 = 7) -> String? {
            do {
                _ = try forecaster.fit(on: set, options: FitOptions(seed: seed, resume: archive))
                return nil
            } catch ForecastError.invalidArchive(let reason) {
                return reason
            } catch {
                return "another error: \(error)"
            }
        }
        #expect(refusal(Demand.forecaster(), Self.set, archive) == nil)
        #expect(refusal(Demand.forecaster(hidden: 13), Self.set, archive)?.contains("other settings") == true)
        #expect(refusal(Demand.forecaster(steps: 80), Self.set, archive)?.contains("other settings") == true)
        #expect(refusal(Demand.forecaster(), TrainingSet(Demand.counts(), seasons: [24]), archive)?.contains("other data") == true)
        #expect(refusal(Demand.forecaster(), Self.set, archive, seed: 8)?.contains("seed 7") == true)
        let finished = try Demand.forecaster().fit(on: Self.set, options: FitOptions(seed: 7)).archive()
        #expect(refusal(Demand.forecaster(), Self.set, finished)?.contains("finished model") == true)
        #expect(refusal(Demand.forecaster(), Self.set, ModelArchive()) != nil)
    }

    /// A learning rate of a million ends with a sentence; the last checkpoint still loads and forecasts.
    @Test func divergenceKeepsTheLastCheckpoint() throws {
        let sink = CheckpointSink()
        var forecaster = Demand.forecaster(steps: 200, round: 2, learningRate: 1e6)
        (forecaster.training.warmup, forecaster.training.weightDecay) = (0, 1e-3)
        do {
            _ = try forecaster.fit(on: Self.set, options: options(sink))
            Issue.record("a learning rate of a million did not diverge")
        } catch ForecastError.diverged(_, let loss) {
            #expect(!loss.isFinite || loss > 1)
        }
        let archive = try #require(sink.archives.last, "no checkpoint was kept")
        let model = try FittedLSTM(archive: archive, compute: .best)
        #expect(try model.forecast(from: Self.set.histories, horizon: 6).allSatisfy { allFinite($0.values) })
    }

    /// Demand of 10³⁰ is demand in a small unit.
    @Test func hugeDemandIsLearntLikeAnyOther() throws {
        var set = Demand.waves(4, count: 300)
        for index in set.series.indices { set.series[index].values = set.series[index].values.map { $0 * 1e29 } }
        let huge = try Demand.forecaster().fit(on: TrainingSet(set, seasons: [24]), options: FitOptions(seed: 7))
        #expect(allFinite(huge.parameters) && huge.curve.last!.validation < huge.curve[0].validation)
        #expect(try huge.forecast(from: TrainingSet(set, seasons: []).histories, horizon: 6).allSatisfy { allFinite($0.values) })
    }

    @Test func earlyStoppingStops() throws {
        var random = RandomStream(seed: 1, purpose: "noise")
        let noise = Series(id: "n", axis: .index(), values: (0..<200).map { _ in Float(random.normal()) })
        let set = TrainingSet(try SeriesSet([noise], quantity: .gauge()), seasons: [])
        let lstm = try Demand.forecaster(context: 8, steps: 3000, round: 10, patience: 3, learningRate: 0.02).fit(
            on: set, options: FitOptions(seed: 1))
        #expect(lstm.curve.last!.step < 3000)
        let best = lstm.curve.firstIndex { $0.validation == lstm.curve.map(\.validation).min() }!
        #expect(best == lstm.curve.count - 4)
    }
}
