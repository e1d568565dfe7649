import FoundationEssentials
import Headroom
import TestSupport
import Testing

/// `headroom models` and `headroom forecast --explain`, as users meet them.
@Suite struct ModelsCommandTests {
    private static func goldenPath(_ name: String) -> String {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return tests.appending(path: "Golden/trees/\(name).txt").path
    }

    /// The golden rows as a table, the columns the other way round and one too many.
    private static func table(_ rows: GoldenFile.Values<Double>, _ names: [String]) -> String {
        var text = "extra," + names.reversed().joined(separator: ",") + "\n"
        for first in stride(from: 0, to: rows.values.count, by: names.count) {
            let cells = rows.values[first..<first + names.count].reversed().map { $0.isNaN ? "" : "\($0)" }
            text += "words,\(cells.joined(separator: ","))\n"
        }
        return text
    }

    /// The binary's predictions are those that LightGBM wrote down.
    @Test(arguments: ["regression", "categories", "zero-as-missing", "forest", "quantile", "multiclass", "binary"])
    func importedModelsPredictAsLightGBMDoes(name: String) throws {
        let folder = TemporaryFolder()
        let golden = try GoldenFile(named: "trees/\(name)")
        let file = try LightGBMFile(path: Self.goldenPath(name))
        writeFile(folder.file("rows.csv"), Array(Self.table(try golden.doubles("rows"), file.forest.featureNames).utf8))
        let outcome = CommandLineTests.run("models import-lightgbm '\(file.path)' --data '\(folder.file("rows.csv"))'")
        #expect(outcome.code == 0, "\(outcome.error)")
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.first == (name == "multiclass" ? "class_0,class_1,class_2" : "prediction"))
        let found = lines.dropFirst().flatMap { $0.split(separator: ",").map { Double($0) ?? .nan } }
        // Another C library may round exp another way.
        let usesExp = ["multiclass", "binary"].contains(name)
        expectClose(found, try golden.doubles("predictions").values, .ulp(usesExp ? 4 : 0))
    }

    @Test func importedModelsAreDescribed() throws {
        let outcome = CommandLineTests.run("models import-lightgbm '\(Self.goldenPath("multiclass"))'")
        #expect(outcome.code == 0 && outcome.output.hasPrefix("multiclass with 3 classes: 9 trees with"), "\(outcome)")
        #expect(outcome.output.contains("5 features") && outcome.output.contains("3 outputs") && outcome.output.contains("gain"))
        let json = CommandLineTests.run("models import-lightgbm '\(Self.goldenPath("multiclass"))' --format json")
        let summary = try JSONDecoder().decode(ForestSummary.self, from: Data(json.output.utf8))
        #expect(summary == ForestSummary(of: try LightGBMFile(path: Self.goldenPath("multiclass")).forest))
        #expect(summary.topFeatures.map(\.gain) == summary.topFeatures.map(\.gain).sorted(by: >) && !summary.topFeatures.isEmpty)
    }

    @Test func badFilesAreSixtyFive() throws {
        let folder = TemporaryFolder()
        let (model, rows) = (folder.file("m.txt"), folder.file("rows.csv"))
        writeFile(model, Array(readFile(Self.goldenPath("regression")).prefix(1500)))
        let cut = CommandLineTests.run("models import-lightgbm '\(model)'")
        #expect(cut.code == 65 && cut.error.contains("m.txt"), "\(cut)")
        #expect(CommandLineTests.run("models import-lightgbm '\(folder.file("none.txt"))'").code == 65)
        writeFile(rows, Array("load,lag\n1,2\n".utf8))
        let lacking = CommandLineTests.run("models import-lightgbm '\(Self.goldenPath("regression"))' --data '\(rows)'")
        #expect(lacking.code == 65 && lacking.error.contains("no column sparse") && lacking.output.isEmpty, "\(lacking)")
        #expect(CommandLineTests.run("models import-lightgbm x.txt --data x.csv --format json").code == 2)
        writeFile(folder.file("m.safetensors"), Array("nonsense".utf8))
        let damaged = CommandLineTests.run("models export-lightgbm '\(folder.file("m.safetensors"))' --output '\(folder.file("o.txt"))'")
        #expect(damaged.code == 65 && !folder.contents.contains("o.txt"))
    }

    /// A trained model is shown, written for LightGBM, read back, and explained.
    @Test func trainedTreesAreShownExportedAndExplained() throws {
        let folder = TemporaryFolder()
        let (data, model, text) = (folder.file("d.csv"), folder.file("m.safetensors"), folder.file("m.txt"))
        writeFile(data, Array(CommandLineTests.table(values: 200).utf8))
        let common = "--data '\(data)' --model gbt --horizon 6 --season 6 --rows 1500 --rounds 20 --leaves 7"
        let trained = CommandLineTests.run("train \(common) --scaling level --output '\(model)'")
        #expect(trained.code == 0, "\(trained.error)")

        let shown = CommandLineTests.run("models show '\(model)'")
        #expect(shown.code == 0 && shown.output.hasPrefix("gbt, horizon 6, levels") && shown.output.contains("2 series"), "\(shown)")
        #expect(shown.output.contains("gain") && shown.output.contains("quantiles 0."))
        let json = CommandLineTests.run("models show '\(model)' --format json")
        #expect(try JSONDecoder().decode(ModelSummary.self, from: Data(json.output.utf8)).forests.count == 1)

        let exported = CommandLineTests.run("models export-lightgbm '\(model)' --output '\(text)'")
        #expect(exported.code == 0, "\(exported.error)")
        let fitted = try #require(try ModelStore.loadForecaster(model, compute: .best).uncalibrated as? FittedGBT)
        let back = try LightGBMFile(path: text)
        #expect(back.forest.featureNames == fitted.trees[0].featureNames && back.outputNames == fitted.levels.values.map { "q\($0)" })
        let row = (0..<back.forest.featureCount).map { Double($0 % 5) }
        #expect(back.forest.predict(row: row) == fitted.trees[0].predict(row: row))

        let explained = CommandLineTests.run("forecast --model '\(model)' --data '\(data)' --explain")
        #expect(explained.code == 0 && explained.error.isEmpty, "\(explained.error)")
        let lines = explained.output.split(separator: "\n")
        #expect(lines[0] == "unique_id,cutoff,ds,kind,contribution" && lines[1].hasPrefix("a,199,200,base,"))
        #expect(Set(lines.dropFirst().map { $0.split(separator: ",")[3] }).isSuperset(of: ["base", "lags", "cycles", "step", "level"]))
        let objects = CommandLineTests.run("forecast --model '\(model)' --data '\(data)' --explain --ndjson").output.split(separator: "\n")
        #expect(objects.count == 12)
        // Both forms and the library tell the same.
        let set = try TraceReader.read(paths: [data], options: TraceReadingOptions()).set
        let expected = try fitted.explanations(of: set.series.map { History($0) }, horizon: 6)
        let values = lines.dropFirst().map { Double($0.split(separator: ",")[4]) }
        #expect(values == expected.flatMap { one in (0..<6).flatMap { [one!.base] + one![$0] } })
        let object = try JSONDecoder().decode([String: Double].self, from: Data(objects[0].replacing("\"a\"", with: "0").utf8))
        #expect(object["base"] == values[0] && object["lags"] == values[1])
    }

    @Test func onlyTreesAreExportedAndExplained() throws {
        let folder = TemporaryFolder()
        let (data, model) = (folder.file("d.csv"), folder.file("m.safetensors"))
        writeFile(data, Array(CommandLineTests.table(values: 120).utf8))
        let naive = "forecast --model seasonal-naive --data '\(data)' --horizon 6 --season 6 --explain"
        let refused = CommandLineTests.run(naive)
        #expect(refused.code == 1 && refused.error.contains("boosted trees (gbt) and neural networks"), "\(refused)")
        #expect(CommandLineTests.run(naive + " --ceiling").code == 2)
        let trained = CommandLineTests.run(
            "train --data '\(data)' --model lstm --horizon 6 --season 6 --context 12 --hidden 8 --steps 20 --output '\(model)'")
        #expect(trained.code == 0, "\(trained.error)")
        let exported = CommandLineTests.run("models export-lightgbm '\(model)' --output '\(folder.file("o.txt"))'")
        #expect(exported.code == 65 && exported.error.contains("this one is lstm"), "\(exported)")
        let shown = CommandLineTests.run("models show '\(model)'")
        #expect(shown.code == 0 && shown.output.hasPrefix("lstm, horizon 6"))
    }
}
