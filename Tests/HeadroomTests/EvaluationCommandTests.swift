import FoundationEssentials
import Headroom
import TestSupport
import Testing

/// Calibration, costs and studies as users meet them.
@Suite struct EvaluationCommandTests {
    private struct Scores: Decodable {
        struct Model: Decodable {
            var model: String, calibration: CalibrationEvaluation, costs: CostEvaluation?
        }
        var models: [Model]
    }

    /// Two series of a season of six, and a repeated disturbance that neither model knows.
    private static func write(_ folder: TemporaryFolder) -> String {
        var text = "unique_id,ds,y\n"
        for id in ["a", "b"] {
            for t in 0..<240 { text += "\(id),\(t),\(20 + (t + (id == "a" ? 0 : 2)) % 6 * 2 + t * 7 % 11)\n" }
        }
        let path = folder.file("d.csv")
        writeFile(path, Array(text.utf8))
        return path
    }

    @Test func everyBacktestShowsCoverageWithItsInterval() throws {
        let folder = TemporaryFolder()
        let command = "backtest --data '\(Self.write(folder))' --horizon 6 --season 6 --windows 5 --model seasonal-quantile"
        let table = CommandLineTests.run(command)
        #expect(table.code == 0 && table.output.contains(" ±") && table.output.contains("PIT dispersion"), "\(table)")
        let outcome = CommandLineTests.run("\(command) --format json")
        let models = try JSONDecoder().decode(Scores.self, from: Data(outcome.output.utf8)).models
        #expect(models.map(\.model) == ["seasonal-quantile", "seasonal-naive"] && models.allSatisfy { $0.costs == nil })
        for model in models {
            let c = model.calibration
            #expect(c.targets == 60 && c.pit.total == 60 && c.intervals.map(\.nominal) == [0.2, 0.4, 0.6, 0.8, 0.9, 0.98])
            #expect(c.leads.count == 6 && c.zeros.count == 0)
        }
        #expect(CommandLineTests.run("\(command) --format json").output.contains(models[0].model), "the same again")
    }

    @Test func costsStandBesideTheirLandmarks() throws {
        let folder = TemporaryFolder()
        let command = "backtest --data '\(Self.write(folder))' --horizon 6 --season 6 --model seasonal-quantile"
        let outcome = CommandLineTests.run("\(command) --prices 1:9:0.5 --hold 3 --format json")
        #expect(outcome.code == 0, "\(outcome.error)")
        let models = try JSONDecoder().decode(Scores.self, from: Data(outcome.output.utf8)).models
        for costs in models.map(\.costs) {
            let c = try #require(costs)
            #expect(c.level == 0.9 && c.window == 3 && c.prices == ProvisioningPrices(over: 1, under: 9, resize: 0.5))
            let parts = try #require(c.over) + #require(c.under) + #require(c.resizes)
            #expect(try abs(parts - #require(c.cost)) < 1e-9)
            let regret = try (#require(c.cost) - #require(c.oracle)) / (#require(c.seasonalNaive) - #require(c.oracle))
            #expect(try abs(regret - #require(c.regret)) < 1e-9)
        }
        let text = CommandLineTests.run("\(command) --prices 1:9").output
        #expect(text.contains("costs per unit of demand of holding the 0.9000 quantile; the oracle costs 0.0000"), "\(text)")
        // 0.9995 is beyond the levels: refused before anything is fitted, with a sentence.
        let beyond = CommandLineTests.run("\(command) --prices 1:1999")
        #expect(beyond.code == 65 && beyond.error.contains("0.9995") && beyond.error.contains("never extrapolated"), "\(beyond)")
    }

    @Test func reportIsWritten() throws {
        let folder = TemporaryFolder()
        let report = folder.file("r.html")
        let outcome = CommandLineTests.run(
            "backtest --data '\(Self.write(folder))' --horizon 6 --season 6 --model seasonal-quantile --prices 1:9 --ceiling-levels 0.5,0.9 "
                + "--report '\(report)'")
        guard outcome.code == 0 else {
            #expect(outcome.error.contains("gnuplot"), "\(outcome.error)")
            return
        }
        let page = String(decoding: readFile(report), as: UTF8.self)
        for heading in ["Backtest on d.csv", "<h2>Calibration</h2>", "<h2>Ceilings</h2>", "<h2>Costs</h2>"] {
            #expect(page.contains(heading), "\(heading)")
        }
        #expect(page.ranges(of: "<svg role=\"img\"").count == 6)
    }

    @Test func relationStudyIsPrinted() throws {
        struct Document: Decodable {
            var level: Double, study: RelationStudy
        }
        let folder = TemporaryFolder()
        let scores = folder.file("s.csv")
        let command = "study relation --data '\(Self.write(folder))' --horizon 6 --season 6 --model naive seasonal-quantile --prices 1:9"
        let outcome = CommandLineTests.run("\(command) --format json --scores '\(scores)'")
        #expect(outcome.code == 0, "\(outcome.error)")
        let document = try JSONDecoder().decode(Document.self, from: Data(outcome.output.utf8))
        #expect(document.level == 0.9 && document.study.series == 2)
        #expect(document.study.models == ["naive", "seasonal-quantile", "seasonal-naive"])
        let relations = document.study.relations
        #expect(relations.first { $0.metric.name == "mse" }?.withinSeries.first?.mean == 1)
        #expect(relations.first { $0.metric.name == "cost" }?.disagreements == Proportion(count: 0, total: 2))
        let lines = String(decoding: readFile(scores), as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 7 && lines[0].hasPrefix("unique_id,model,mse,mae,smape,wql,coverage_distance,under_rate"))
        #expect(lines.allSatisfy { $0.split(separator: ",", omittingEmptySubsequences: false).count == 2 + relations.count })
        #expect(lines[1].hasPrefix("a,naive,"))
        let text = CommandLineTests.run(command).output
        #expect(text.contains("within: mse") && text.contains("ceiling_0.9") && text.contains("spike_soft_score"), "\(text)")
    }
}
