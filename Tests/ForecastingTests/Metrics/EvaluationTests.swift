import FoundationEssentials
import Forecasting
import Testing
import Traces

struct EvaluationTests {
    static let levels = try! QuantileLevels([0.1, 0.5, 0.9])

    /// Two series of 8 values, season 2, horizon 2, origins after 4 and 6 values.
    static let values: [[Float]] = [[1, 2, 3, 4, 5, 6, 7, 8], [0, 10, 0, 20, 0, 10, 0, 20]]

    static func forecasts(_ quantiles: [Float], groups: [String] = ["all", "all"], unscored: (Int, Int)? = nil) -> [ScoredForecast] {
        var out: [ScoredForecast] = []
        for (i, y) in values.enumerated() {
            let series = Series(id: "s\(i)", axis: .index(), values: y)
            for known in [4, 6] {
                let history = History(series, count: known)
                var actual = Array(y[known..<known + 2])
                if let unscored, unscored.0 == i, unscored.1 >= known, unscored.1 < known + 2 { actual[unscored.1 - known] = .nan }
                out.append(
                    ScoredForecast(
                        forecast: QuantileForecast(history: history, levels: levels, horizon: 2, values: quantiles + quantiles),
                        actual: actual,
                        seasonalError: SeasonalError.of(y[..<4], season: 2), cutoff: history.origin, group: groups[i]))
            }
        }
        return out
    }

    @Test func byHand() throws {
        let s = try Evaluation(of: Self.forecasts([2, 6, 10]), levels: Self.levels).summary
        #expect(s.series == 2 && s.windows == 4 && s.targets == 8 && s.withoutScale == 0)
        // Seasonal errors 2 and 5. |y − 6|: 1 0 · 1 2 · 6 4 · 6 14.
        #expect(agree(s.mase, (0.5 / 2 + 1.5 / 2 + 5.0 / 5 + 10.0 / 5) / 4))
        // Σ|y| = 26 + 30.
        let low = 2 * (0.1 * (3 + 4 + 5 + 6) + 0.9 * 2 + 0.1 * 8 + 0.9 * 2 + 0.1 * 18)
        let high = 2 * (0.1 * (5 + 4 + 3 + 2) + 0.1 * 10 + 0.1 * 10 + 0.9 * 10)
        #expect(agree(s.wql, (low + 34 + high) / 3 / 56) && agree(s.wape, 34.0 / 56))
        #expect(s.coverage80 == 5.0 / 8 && agree(s.width80, (8.0 / 2 + 8.0 / 5) / 2))
        #expect(s.coverage80Low! < 0.625 && s.coverage80High! > 0.625)
        // Ceilings 6, 8, 10, 20 against 10.
        #expect(agree(s.ceiling90, 2 * (0.1 * 4 + 0.1 * 2 + 0.9 * 10) / 44) && s.ceilingCoverage90 == 0.75 && s.ceilings == 4)
        #expect(s.ceilingFrom == .marginals)
        #expect(s.underRate == 1.0 / 8 && agree(s.underVolume, 10.0 / 56) && agree(s.overVolume, 34.0 / 56))
        #expect(agree(s.provisioning, 124.0 / 56) && agree(s.provisioning, 5 * high / 56))
    }

    @Test func groupsAndOrigins() throws {
        let apart = try Evaluation(of: Self.forecasts([6, 6, 6], groups: ["a", "b"]), levels: Self.levels).summary
        #expect(agree(apart.wape, (4.0 / 26 + 30.0 / 30) / 2))
        let byOrigin = try Evaluation(of: Self.forecasts([6, 6, 6]).reversed(), levels: Self.levels, grouping: .groupsPerWindow).summary
        #expect(agree(byOrigin.wape, (11.0 / 21 + 23.0 / 35) / 2))
    }

    @Test func targetsThatAreNotScored() throws {
        let s = try Evaluation(of: Self.forecasts([2, 6, 10], unscored: (1, 7)), levels: Self.levels).summary
        // The 20 at the end does not count, nor does its window for the ceiling.
        #expect(s.targets == 7 && agree(s.wape, 20.0 / 36) && s.ceilingCoverage90 == 1 && s.ceilings == 3)
    }

    @Test func aForecastThatSawTheFutureIsRejected() {
        var forecasts = Self.forecasts([2, 6, 10])
        forecasts[3].cutoff = 4
        #expect(throws: ForecastError.sawTheFuture(series: "s1", origin: 5, cutoff: 4)) {
            try Evaluation(of: forecasts, levels: Self.levels)
        }
    }

    @Test func aMissingLevelIsRefused() {
        #expect(throws: ForecastError.self) { try Evaluation(of: Self.forecasts([2, 6, 10]), levels: try QuantileLevels([0.05, 0.5])) }
    }

    @Test func nothingToScore() throws {
        let none = try Evaluation(of: []).summary
        #expect(none.series == 0 && none.mase == nil && none.wql == nil && none.coverage80 == nil && none.provisioning == nil)
        var forecasts = Self.forecasts([2, 6, 10])
        for i in forecasts.indices { (forecasts[i].actual, forecasts[i].seasonalError) = ([.nan, .nan], nil) }
        let unknown = try Evaluation(of: forecasts, levels: Self.levels).summary
        #expect(
            unknown.windows == 4 && unknown.targets == 0 && unknown.withoutScale == 2 && unknown.wape == nil && unknown.ceiling90 == nil)
        // A summary without scores is still JSON.
        let restored = try JSONDecoder().decode(EvaluationSummary.self, from: JSONEncoder().encode(unknown))
        #expect(restored == unknown)
    }

    @Test func ceilingsFromSamples() throws {
        var forecasts = Self.forecasts([2, 6, 10])
        for (i, value) in [Float(6), 8, 10, 20].enumerated() { forecasts[i].ceiling = Ceiling(window: 2, samples: [value]) }
        let s = try Evaluation(of: forecasts, levels: Self.levels).summary
        #expect(s.ceilingFrom == .samples && s.ceiling90 == 0 && s.ceilingCoverage90 == 1)
        forecasts[0].ceiling = nil
        #expect(try Evaluation(of: forecasts, levels: Self.levels).summary.ceilingFrom == .mixed)
    }

    @Test func ratiosToAReference() throws {
        let good = try Evaluation(of: Self.forecasts([2, 6, 10], groups: ["a", "b"]), levels: Self.levels)
        let bad = try Evaluation(of: Self.forecasts([9, 9, 9], groups: ["a", "b"]), levels: Self.levels)
        let ratios = good.ratios(to: bad)
        #expect(agree(ratios.mase, good.summary.mase! / bad.summary.mase!))
        // Width 0 of the reference: the upper bound.
        #expect(ratios.width80 == 100)
        // Over-volumes a: Σ(10 − y)⁺ = 14 of 26 against Σ(9 − y)⁺ = 10; b: 20 of 30 against 18.
        let expected = ((14.0 / 26 + 0.01) / (10.0 / 26 + 0.01) * (20.0 / 30 + 0.01) / (18.0 / 30 + 0.01)).squareRoot()
        #expect(agree(ratios.overVolume, expected))
        let own = try EvaluationGoldenTests.numbers(good.ratios(to: good))
        #expect(own.count == 8 && own.values.allSatisfy { $0 == 1 })
    }
}
