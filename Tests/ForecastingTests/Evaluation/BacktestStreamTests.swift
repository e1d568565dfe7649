import Forecasting
import TestSupport
import Testing
import Traces

@Suite struct BacktestStreamTests {
    /// Where streams answer from windows, a backtest from streams is the backtest from windows: every stream has seen all values before a
    /// cutoff and none behind it.
    @Test func streamsSeeWhatWindowsSee() throws {
        let set = series([2500, 90, 30].map { count in (0..<count).map { Float(($0 * 7) % 24) + Float($0 % 5) } })
        let plan = try BacktestPlan.rolling(counts: set.series.map(\.count), horizon: 4, windows: 5, step: 3, minimumHistory: 2)
        let model = try NaiveForecaster(.seasonalQuantile, horizon: 4).fit(
            on: TrainingSet(set, counts: plan.firstCutoffs(of: set), seasons: [24]), options: FitOptions())
        let backtest = Backtest(plan: plan, season: 24)
        let (windows, streams) = (try backtest.run(model, on: set), try backtest.run(model, on: set, from: .streams))
        #expect(windows.count == 15 && windows.map(\.forecast.values) == streams.map(\.forecast.values))
        #expect(windows.map(\.cutoff) == streams.map(\.cutoff) && windows.map(\.actual) == streams.map(\.actual))
    }

    /// A model whose reach is not bounded says what to do.
    @Test func unboundedModelsAreRefused() throws {
        let set = series([(0..<30).map(Float.init)])
        let backtest = Backtest(plan: try BacktestPlan(horizon: 2, cutoffs: [[20]]), season: 1)
        #expect {
            _ = try backtest.run(DriftModel(), on: set, from: .streams)
        } throws: { "\($0)".contains("WindowedStream") }
    }
}
