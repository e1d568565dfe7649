import Forecasting
import Tensors
import TestSupport
import Testing
import Traces

@Suite struct BacktestPlanTests {
    /// Twenty values, windows of three every four: cutoffs at 9, 13 and 17 known values.
    @Test func cutoffsEndWithTheSeries() throws {
        let plan = try BacktestPlan.rolling(counts: [20, 8, 3], horizon: 3, windows: 3, step: 4, minimumHistory: 1)
        #expect(plan.cutoffs == [[9, 13, 17], [1, 5], []])
        #expect(try BacktestPlan.rolling(counts: [20], horizon: 3, windows: 2).cutoffs == [[14, 17]])
        let set = series([20, 8, 3].map { [Float](repeating: 1, count: $0) })
        #expect(plan.firstCutoffs(of: set) == [9, 1, 3])
        #expect(plan.origins(in: set).map(\.count) == [9, 13, 17, 1, 5])
    }

    /// Whatever the lengths: every window fits, windows are `step` apart, the first leaves the minimum, and the last ends the series.
    @Test func windowsFit() throws {
        for count in 0..<60 {
            for (horizon, windows, step, minimum) in [(1, 1, 1, 1), (5, 3, 2, 4), (7, 100, 7, 10), (3, 4, 10, 0)] {
                guard
                    let plan = try? BacktestPlan.rolling(
                        counts: [count], horizon: horizon, windows: windows, step: step, minimumHistory: minimum)
                else {
                    #expect(count < horizon + minimum)
                    continue
                }
                let cutoffs = plan.cutoffs[0]
                #expect(cutoffs.last == count - horizon && cutoffs[0] >= minimum && cutoffs.count <= windows)
                #expect(zip(cutoffs, cutoffs.dropFirst()).allSatisfy { $1 - $0 == step })
                #expect(cutoffs.count == windows || cutoffs[0] - step < minimum)
            }
        }
    }

    @Test func impossiblePlansAreRefused() {
        #expect(throws: ForecastError.invalidHorizon(0)) { try BacktestPlan.rolling(counts: [9], horizon: 0, windows: 1) }
        #expect(throws: ForecastError.self) { try BacktestPlan.rolling(counts: [9], horizon: 1, windows: 0) }
        #expect(throws: ForecastError.self) { try BacktestPlan.rolling(counts: [9], horizon: 1, windows: 1, step: 0) }
        #expect(throws: ForecastError.self) { try BacktestPlan.rolling(counts: [3], horizon: 3, windows: 1) }
        #expect(throws: ForecastError.self) { try BacktestPlan.rolling(counts: [], horizon: 3, windows: 1) }
    }
}

@Suite struct BacktestWindowTests {
    /// Values 0, 1, 4, 9, …: the drift model errs by known amounts, and unscored or missing truths are left out.
    @Test func truthIsPutBesideTheForecast() throws {
        var values = (0..<10).map { Float($0 * $0) }
        values[7] = .nan
        let set = series([values])
        let plan = try BacktestPlan(horizon: 2, cutoffs: [[4, 6, 8]])
        let found = try Backtest(plan: plan, season: 1, unscored: ["s0": [9]]).run(DriftModel(), on: set)
        #expect(found.map(\.cutoff) == [3, 5, 7])
        expectClose(found.flatMap(\.actual), [16, 25, 36, .nan, 64, .nan], .absolute(0))
        #expect(found.flatMap { [$0.forecast[0, 1], $0.forecast[1, 1]] } == [10, 11, 26, 27, 37, 38])
        // Mean one-step change of 0, 1, 4, 9, known at the first cutoff.
        #expect(found.allSatisfy { $0.seasonalError == 3 && $0.group == "all" && $0.ceiling == nil })
    }

