import Forecasting
import ModelStore
import Recurrent
import Tensors
import TestSupport
import Testing
import Traces

/// A trained LSTM through a file and back.
@Suite struct LSTMFileTests {
    private static let set: SeriesSet = {
        var random = RandomStream(seed: 1, purpose: "file")
        let all = (0..<3).map { index in
            Series(
                id: "s\(index)", axis: .clock(startSeconds: 0, stepSeconds: 900),
                values: (0..<200).map { _ in Float(20 + 5 * random.normal()) })
        }
        return try! SeriesSet(all, quantity: .rate("requests/s"))
    }()

    private static let model: FittedLSTM = try! LSTMForecaster(
        horizon: 4, context: 12, hidden: 6, layers: 1, training: TrainingConfiguration(steps: 20, batch: 16, warmup: 2, round: 10)
    ).fit(on: TrainingSet(set, seasons: [96]), options: FitOptions(seed: 1))

    private func expectSame(_ restored: any FittedForecaster) throws {
        let histories = Self.set.series.map { History($0) }
        let one = try Self.model.forecast(from: histories, horizon: 4), two = try restored.forecast(from: histories, horizon: 4)
        #expect(one.flatMap { $0.values.map(\.bitPattern) } == two.flatMap { $0.values.map(\.bitPattern) })
        #expect(one == two)
        #expect(try restored.ceiling(from: histories[0], over: 3) == Self.model.ceiling(from: histories[0], over: 3))
        #expect(restored.name == "lstm" && restored.maximumHorizon == 4 && restored.levels == .standard)
    }

    @Test func bytesGiveTheSameForecasts() throws {
        let archive = try Self.model.archive()
        let bytes = try ModelStore.encode(archive)
        #expect(try ModelStore.decode(bytes) == archive)
        try expectSame(try ModelStore.restore(ModelStore.decode(bytes), compute: .best))
    }

    @Test func filesGiveTheSameForecasts() throws {
        let folder = TemporaryFolder()
        let path = folder.file("lstm.safetensors")
        try ModelStore.save(Self.model.archive(), to: path)
        try expectSame(try ModelStore.loadForecaster(path, compute: .best))
        // Writing what was read gives the same file.
        let first = readFile(path)
        try ModelStore.save(ModelStore.load(path), to: path)
        #expect(readFile(path) == first)
    }

    /// A checkpoint is a model file too, and what it holds beside the model survives.
    @Test func checkpointsPassThroughFiles() throws {
        let folder = TemporaryFolder()
        let path = folder.file("checkpoint.safetensors")
        let forecaster = Self.model.configuration
        let training = TrainingSet(Self.set, seasons: [96])
        struct Interrupted: Error {}
        #expect(throws: Interrupted.self) {
            try forecaster.fit(
                on: training,
                options: FitOptions(
                    seed: 1,
                    checkpoint: {
                        try ModelStore.save($0, to: path)
                        throw Interrupted()
                    }))
        }
        _ = try ModelStore.loadForecaster(path, compute: .best)
        let resumed = try forecaster.fit(on: training, options: FitOptions(seed: 1, resume: ModelStore.load(path)))
        try expectSame(resumed)
        #expect(try resumed.archive() == Self.model.archive())
    }

    /// A sound file around an unsound model names the file.
    @Test func unusableModelsNameTheFile() throws {
        var archive = try Self.model.archive()
        archive.tensors["model.rnn.bias_ih_l0"] = nil
        let bytes = try ModelStore.encode(archive)
        let error = modelFileError { _ = try ModelStore.restore(ModelStore.decode(bytes), name: "x.safetensors", compute: .best) }
        #expect(error?.description.contains("x.safetensors") == true)
        #expect(error?.description.contains("tensor model.rnn.bias_ih_l0 is missing") == true)
    }
}
