import Forecasting
import Tensors
import Testing
import Traces

/// Interrupting a training, going on, and failing.
extension NetworkForecaster {
    private func fit(
        on set: TrainingSet, _ sink: CheckpointSink, threads: Int = 2, resume: ModelArchive? = nil
    ) throws -> Fitted {
        try fit(
            on: set,
            options: FitOptions(seed: 7, compute: Compute(threads: threads), checkpoint: { try sink.take($0) }, resume: resume))
    }

    /// A training that was interrupted after some rounds ends as one that was not.
    /// - Parameters:
    ///   - set: what it is trained on.
    ///   - rounds: rounds before the interruption.
    ///   - threads: threads of the whole training, of the interrupted one, and after it was resumed.
    public func expectResumedTrainingIsTheSame(on set: TrainingSet, rounds: Int, threads: [Int]) throws {
        let whole = try fit(on: set, CheckpointSink(), threads: threads[0])
        let sink = CheckpointSink(stopAfter: rounds)
        #expect(throws: CheckpointSink.Interrupted.self) { try fit(on: set, sink, threads: threads[1]) }
        #expect(sink.archives.count == rounds)
        let resumed = try fit(on: set, CheckpointSink(), threads: threads[2], resume: sink.archives.last)
        #expect(resumed.parameters.map(\.bitPattern) == whole.parameters.map(\.bitPattern))
        #expect(resumed.curve == whole.curve && resumed.residualPaths == whole.residualPaths)
        #expect(try resumed.archive() == whole.archive())
    }

    /// Every checkpoint of four rounds is a model that loads and forecasts; the last one is the fitted model.
    public func expectCheckpointsAreModels(on set: TrainingSet) throws {
        let sink = CheckpointSink()
        let fitted = try fit(on: set, sink)
        #expect(sink.archives.count == 4)
        for archive in sink.archives {
            let model = try Fitted(archive: archive, compute: .best)
            #expect(try model.forecast(from: set.histories, horizon: 6).allSatisfy { allFinite($0.values) })
            #expect(archive.metadata["training"] != nil)
        }
        let last = try Fitted(archive: sink.archives[3], compute: .best)
        #expect(last.parameters == fitted.parameters && last.curve == fitted.curve)
        #expect(try fitted.archive().metadata["training"] == nil)
    }

    /// A finished checkpoint has nothing left to do and gives the same model.
    public func expectResumingAtTheEndChangesNothing(on set: TrainingSet) throws {
        let sink = CheckpointSink()
        let fitted = try fit(on: set, sink)
        let again = try fit(on: set, CheckpointSink(), resume: sink.archives.last)
        #expect(try again.archive() == fitted.archive())
    }

    /// A checkpoint of another configuration, other data or another seed is refused, and so is a model that is none.
    public func expectCheckpointsOfOthersAreRefused(on set: TrainingSet, others: [Self], otherSet: TrainingSet) throws {
        let sink = CheckpointSink(stopAfter: 1)
        #expect(throws: CheckpointSink.Interrupted.self) { try fit(on: set, sink) }
        let archive = sink.archives[0]
        func refusal(_ forecaster: Self, _ set: TrainingSet, _ archive: ModelArchive, seed: UInt64 = 7) -> String? {
            do {
                _ = try forecaster.fit(on: set, options: FitOptions(seed: seed, resume: archive))
                return nil
            } catch ForecastError.invalidArchive(let reason) {
                return reason
            } catch {
                return "another error: \(error)"
            }
        }
        #expect(refusal(self, set, archive) == nil)
        for other in others { #expect(refusal(other, set, archive)?.contains("other settings") == true) }
        #expect(refusal(self, otherSet, archive)?.contains("other data") == true)
        #expect(refusal(self, set, archive, seed: 8)?.contains("seed 7") == true)
        let finished = try fit(on: set, options: FitOptions(seed: 7)).archive()
        #expect(refusal(self, set, finished)?.contains("finished model") == true)
        #expect(refusal(self, set, ModelArchive()) != nil)
    }

    /// A learning rate of a million ends with a sentence; the last checkpoint still loads and forecasts.
    public func expectDivergenceKeepsTheLastCheckpoint(on set: TrainingSet) throws {
        let sink = CheckpointSink()
        var wild = self
        (wild.training.steps, wild.training.round, wild.training.learningRate) = (200, 2, 1e6)
        (wild.training.warmup, wild.training.weightDecay) = (0, 1e-3)
        do {
            _ = try wild.fit(on: set, sink)
            Issue.record("a learning rate of a million did not diverge")
        } catch ForecastError.diverged(_, let loss) {
            #expect(!loss.isFinite || loss > 1)
        }
        let archive = try #require(sink.archives.last, "no checkpoint was kept")
        let model = try Fitted(archive: archive, compute: .best)
        #expect(try model.forecast(from: set.histories, horizon: 6).allSatisfy { allFinite($0.values) })
    }

    /// Demand of 10³⁰ is demand in a small unit.
    public func expectHugeDemandIsLearntLikeAnyOther() throws {
        var set = Demand.waves(4, count: 300)
        for index in set.series.indices { set.series[index].values = set.series[index].values.map { $0 * 1e29 } }
        let huge = try fit(on: TrainingSet(set, seasons: [24]), options: FitOptions(seed: 7))
        #expect(allFinite(huge.parameters) && huge.curve.last!.validation < huge.curve[0].validation)
        #expect(try huge.forecast(from: TrainingSet(set, seasons: []).histories, horizon: 6).allSatisfy { allFinite($0.values) })
    }

    /// Where there is nothing to learn, training stops three rounds after the best one.
    public func expectEarlyStoppingStops() throws {
        var random = RandomStream(seed: 1, purpose: "noise")
        let noise = Series(id: "n", axis: .index(), values: (0..<200).map { _ in Float(random.normal()) })
        let set = TrainingSet(try SeriesSet([noise], quantity: .gauge()), seasons: [])
        var patient = self
        (patient.training.steps, patient.training.round, patient.training.patience) = (3000, 10, 3)
        let model = try patient.fit(on: set, options: FitOptions(seed: 1))
        #expect(model.curve.last!.step < 3000)
        let best = model.curve.firstIndex { $0.validation == model.curve.map(\.validation).min() }!
        #expect(best == model.curve.count - 4)
    }
}
