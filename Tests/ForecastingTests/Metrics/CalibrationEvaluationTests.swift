import FoundationEssentials
import Forecasting
import Tensors
import Testing
import Traces

struct CalibrationEvaluationTests {
    /// Targets 5 6, 7 8, 0 10, 0 20; quantiles 2, 6, 10; seasonal errors 2 and 5.
    @Test func byHand() throws {
        let c = try CalibrationEvaluation(of: EvaluationTests.forecasts([2, 6, 10]))
        #expect(c.targets == 8 && c.zeros == Proportion(count: 2, total: 8))
        #expect(c.intervals.map(\.nominal) == [0.8])
        let interval = c.intervals[0]
        #expect(interval.coverage.cases == Proportion(count: 5, total: 8) && interval.coverage.share == 0.625)
        #expect(interval.coverage.low == Proportion(count: 5, total: 8).wilsonInterval()?.lowerBound)
        #expect(interval.width == 8 && agree(interval.scaledWidth, (4 + 1.6) / 2) && agree(interval.relativeWidth, 64.0 / 56))
        #expect(c.levels.map(\.level) == [0.1, 0.5, 0.9])
        #expect(c.levels.map(\.atOrBelow.cases.count) == [2, 4, 7] && c.levels.map(\.below.cases.count) == [2, 3, 6])
        #expect(c.leads.map { [$0.first, $0.last, $0.coverage.cases.count, $0.coverage.cases.total] } == [[1, 1, 2, 4], [2, 2, 3, 4]])
        #expect(c.leads.allSatisfy { agree($0.scaledWidth, 2.8) })
        #expect(c.strictlyInside80 == 0.5 && c.insideOrOn80 == 0.625 && c.honest80 == false && c.pit.total == 8)
        // The judge's share is the same number.
        let summary = try Evaluation(of: EvaluationTests.forecasts([2, 6, 10]), levels: EvaluationTests.levels).summary
        #expect(summary.coverage80 == interval.coverage.share && agree(summary.width80, interval.scaledWidth))
    }

    /// With zero on the edge 0.80 lies between 4/8 and 7/8; a group of its own weighs as much as a large one.
    @Test func edgesAndGroups() throws {
        let forecasts = EvaluationTests.forecasts([0, 6, 10], groups: ["a", "b"])
        let c = try CalibrationEvaluation(of: forecasts)
        #expect(c.strictlyInside80 == 0.5 && c.insideOrOn80 == 0.875 && c.honest80 == true)
        #expect(agree(c.intervals[0].relativeWidth, (40.0 / 26 + 40.0 / 30) / 2))
    }

    @Test func targetsThatAreNotScoredAreLeftOut() throws {
        let c = try CalibrationEvaluation(of: EvaluationTests.forecasts([2, 6, 10], unscored: (1, 7)))
        #expect(c.targets == 7 && c.intervals[0].coverage.cases == Proportion(count: 5, total: 7) && c.pit.total == 7)
        #expect(c.leads[1].coverage.cases == Proportion(count: 3, total: 3))
        let none = try CalibrationEvaluation(of: [])
        #expect(none.targets == 0 && none.honest80 == nil && none.intervals[0].width == nil && none.leads.isEmpty)
    }

    @Test func intervalsAreTheSymmetricPairs() throws {
        #expect(CalibrationEvaluation.nominals(.standard) == [0.2, 0.4, 0.6, 0.8, 0.9, 0.98])
        #expect(CalibrationEvaluation.nominals(try QuantileLevels([0.05, 0.25, 0.5, 0.75, 0.96])) == [0.5, 0.8])
    }

    @Test func partsOfTheHorizonAreAsLongAsTheyCanBe() throws {
        let series = Series(id: "s", axis: .index(), values: [Float](repeating: 1, count: 10))
        let origin = History(series, count: 2)
        let forecast = QuantileForecast(
            history: origin, levels: EvaluationTests.levels, horizon: 8, values: (0..<8).flatMap { _ in [0, 1, 2] as [Float] })
        let c = try CalibrationEvaluation(
            of: [ScoredForecast(forecast: forecast, actual: [Float](repeating: 1, count: 8), seasonalError: nil, cutoff: 1, group: "a")])
        #expect(c.leads.map(\.first) == [1, 2, 3, 5, 6, 7] && c.leads.map(\.last) == [1, 2, 4, 5, 6, 8])
        #expect(c.leads.allSatisfy { $0.coverage.share == 1 && $0.scaledWidth == nil })
    }

