import Forecasting
import Testing
import Traces

@Suite struct AdaptiveBacktestTests {
    /// A backtest of adaptive streams is what one gets by hand, and sees nothing behind a cutoff.
    @Test func adaptiveStreamsSeeOnlyTheirPast() throws {
        let set = series((0..<2).map { wave($0, count: 240) })
        let training = TrainingSet(set, seasons: [24]).droppingLast(60)
        let model = try NaiveForecaster(.seasonalNaive, horizon: 4).fit(on: training, options: FitOptions())
        let plan = try BacktestPlan.rolling(counts: [240, 240], horizon: 4, windows: 3, step: 10)
        let backtest = Backtest(plan: plan, season: 24)
        let found = try backtest.run(model, on: set, from: .adaptive)

        let first = plan.cutoffs[0][0]
        var stream = try AdaptiveStream(model, history: History(set.series[0], count: first), horizon: 4, warmup: first / 2)
        for (index, cutoff) in plan.cutoffs[0].enumerated() {
            for position in (index == 0 ? first : plan.cutoffs[0][index - 1])..<cutoff {
                _ = try stream.forecast(horizon: 4)
                stream.observe(set.series[0].values[position])
            }
            #expect(try stream.forecast(horizon: 4).values == found[index].forecast.values)
        }
        #expect(try backtest.run(model, on: set).map(\.forecast.values) != found.map(\.forecast.values))

        var changed = set
        for position in plan.cutoffs[0][1]..<240 { changed.series[0].values[position] = 1e6 }
        let again = try backtest.run(model, on: changed, from: .adaptive)
        #expect(again[0].forecast == found[0].forecast && again[1].forecast == found[1].forecast)
        #expect(again[2].forecast != found[2].forecast)
    }
}