    /// Changing what comes after a cutoff changes no forecast made at it.
    @Test func forecastsSeeOnlyTheirPast() throws {
        let training = TrainingSet(series((0..<2).map { wave($0, count: 200) }), seasons: [24])
        let model = try NaiveForecaster(.seasonalNaive, horizon: 4).fit(on: training.droppingLast(60), options: FitOptions())
        let set = series((0..<2).map { wave($0, count: 200) })
        let plan = try BacktestPlan.rolling(counts: [200, 200], horizon: 4, windows: 8, step: 7)
        let clean = try Backtest(plan: plan, season: 24).run(model, on: set)
        for (index, one) in clean.enumerated() {
            var changed = set
            let cutoff = plan.origins(in: set)[index].count
            for position in cutoff..<200 { for k in 0..<2 { changed.series[k].values[position] = 1e6 } }
            #expect(try Backtest(plan: plan, season: 24).run(model, on: changed)[index].forecast == one.forecast)
        }
    }
}

@Suite struct ResidualPathEstimatorTests {
    /// The drift model on a line is always exactly right: every rank is that of the median.
    @Test func aPerfectModelHasMedianRanks() throws {
        let line = history((0..<60).map(Float.init))
        let paths = try #require(try ResidualPathEstimator(horizon: 2).estimate(DriftModel(), on: [line], minimumHistory: 3))
        #expect(paths.horizon == 2 && paths.ranks.allSatisfy { abs($0 - 0.5) < 1e-6 })
        // The last fifth of sixty values: twelve origins before the last possible one.
        #expect(paths.count == 13)
    }

    /// Ranks applied to the forecasts they came from give back the truth.
    @Test func pathsRepeatThePast() throws {
        var random = numbers(4)
        let values = (0..<100).map { _ in Float(random.normal() * 3) }
        // Wide enough that no error is beyond the limit of ranks.
        let model = DriftModel(width: 12)
        let origins = (40..<90).map { history(values, count: $0) }
        let paths = try #require(try ResidualPathEstimator(horizon: 2).estimate(model, at: origins))
        #expect(paths.count == 50)
        for (k, origin) in origins.enumerated() {
            let found = paths.paths(of: try model.forecast(from: origin, horizon: 2))
            expectClose(found[2 * k..<2 * k + 2], values[origin.count..<origin.count + 2], .absolute(1e-4))
        }
    }

    @Test func shortHistoriesGiveNone() throws {
        #expect(try ResidualPathEstimator(horizon: 4).estimate(DriftModel(), on: [history([1, 2, 3, 4])], minimumHistory: 2) == nil)
        #expect(try ResidualPathEstimator(horizon: 4).estimate(DriftModel(), at: []) == nil)
    }

    /// A fifth of all values missing, windows of twelve: hardly one is complete, and yet there are paths.
    @Test func gapsDoNotHideTheErrors() throws {
        var random = numbers(5)
        let values = (0..<400).map { _ in random.int(below: 5) == 0 ? Float.nan : Float(random.normal()) }
        var model = DriftModel()
        model.maximumHorizon = 12
        let paths = try #require(try ResidualPathEstimator(horizon: 12).estimate(model, on: [history(values)], minimumHistory: 3))
        #expect(paths.count >= 10 && allFinite(paths.ranks))
    }

    /// Missing ranks lie on the line between their neighbours, at the ends they repeat the nearest one.
    @Test func missingRanksAreBetweenTheirNeighbours() throws {
        var model = DriftModel()
        model.maximumHorizon = 5
        // From 0 the forecast is 1 … 5 ± 1: the truths 2, 4.5 and 5.5 have the ranks 0.5, 0.7 and 0.7.
        let one = history([0, .nan, 2, .nan, 4.5, 5.5], count: 1)
        let paths = try #require(try ResidualPathEstimator(horizon: 5).estimate(model, at: [one]))
        expectClose(paths.ranks, [0.5, 0.5, 0.6, 0.7, 0.7], .absolute(1e-6))
        // Less than half known says too little.
        #expect(try ResidualPathEstimator(horizon: 5).estimate(model, at: [history([0, .nan, 2, .nan, .nan, .nan], count: 1)]) == nil)
    }

    @Test func pathsAreFewAndFromAllSeries() throws {
        let all = (0..<600).map { history(wave($0, count: 80), id: "s\($0)") }
        let paths = try #require(try ResidualPathEstimator(horizon: 2).estimate(DriftModel(), on: all, minimumHistory: 3))
        #expect(paths.count == 256)
    }
}
