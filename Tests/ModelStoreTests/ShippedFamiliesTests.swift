import Attention
import Dense
import Forecasting
import ModelStore
import Recurrent
import Tensors
import TestSupport
import Testing
import Traces
import Trees

/// Save and load is the identity on forecasts, bit for bit, for every family of ``ModelFamily/all``.
@Suite struct ShippedFamiliesTests {
    let folder = TemporaryFolder()

    /// Two daily rhythms with noise, one of them with gaps.
    static let training: TrainingSet = {
        var generator = SplitMix64(state: 5)
        let series = ["a", "b"].map { id in
            let values = (0..<400).map { hour -> Float in
                let level: Float = 40 + 30 * (hour % 24 < 12 ? 1 : -1) + .random(in: -3...3, using: &generator)
                return id == "b" && hour % 50 == 7 ? .nan : level.rounded()
            }
            return Series(id: id, axis: .clock(startSeconds: 0, stepSeconds: 3600), values: values)
        }
        return TrainingSet(try! SeriesSet(series, quantity: .count("requests")), seasons: [24])
    }()

    /// What is fitted: every rule of the naive family, and networks and trees small enough to be trained here.
    static let names =
        NaiveForecaster.Rule.allCases.map(\.rawValue) + [
            LSTMForecaster.name, TransformerForecaster.name, MLPForecaster.name, GBTForecaster.name,
        ]

    static func fitted(_ name: String) throws -> any FittedForecaster {
        let options = FitOptions(compute: Compute(threads: 1))
        if let rule = NaiveForecaster.Rule(rawValue: name) {
            return try NaiveForecaster(rule, horizon: 6).fit(on: training, options: options)
        }
        if name == GBTForecaster.name {
            let few = GBTConfiguration(rows: 1_000, rounds: 10, leaves: 7)
            return try GBTForecaster(horizon: 6, configuration: few).fit(on: training, options: options)
        }
        let quick = TrainingConfiguration(steps: 6, batch: 8, warmup: 2, round: 3)
        if name == TransformerForecaster.name {
            return try TransformerForecaster(horizon: 6, context: 24, training: quick).fit(on: training, options: options)
        }
        if name == MLPForecaster.name {
            return try MLPForecaster(horizon: 6, context: 24, hidden: 16, training: quick).fit(on: training, options: options)
        }
        return try LSTMForecaster(horizon: 6, context: 24, hidden: 8, layers: 2, training: quick).fit(on: training, options: options)
    }

    @Test(arguments: names)
    func forecastsAreTheSameBitForBit(name: String) throws {
        let path = folder.file("model.safetensors")
        let model = try Self.fitted(name)
        let provenance = Provenance(
            dataDigest: "", dataName: "made up", seriesCount: 2, axis: .index(), lastTime: 0, seed: 1, metrics: [:])
        try ModelStore.save(model, provenance: provenance, to: path)
        let loaded = try ModelStore.loadForecaster(path, compute: Compute(threads: 1))
        #expect(loaded.name == model.name && loaded.levels == model.levels && loaded.maximumHorizon == model.maximumHorizon)
        #expect(model.residualPaths != nil && loaded.residualPaths == model.residualPaths)
        let before = try model.forecast(from: Self.training.histories, horizon: 6)
        let after = try loaded.forecast(from: Self.training.histories, horizon: 6)
        for (a, b) in zip(before, after) {
            let (first, second) = (a.values.map { $0.bitPattern }, b.values.map { $0.bitPattern })
            #expect(first == second)
        }
        #expect(try loaded.archive() == model.archive())
    }
}
