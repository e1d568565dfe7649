import Headroom
import Testing

/// What a comparison says of its entries beside their scores.
@Suite struct ModelComparisonTests {
    /// A count that is mostly 0, a rate, and a series that never changes; season 6.
    private static func comparison() throws -> ModelComparison {
        let counts = (0..<120).map { t -> Float in t * t % 7 == 1 ? Float(1 + t % 3) : 0 }
        let rates = (0..<120).map { t -> Float in 5.5 + Float(t % 6) + Float(t * 7 % 11) / 4 }
        let values = [counts, rates, [Float](repeating: 3, count: 120)]
        let set = try SeriesSet(
            values.enumerated().map { Series(id: "s\($0)", axis: .clock(startSeconds: 0, stepSeconds: 3600), values: $1) },
            quantity: .rate())
        let plan = try BacktestPlan.rolling(counts: [120, 120, 120], horizon: 6, windows: 4)
        var comparison = ModelComparison(set: set, seasons: [6], backtest: Backtest(plan: plan, season: 6), seconds: { 0 })
        for family in [ModelRecipe.Family.naive, .seasonalQuantile, .seasonalNaive] {
            try comparison.fit(ModelRecipe(family, lstm: LSTMForecaster(horizon: 6)), options: FitOptions(compute: Compute(threads: 1)))
        }
        return comparison
    }

    /// Only the count is spread over what is rounded to it; a constant says nothing about what its numbers are.
    @Test func wholeNumbersAreFoundInTheData() throws {
        let comparison = try Self.comparison()
        for (entry, calibration) in zip(comparison.entries, try comparison.calibrations(seed: 4)) {
            let own = try CalibrationEvaluation(of: entry.forecasts, wholeNumbers: ["s0"], seed: 4)
            #expect(calibration == own, "\(entry.name)")
            #expect(try own.pit != CalibrationEvaluation(of: entry.forecasts, seed: 4).pit)
        }
    }

    @Test func costsKnowSeasonAndClock() throws {
        let comparison = try Self.comparison()
        let prices = ProvisioningPrices(over: 1, under: 9, resize: 0)
        let costs = try comparison.costs(prices: prices, window: 2)
        let settings = CostEvaluation.Settings(prices: prices, window: 2, season: 6, stepSeconds: 3600)
        #expect(try costs[1] == CostEvaluation(of: comparison.entries[1].forecasts, on: comparison.set, settings: settings))
        #expect(Set(costs.map(\.oracle)).count == 1 && Set(costs.map(\.seasonalNaive)).count == 1)
        #expect(costs.allSatisfy { $0.allocation.resizesPerDay != nil && $0.allocation.series == 3 })
    }

    @Test func studyTakesEveryEntryAndSeries() throws {
        let comparison = try Self.comparison()
        let (study, scores) = try comparison.relationStudy(prices: ProvisioningPrices(over: 1, under: 19, resize: 0))
        #expect(study.models == ["naive", "seasonal-quantile", "seasonal-naive"] && study.series == 3)
        #expect(scores.series == ["s0", "s1", "s2"] && scores.metrics.map(\.name).contains("ceiling_0.99"))
        let mse = try #require(scores.metrics.firstIndex { $0.name == "mse" })
        // The constant is forecast without an error by all: they are equal, and no order is compared there.
        #expect(scores.values[2].allSatisfy { $0[mse] == 0 } && study.relations[mse].withinSeries[0].cases == 2)
        let lines = String(decoding: scores.csv, as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 10 && lines[1].hasPrefix("s0,naive,") && lines[9].hasPrefix("s2,seasonal-naive,0.0,"))
    }
}
