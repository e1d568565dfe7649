import Forecasting
import ModelStore
import Tensors
import TestSupport
import Testing
import Traces

/// The smallest possible model: the same value at every step and level.
private struct Constant: FittedForecaster {
    let value: Float
    let name = "constant"
    let levels: QuantileLevels
    let maximumHorizon: Int? = nil
    let residualPaths: ResidualPaths? = nil

    init(value: Float) throws(ForecastError) {
        self.value = value
        levels = try QuantileLevels([0.1, 0.9])
    }

    init(archive: ModelArchive, compute: Compute) throws(ForecastError) {
        try self.init(value: archive.floats("value", shape: [])[0])
    }

    func forecast(from histories: [History], horizon: Int) throws(ForecastError) -> [QuantileForecast] {
        histories.map {
            QuantileForecast(history: $0, levels: levels, horizon: horizon, values: Array(repeating: value, count: horizon * 2))
        }
    }

    func archive() throws(ForecastError) -> ModelArchive {
        ModelArchive(tensors: ["value": ModelArchive.Tensor([value], shape: [])], metadata: ["kind": "constant"])
    }

    static let family = ModelFamily(kind: "constant") { (archive, compute) throws(ForecastError) in
        try Constant(archive: archive, compute: compute)
    }
}

@Suite struct ModelFamilyTests {
    let folder = TemporaryFolder()
    let provenance = Provenance(
        dataDigest: "d", dataName: "a trace", seriesCount: 2, axis: .clock(startSeconds: 60, stepSeconds: 60), lastTime: 120_000_000_000,
        seed: .max, metrics: ["mase": 0.75, "undefined": .nan])

    @Test func savedModelForecastsTheSame() throws {
        let path = folder.file("constant.safetensors")
        try ModelStore.save(Constant(value: 0.1), provenance: provenance, to: path)
        let model = try ModelStore.loadForecaster(path, compute: Compute(threads: 1), families: [Constant.family])
        let history = History(Series(id: "s", axis: .index(), values: [1, 2]))
        #expect(try model.forecast(from: history, horizon: 3).values == [Float](repeating: 0.1, count: 6))
        #expect(try ModelStore.load(path).provenance() == provenance)
    }

    @Test func unknownKindNamesTheKnownOnes() throws {
        let path = folder.file("x.safetensors")
        try ModelStore.save(ModelArchive(metadata: ["kind": "oracle"]), to: path)
        let error = loadError(path)
        #expect(error == .unknownKind(file: path, kind: "oracle", known: ["constant"]))
        #expect(error?.description.contains("\"oracle\"") == true && error?.description.contains("constant") == true)
    }

    @Test func archiveThatItsFamilyRefusesNamesTheFile() throws {
        let path = folder.file("x.safetensors")
        try ModelStore.save(ModelArchive(metadata: ["kind": "constant"]), to: path)
        #expect(loadError(path) == .notRestorable(file: path, kind: "constant", .invalidArchive("tensor value is missing")))
    }

    @Test func kindsAreUnique() {
        #expect(Set(ModelFamily.all.map(\.kind)).count == ModelFamily.all.count)
    }

    private func loadError(_ path: String) -> ModelFileError? {
        modelFileError {
            _ = try ModelStore.loadForecaster(path, compute: Compute(threads: 1), families: [Constant.family])
        }
    }
}
