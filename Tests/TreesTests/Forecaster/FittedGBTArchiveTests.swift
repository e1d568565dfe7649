import Forecasting
import Tensors
import Testing
import Traces
import Trees

/// Models as data: the same bits again, and nothing that would lead a row astray.
@Suite struct FittedGBTArchiveTests {
    private static let training = TrainingSet(Waves.counts(), seasons: [60])
    private static let model = try! Waves.forecaster(scaling: .level, rows: 1_500, rounds: 15).fit(on: training, options: FitOptions())

    @Test func theSameBitsComeBack() throws {
        let archive = try Self.model.archive()
        let restored = try FittedGBT(archive: archive, compute: Compute(threads: 1))
        #expect(restored.trees == Self.model.trees && restored.configuration == Self.model.configuration)
        #expect(restored.residualPaths == Self.model.residualPaths && Self.model.residualPaths != nil)
        let histories = Self.training.histories
        #expect(bits(try restored.forecast(from: histories, horizon: 6)) == bits(try Self.model.forecast(from: histories, horizon: 6)))
        #expect(try restored.archive() == archive)
    }

    private static func integers(_ values: [Int32]) -> [UInt8] { values.withUnsafeBytes { Array($0) } }

    @Test(arguments: [
        "forest.0.feature", "forest.0.left", "forest.0.right", "forest.0.missing", "forest.0.threshold", "forest.0.leaf_value",
        "forest.0.tree_nodes", "forest.0.count", "forest.0.shrinkage",
    ])
    func missingTensorsAreRefused(name: String) throws {
        var archive = try Self.model.archive()
        archive.tensors[name] = nil
        #expect(throws: ForecastError.self) { try FittedGBT(archive: archive, compute: .best) }
    }

    /// Features that do not exist, children before their parents, leaves that are not there, values that are no numbers.
    @Test(arguments: [
        ("forest.0.feature", Int32(1_000_000)), ("forest.0.feature", -1), ("forest.0.left", 0), ("forest.0.right", 1 << 20),
        ("forest.0.left", -(1 << 20)), ("forest.0.leaf_value", .min), ("forest.0.threshold", -1), ("forest.0.missing", -1),
        ("forest.0.tree_nodes", -1), ("forest.0.tree_nodes", Int32.max),
    ])
    func hostileTensorsAreRefused(name: String, number: Int32) throws {
        var archive = try Self.model.archive()
        var tensor = try #require(archive.tensors[name])
        // Both halves of wide numbers: −1 and NaN come out of all ones.
        let pattern = Self.integers(name.hasSuffix("leaf_value") ? [0, 0x7ff0_0000] : [number, number])
        for index in 0..<tensor.type.size { tensor.bytes[index] = pattern[index] }
        archive.tensors[name] = tensor
        #expect(throws: ForecastError.self) { try FittedGBT(archive: archive, compute: .best) }
    }

    @Test func contradictionsAreRefused() throws {
        var archive = try Self.model.archive()
        let schema = try #require(archive.metadata["schema"])
        archive.metadata["schema"] = schema.replacing("\"lags\":12", with: "\"lags\":13")
        #expect(archive.metadata["schema"] != schema)
        // One more column than the trees know moves none of them out of range, but a lag of nothing does.
        archive.metadata["schema"] = schema.replacing("\"lags\":12", with: "\"lags\":0")
        #expect(throws: ForecastError.self) { try FittedGBT(archive: archive, compute: .best) }
        archive.metadata["schema"] = schema.replacing("\"horizon\":6", with: "\"horizon\":7")
        #expect(throws: ForecastError.self) { try FittedGBT(archive: archive, compute: .best) }
    }
}
