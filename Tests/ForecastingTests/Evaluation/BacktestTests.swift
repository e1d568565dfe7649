import Forecasting
import Tensors
import Testing
import Traces

@Suite struct BacktestTests {
    private static func set() throws -> SeriesSet {
        let levels: [(String, Float)] = [("a", 0.5), ("b", 9.99), ("c", 10), ("d", 2500)]
        return try SeriesSet(
            levels.map { Series(id: $0.0, axis: .index(), values: [Float](repeating: $0.1, count: 20)) }, quantity: .rate())
    }

    /// Decades of the mean before the first cutoff; a decade holds its lower end.
    @Test func groupsAreDecades() throws {
        let set = try Self.set()
        let plan = try BacktestPlan.rolling(counts: [20, 20, 20, 20], horizon: 3, windows: 2)
        let groups = Backtest.groupsByLevel(of: set, plan: plan)
        #expect(groups == ["a": "0-1", "b": "1.0-10.0", "c": "10.0-100.0", "d": "1000.0-10000.0"])
    }

    /// What comes after the first cutoff must not decide the group.
    @Test func groupsDoNotLookAhead() throws {
        var set = try Self.set()
        let plan = try BacktestPlan.rolling(counts: [20, 20, 20, 20], horizon: 3, windows: 2)
        let before = Backtest.groupsByLevel(of: set, plan: plan)
        for position in 14..<20 { set.series[0].values[position] = 1e6 }
        #expect(Backtest.groupsByLevel(of: set, plan: plan) == before)
    }

    /// Every forecast is made at its cutoff, from nothing after it: other values behind a cutoff give the same forecast there.
    @Test func forecastsKnowNothingBehindTheirCutoff() throws {
        var set = try Self.set()
        let plan = try BacktestPlan.rolling(counts: [20, 20, 20, 20], horizon: 3, windows: 2)
        let model = try NaiveForecaster(.seasonalNaive, horizon: 3).fit(
            on: TrainingSet(set, counts: plan.firstCutoffs(of: set), seasons: [4]), options: FitOptions())
        let backtest = Backtest(plan: plan, season: 4)
        let before = try backtest.run(model, on: set)
        for index in set.series.indices { for position in 17..<20 { set.series[index].values[position] = -7 } }
        let after = try backtest.run(model, on: set)
        #expect(before.map(\.forecast) == after.map(\.forecast))
        #expect(after.allSatisfy { $0.forecast.origin == $0.cutoff })
        #expect(after[1].actual == [-7, -7, -7])
    }
}
