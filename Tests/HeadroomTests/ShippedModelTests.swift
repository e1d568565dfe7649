import FoundationEssentials
import Headroom
import TestSupport
import Testing

/// Every shipped model loads and forecasts the trace it was trained on; these files must stay readable for ever.
@Suite struct ShippedModelTests {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    @Test func azureFunctions() throws {
        let model = try ModelStore.loadForecaster(Self.root + "/models/azure-functions-30m.safetensors", compute: Compute(threads: 1))
        #expect(model.name == "lstm" && model.maximumHorizon == 30 && model.levels == .standard && model.residualPaths != nil)
        let set = try TraceReader.read(paths: [Self.root + "/Tests/Fixtures/demo/azure-functions-2019-demo.csv.gz"]).set
        let plan = try BacktestPlan.rolling(counts: set.series.map(\.count), horizon: 30, windows: 4)
        let backtest = Backtest(plan: plan, season: 60, scaleFloor: 0.05, groups: Backtest.groupsByLevel(of: set, plan: plan))
        let scores = try Evaluation(of: backtest.run(model, on: set)).summary
        // The card's scores, within what another CPU may change.
        let provenance = try ModelStore.load(Self.root + "/models/azure-functions-30m.safetensors").provenance()
        let metrics = try #require(provenance).metrics
        expectClose(try #require(scores.wql), try #require(metrics["wql"]), .relative(0.02))
        expectClose(try #require(scores.mase), try #require(metrics["mase"]), .relative(0.02))
        let naive = try NaiveForecaster(.seasonalNaive, horizon: 30).fit(
            on: TrainingSet(set, counts: plan.firstCutoffs(of: set), seasons: [60]), options: FitOptions())
        let rival = try Evaluation(of: backtest.run(naive, on: set)).summary
        let (ours, theirs) = (try #require(scores.wql), try #require(rival.wql))
        #expect(ours < theirs, "a shipped model beats seasonal naive")
    }
}
