import Forecasting
import Testing
import Traces

struct SpikeEvaluationTests {
    /// Flat demand of 10 with spikes at slots 12 (by 20), 18 (by 10), 21 (by 40, between two windows) and 24 (by 30).
    static func demand() -> [Float] {
        var values = [Float](repeating: 10, count: 30)
        (values[12], values[18], values[21], values[24]) = (30, 20, 50, 40)
        return values
    }

    /// The forecast of five slots whose 0.9 quantile is 10, and higher at one of them.
    static func window(_ known: Int, at slot: Int, _ height: Float, unscored: Int? = nil) -> ScoredForecast {
        let origin = history(demand(), count: known)
        var rows = [[Float]](repeating: [0, 5, 10], count: 5)
        rows[slot - known][2] = height
        var actual = Array(demand()[known..<known + 5])
        if let unscored { actual[unscored - known] = .nan }
        return ScoredForecast(
            forecast: QuantileForecast(
                history: origin, levels: try! QuantileLevels([0.1, 0.5, 0.9]), horizon: 5, values: rows.flatMap { $0 }),
            actual: actual, seasonalError: nil, cutoff: origin.origin, group: "all")
    }

    static let set = try! SeriesSet([Series(id: "s", axis: .index(), values: demand())], quantity: .gauge())
    static let rule = SpikeRule(rollingSlots: 5)

    @Test(arguments: [(3, 2), (4, 1), (5, 0)]) func byHand(delay: Int, useful: Int) throws {
        // Announced: 12 by 18 (of 20), 19 by 12 (one slot late, of 10), 22 by 20 (nothing there); 24 is missed, 21 is not looked at.
        let forecasts = [Self.window(22, at: 22, 30), Self.window(10, at: 12, 28), Self.window(15, at: 19, 22)]
        let found = try SpikeEvaluation(
            of: forecasts, on: Self.set, settings: .init(rule: Self.rule, tolerance: 1, activationDelay: delay))
        let s = found.scores
        #expect(s.actual == 3 && s.predicted == 3 && s.matched == 2 && agree(s.recall, 2.0 / 3) && agree(s.precision, 2.0 / 3))
        // Values up to slot 9 were known for the spike at 12, up to slot 14 for that at 18: leads of 3 and 4.
        #expect(s.useful == useful)
        #expect(s.timingError == 0.5 && agree(s.timingError90, 0.9))
        #expect(agree(s.amplitudeError, 0.05) && agree(s.amplitudeError10, -0.07) && agree(s.amplitudeError90, 0.17))
        #expect(agree(s.softScore, (0.9 + 0.36787944117144233 - 0.11) / 3, 1e-12))
        #expect(found.spikeSlots == Proportion(count: 3, total: 15))
        // 30 at slot 12 beside at most 28, 40 at slot 24 beside 10; 20 at slot 18 is served by the 22 a slot later.
        #expect(found.shiftTolerantCoverage == Proportion(count: 13, total: 15))
        #expect(found.level == 0.9 && found.tolerance == 1 && found.activationDelay == delay)
    }

    /// What is not scored is no spike, and announcing one there is no false alarm.
    @Test func unscoredTargetsCountForNobody() throws {
        let forecasts = [Self.window(10, at: 12, 28, unscored: 12), Self.window(15, at: 19, 22)]
        let found = try SpikeEvaluation(of: forecasts, on: Self.set, settings: .init(rule: Self.rule, tolerance: 1))
        #expect(found.scores.actual == 1 && found.scores.predicted == 1 && found.scores.matched == 1)
        #expect(found.shiftTolerantCoverage == Proportion(count: 9, total: 9))
    }

    /// Where windows overlap the later one is in force.
    @Test func theLatestForecastIsInForce() throws {
        let first = Self.window(10, at: 12, 28)
        #expect(
            try SpikeEvaluation(
                of: [Self.window(11, at: 13, 10), first], on: Self.set, settings: .init(rule: Self.rule)
            ).scores.predicted == 0)
        let both = try SpikeEvaluation(of: [Self.window(11, at: 13, 25), first], on: Self.set, settings: .init(rule: Self.rule))
        #expect(both.scores.predicted == 1 && both.scores.timingError == 1 && both.tolerance == 2)
        #expect(both.spikeSlots.total == 6)
    }

    @Test func seriesAreAddedUp() throws {
        var set = Self.set
        set.series.append(Series(id: "t", axis: .index(), values: Self.demand()))
        let settings = SpikeEvaluation.Settings(rule: Self.rule, tolerance: 1)
        let one = try SpikeEvaluation(of: [Self.window(10, at: 12, 28)], on: set, settings: settings)
        #expect(one.scores.actual == 1 && one.spikeSlots.total == 5)
        let none = try SpikeEvaluation(of: [], on: set, settings: settings)
        #expect(none.scores.recall == nil && none.spikeSlots.share == nil && none.shiftTolerantCoverage.share == nil)
    }

    @Test func aMissingLevelIsRefused() {
        #expect(throws: ForecastError.self) {
            try SpikeEvaluation(of: [Self.window(10, at: 12, 28)], on: Self.set, settings: .init(rule: Self.rule, level: 0.95))
        }
    }
}
