import Forecasting
import Testing
import Traces

@Suite struct ForecastDifferenceTests {
    private let levels = try! QuantileLevels([0.1, 0.5, 0.9])

    private func forecast(_ values: [Float]) -> QuantileForecast {
        let series = Series(id: "a", axis: TimeAxis(kind: .index, start: 0, step: 1), values: [1])
        return QuantileForecast(history: History(series), levels: levels, horizon: values.count / 3, values: values)
    }

    /// Widths 10 and 30, mean 20: differences of 1 and 4 in six quantiles.
    @Test func isMeasuredInWidths() {
        let difference = ForecastDifference([forecast([0, 5, 10, 0, 10, 30])], [forecast([0, 6, 10, 0, 14, 30])])
        #expect(difference.largest == 0.2 && abs(difference.mean - 5.0 / 20 / 6) < 1e-12 && difference.count == 1)
    }

    @Test func equalForecastsDoNotDiffer() {
        let one = forecast([1, 2, 3])
        #expect(ForecastDifference([one], [one]).largest == 0 && ForecastDifference([], []).mean == 0)
    }

    @Test func forecastsWithoutWidthDifferInfinitelyOrNotAtAll() {
        let flat = forecast([2, 2, 2])
        #expect(ForecastDifference([flat], [flat]).largest == 0)
        #expect(ForecastDifference([flat], [forecast([2, 2, 2.5])]).largest == .infinity)
    }
}
