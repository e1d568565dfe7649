import Forecasting
import Testing
import Traces

/// Targets 5 6 7 8 and 0 10 0 20 after season 2 of `EvaluationTests`, 0.9 quantile 10.
struct CostEvaluationTests {
    static let set = try! SeriesSet(
        EvaluationTests.values.enumerated().map { Series(id: "s\($0)", axis: .index(), values: $1) }, quantity: .gauge())

    static func settings(resize: Double = 0, window: Int = 1, season: Int = 2) -> CostEvaluation.Settings {
        CostEvaluation.Settings(prices: ProvisioningPrices(over: 1, under: 9, resize: resize), window: window, season: season)
    }

    @Test func byHand() throws {
        let forecasts = EvaluationTests.forecasts([2, 6, 10])
        let c = try CostEvaluation(of: forecasts.reversed(), on: Self.set, settings: Self.settings())
        #expect(c.level == 0.9 && c.window == 1 && c.tolerance == 2)
        // Unused 5 + 4 + 3 + 2 and 10 + 0 + 10, missing 10; Σ y = 26 + 30.
        #expect(agree(c.over, 34.0 / 56) && agree(c.under, 90.0 / 56) && c.resizes == 0 && agree(c.cost, 124.0 / 56))
        // One season before: 3 4 5 6, two short each; 0 20 0 10, 10 unused and 10 missing.
        #expect(c.oracle == 0 && agree(c.seasonalNaive, (72 + 100.0) / 56) && agree(c.regret, 124.0 / 172))
        #expect(c.allocation.series == 2 && c.allocation.underRate == 0.125 && c.allocation.longestViolation == 1)
        #expect(c.allocation.depth95 == 1 && agree(c.allocation.overVolume, (14.0 / 26 + 20.0 / 30) / 2))
        #expect(c.shiftTolerantCoverage.cases == Proportion(count: 7, total: 8))
        // At these prices it is the judge's provisioning cost.
        #expect(try agree(c.cost, Evaluation(of: forecasts, levels: EvaluationTests.levels).summary.provisioning))
    }

    @Test func windowsHoldTheirLargestValue() throws {
        let c = try CostEvaluation(of: EvaluationTests.forecasts([2, 6, 10]), on: Self.set, settings: Self.settings(resize: 1, window: 2))
        // Oracle 6 6 8 8 and 10 10 20 20: 2 and 30 unused, a resize each. Season before 4 4 6 6 and 20 20 10 10: missing 6 and 10, unused 40.
        #expect(agree(c.cost, 124.0 / 56) && agree(c.oracle, 34.0 / 56) && agree(c.seasonalNaive, (16 * 9 + 40 + 2.0) / 56))
        #expect(agree(c.regret, (124 - 34.0) / (186 - 34)))
    }

    @Test func groupsCountAlike() throws {
        let c = try CostEvaluation(of: EvaluationTests.forecasts([2, 6, 10], groups: ["a", "b"]), on: Self.set, settings: Self.settings())
        #expect(agree(c.cost, (14.0 / 26 + 110.0 / 30) / 2))
    }

    @Test func targetsThatAreNotScoredCostNothing() throws {
        let forecasts = EvaluationTests.forecasts([2, 6, 10], unscored: (1, 7))
        let c = try CostEvaluation(of: forecasts, on: Self.set, settings: Self.settings(resize: 5))
        #expect(agree(c.cost, 34.0 / 36) && c.resizes == 0 && c.allocation.underRate == 0)
    }

    /// Between two windows nothing is looked at, and the change from one to the next is one resize.
    @Test func gapsAreLeftOut() throws {
        let series = Series(id: "s", axis: .index(), values: [4, 4, 4, 4, 900, 900, 8, 8])
        let forecasts = [(2, Float(4)), (6, 8)].map { known, value in
            let origin = History(series, count: known)
            let forecast = QuantileForecast(
                history: origin, levels: EvaluationTests.levels, horizon: 2, values: [Float](repeating: value, count: 6))
            return ScoredForecast(
                forecast: forecast, actual: Array(series.values[known..<known + 2]), seasonalError: nil, cutoff: origin.origin, group: "a")
        }
        let set = try SeriesSet([series], quantity: .gauge())
        let c = try CostEvaluation(of: forecasts, on: set, settings: Self.settings(resize: 3, season: 4))
        #expect(agree(c.cost, 3.0 / 24) && agree(c.oracle, 3.0 / 24) && c.over == 0 && c.under == 0)
        // The season before the first window is not known: the last value stands for it; that of slots 6 and 7 is 4.
        #expect(agree(c.seasonalNaive, 8 * 9.0 / 24))
        #expect(c.allocation.satisfaction == 1)
    }

    @Test func levelsOutsideTheForecastAreRefused() throws {
        let prices = ProvisioningPrices(over: 1, under: 99, resize: 0)
        #expect(throws: ForecastError.levelOutsideRange(0.99, trained: [0.1, 0.5, 0.9])) {
            try CostEvaluation(of: EvaluationTests.forecasts([2, 6, 10]), on: Self.set, settings: .init(prices: prices))
        }
        // 0.75 lies between 0.5 and 0.9: 6 + 0.625 · 4.
        let between = try CostEvaluation(
            of: EvaluationTests.forecasts([2, 6, 10]), on: Self.set,
            settings: .init(prices: ProvisioningPrices(over: 1, under: 3, resize: 0)))
        #expect(agree(between.over, (3.5 + 2.5 + 1.5 + 0.5 + 8.5 + 8.5) / 56) && agree(between.under, 3 * (1.5 + 11.5) / 56))
    }
}