    /// Forecasts of one distribution at the standard levels, and what came of it: `value` of uniform numbers.
    static func drawn(_ count: Int, seed: UInt64, quantile: (Double) -> Double, value: (Double) -> Double) -> [ScoredForecast] {
        var random = RandomStream(seed: seed, purpose: "truth")
        let series = Series(id: "s", axis: .index(), values: [0, 0])
        let levels = QuantileLevels.standard
        let row = levels.values.map { Float(quantile($0)) }
        return (0..<count / 10).map { _ in
            let origin = History(series, count: 1)
            let forecast = QuantileForecast(
                history: origin, levels: levels, horizon: 10, values: (0..<10).flatMap { _ in row })
            return ScoredForecast(
                forecast: forecast, actual: (0..<10).map { _ in Float(value(random.uniformDouble())) }, seasonalError: 1, cutoff: 0,
                group: "a")
        }
    }

    /// The truth is drawn from the forecast: continuous, with an atom of 0.6 at zero, or nothing but an atom.
    @Test(arguments: [0, 0.6, 1]) func honestForecastsHaveAFlatHistogram(zero: Double) throws {
        let distribution: (Double) -> Double = { max(0, $0 - zero) }
        for seed: UInt64 in 1...5 {
            let c = try CalibrationEvaluation(of: Self.drawn(4000, seed: seed, quantile: distribution, value: distribution), seed: seed)
            #expect(c.pit.deviation! < 2 * c.pit.expectedDeviation!, "\(c.pit.counts)")
            #expect(agree(c.pit.variance, 1.0 / 12, 0.06) && agree(c.pit.mean, 0.5, 0.04))
            for level in c.levels {
                #expect(level.below.low! <= level.level + 0.01 && level.atOrBelow.high! >= level.level - 0.01, "\(level)")
            }
            #expect(c.honest80 == true && abs(c.zeros.share! - zero) < 0.03)
        }
    }

    @Test func shapeOfTheHistogramNamesTheFault() throws {
        let narrow = try CalibrationEvaluation(of: Self.drawn(2000, seed: 1, quantile: { 0.5 + 0.5 * ($0 - 0.5) }, value: { $0 })).pit
        #expect(narrow.variance! > 0.1 && narrow.counts[0] > 3 * narrow.counts[10])
        let wide = try CalibrationEvaluation(of: Self.drawn(2000, seed: 1, quantile: { 0.5 + 2 * ($0 - 0.5) }, value: { $0 })).pit
        #expect(wide.variance! < 0.05 && wide.counts[0] == 0 && wide.deviation! > 0.5)
        let high = try CalibrationEvaluation(of: Self.drawn(2000, seed: 1, quantile: { $0 + 0.2 }, value: { $0 })).pit
        #expect(high.mean! < 0.4)
    }

    /// 0, 1 and 2 are equally likely, and no level lies at a third: between 0.3 and 0.4 the quantile function climbs from 0 to 1, where no
    /// whole number is.
    @Test func wholeNumbersFillTheirGaps() throws {
        let forecasts = Self.drawn(4000, seed: 2, quantile: { ($0 * 3).rounded(.down) }, value: { ($0 * 3).rounded(.down) })
        let plain = try CalibrationEvaluation(of: forecasts).pit
        #expect(plain.counts[6] == 0 && plain.counts[7] == 0 && plain.counts[12] == 0)
        let whole = try CalibrationEvaluation(of: forecasts, wholeNumbers: ["s"]).pit
        #expect(whole.counts.min()! > 150 && whole.deviation! < 0.15)
        #expect(try CalibrationEvaluation(of: forecasts, wholeNumbers: ["other"]).pit == plain)
    }

    @Test func drawsDependOnTheSeedOnly() throws {
        let forecasts = Self.drawn(200, seed: 1, quantile: { _ in 0 }, value: { _ in 0 })
        #expect(try CalibrationEvaluation(of: forecasts) == CalibrationEvaluation(of: forecasts))
        #expect(try CalibrationEvaluation(of: forecasts).pit != CalibrationEvaluation(of: forecasts, seed: 2).pit)
    }

    @Test func jsonRoundTrip() throws {
        let c = try CalibrationEvaluation(of: EvaluationTests.forecasts([2, 6, 10]))
        let text = try JSONEncoder().encode(c)
        #expect(try JSONDecoder().decode(CalibrationEvaluation.self, from: text) == c)
        #expect(String(decoding: text, as: UTF8.self).contains("\"strictly_inside80\":0.5"))
    }
}
