import Forecasting
import Tensors
import TestSupport
import Testing
import Traces

@Suite struct SeasonalNaiveTests {
    static let levels = try! QuantileLevels([0.1, 0.5, 0.9])

    private func fitted(
        _ rule: NaiveForecaster.Rule, seasons: [Int], levels: QuantileLevels = levels, lowerBound: Float? = nil, on values: [Float] = []
    ) -> FittedNaive {
        let set = series([values], quantity: .gauge(lowerBound: lowerBound))
        return try! NaiveForecaster(rule, horizon: 2, levels: levels).fit(on: TrainingSet(set, seasons: seasons), options: FitOptions())
    }

    /// Seasonal errors 1, 2, 3, 1, 2, 3: median 2, tenth percentile 1, ninetieth 3; around the last season 3, 6, 9, and √2 as wide
    /// around its second repetition.
    @Test func seasonalNaiveMatchesHandWorkedQuantiles() throws {
        let model = fitted(.seasonalNaive, seasons: [3])
        let one = try model.forecast(from: history([1, 2, 3, 2, 4, 6, 3, 6, 9]), horizon: 5)
        let root = Float(2).squareRoot()
        expectClose(
            one.values, [2, 3, 4, 5, 6, 7, 8, 9, 10, 3 - root, 3, 3 + root, 6 - root, 6, 6 + root], .relative(1e-6))
        #expect(one.note == nil && model.name == "seasonal-naive")
    }

    /// Seasonal errors 2, 3, 1, 2: mean square 4.5, of which 1.2815515655446 deviations reach the ninetieth percentile; a lower bound cuts.
    @Test func seasonalNormalMatchesHandWorkedQuantiles() throws {
        let values: [Float] = [1, 2, 3, 5, 4, 7]
        let one = try fitted(.seasonalNormal, seasons: [2], lowerBound: 2).forecast(from: history(values), horizon: 3)
        let reach = Float(1.2815515655446004 * 4.5.squareRoot()), root = Float(2).squareRoot()
        expectClose(one.values, [2, 4, 4 + reach, 7 - reach, 7, 7 + reach, 2, 4, 4 + root * reach], .relative(1e-6))
    }

    /// One-step errors 2, −1, 2, 1 around the last value 5: median 1.5, 0.1 → −0.4 , 0.9 → 2.
    @Test func naiveMatchesHandWorkedQuantiles() throws {
        let one = try fitted(.naive, seasons: [3]).forecast(from: history([1, 3, 2, 4, 5]), horizon: 2)
        let root = Float(2).squareRoot()
        expectClose(one.values, [5 - 1.9, 5, 5.5, 5 - 1.9 * root, 5, 5 + 0.5 * root], .relative(1e-6))
    }

    /// The median is the repeated season itself, bit for bit, at any horizon.
    @Test func medianIsTheRepeatedSeason() throws {
        var random = numbers(1)
        let values = (0..<700).map { _ in Float(random.normal() * 1e3) }
        let model = fitted(.seasonalNaive, seasons: [48], levels: .standard)
        let one = try model.forecast(from: history(values), horizon: 130)
        #expect(try one.quantile(0.5) == (0..<130).map { values[700 - 48 + $0 % 48] })
        #expect((0..<130).allSatisfy { step in (1..<13).allSatisfy { one[step, $0 - 1] <= one[step, $0] } })
    }

    /// A clockwork series is forecast without spread, from whatever phase, and one period later the forecast is the same.
    @Test func shiftByOnePeriodChangesNothing() throws {
        let values = (0..<60).map { Float([3, 1, 4, 1, 5][$0 % 5]) }
        let model = fitted(.seasonalNaive, seasons: [5])
        for count in 20...50 {
            let one = try model.forecast(from: history(values, count: count), horizon: 7)
            #expect(one.values == (0..<7).flatMap { [Float](repeating: values[(count + $0) % 5], count: 3) })
            #expect(try model.forecast(from: history(values, count: count + 5), horizon: 7).values == one.values)
        }
    }

    /// Moving the clock moves the times of the targets and nothing else.
    @Test func timesDoNotMatter() throws {
        var random = numbers(2)
        let values = (0..<200).map { _ in Float(random.normal()) }
        let model = fitted(.seasonalNaive, seasons: [24])
        let one = try model.forecast(from: History(Series(id: "a", axis: .index(), values: values)), horizon: 5)
        let two = try model.forecast(from: History(Series(id: "a", axis: .index(start: 1000), values: values)), horizon: 5)
        #expect(one.values == two.values && two.origin == one.origin + 1000)
    }

    @Test func scaleFollowsTheUnit() throws {
        var random = numbers(3)
        let values = (0..<200).map { _ in Float(random.normal()) }
        for rule in NaiveForecaster.Rule.allCases {
            let model = fitted(rule, seasons: [24])
            let one = try model.forecast(from: history(values), horizon: 30)
            let two = try model.forecast(from: history(values.map { $0 * 1024 }), horizon: 30)
            #expect(two.values == one.values.map { $0 * 1024 })
        }
    }

    /// A missing value of the last season is taken from the season before, and errors need both of their values.
    @Test func missingValuesAreSkipped() throws {
        let model = fitted(.seasonalNaive, seasons: [3])
        let one = try model.forecast(from: history([1, 2, 3, 2, .nan, 6, 3, .nan, 9]), horizon: 3)
        // Errors 1, 3, 1, 3: the median 2, the tenth percentile 1.
        expectClose(one.values, [2, 3, 4, 1, 2, 3, 8, 9, 10], .relative(1e-6))
        // A phase that was never seen: the last known value stands in.
        let two = try model.forecast(from: history([.nan, 2, 3, .nan, 4, 6]), horizon: 3)
        #expect(try two.quantile(0.5) == [6, 4, 6])
        let none = try model.forecast(from: history([.nan, .nan, .nan, .nan]), horizon: 2)
        #expect(none.values == [0, 0, 0, 0, 0, 0])
    }

    /// Half a million missing values at the end take no time for each step.
    @Test func longGapsAreCrossedOnce() throws {
        let values = [Float](repeating: 7, count: 100) + [Float](repeating: .nan, count: 500_000)
        let one = try fitted(.naive, seasons: []).forecast(from: history(values), horizon: 1000)
        #expect(try one.quantile(0.5) == [Float](repeating: 7, count: 1000))
    }

    @Test func nothingFallsBelowTheLowerBound() throws {
        var random = numbers(4)
        let values = (0..<300).map { _ in max(0, Float(random.normal())) }
        for rule in NaiveForecaster.Rule.allCases {
            let model = fitted(rule, seasons: [10], levels: .standard, lowerBound: 0, on: values)
            for count in [0, 1, 5, 300] {
                let one = try model.forecast(from: history(values, count: count), horizon: 60)
                #expect(one.values.allSatisfy { $0 >= 0 && $0.isFinite })
                #expect(one.lowerBound == 0)
            }
            #expect(model.residualPaths!.paths(of: try model.forecast(from: history(values), horizon: 60)).allSatisfy { $0 >= 0 })
        }
        let free = try fitted(.naive, seasons: [], levels: .standard).forecast(from: history(values), horizon: 60)
        #expect(free.values.contains { $0 < 0 })
    }

    /// A season needs one more value than it has steps; below that naive answers and says so.
    @Test func shortHistoriesStepDown() throws {
        let model = fitted(.seasonalNaive, seasons: [24])
        let one = try model.forecast(from: history([1, 2, 3], id: "web"), horizon: 2)
        #expect(one.note == "web has 3 values, a season of 24 needs 25; naive answers")
        #expect(try one.quantile(0.5) == [3, 3])
        #expect(try model.forecast(from: history([Float](repeating: 1, count: 25)), horizon: 2).note == nil)
        let empty = try model.forecast(from: history([]), horizon: 2)
        #expect(empty.values == [0, 0, 0, 0, 0, 0] && empty.note != nil)
    }

    /// Positions of phase 0 of a season of 2: 3, 5, 9 (one missing); 0.1 → 3.4, 0.5 → 5, 0.9 → 8.2. Phase 1: 4, 6, 8, 10.
    @Test func seasonalQuantileMatchesHandWorkedValues() throws {
        let model = fitted(.seasonalQuantile, seasons: [2])
        let one = try model.forecast(from: history([9, 10, 5, 4, .nan, 8, 3, 6]), horizon: 3)
        expectClose(one.values, [3.4, 5, 8.2, 4.6, 7, 9.4, 3.4, 5, 8.2], .relative(1e-6))
    }

    @Test func seasonalQuantileWithoutASeasonUsesRecentValues() throws {
        let model = fitted(.seasonalQuantile, seasons: [])
        let values = [Float](repeating: 1000, count: 50) + (0..<256).map { Float($0) }
        let one = try model.forecast(from: history(values), horizon: 2)
        expectClose(one.values, [25.5, 127.5, 229.5, 25.5, 127.5, 229.5], .relative(1e-6))
    }

    /// A phase without any known value is answered from all recent values, not from nothing.
    @Test func seasonalQuantileOfAnUnknownPhase() throws {
        let model = fitted(.seasonalQuantile, seasons: [2])
        let one = try model.forecast(from: history([.nan, 10, .nan, 10, .nan, 10]), horizon: 2)
        #expect(one.values == [10, 10, 10, 10, 10, 10])
    }

    @Test(arguments: [[], [0], [1], [-3], [1, 12]])
    func seasonsBelowTwoAreNoSeasons(seasons: [Int]) throws {
        let values = (0..<40).map { Float($0 % 12) }
        let model = fitted(.seasonalNaive, seasons: seasons, on: values)
        #expect(model.season == (seasons.last == 12 ? 12 : 1))
        #expect(try model.forecast(from: history(values), horizon: 3).horizon == 3)
    }

    @Test func horizonsBelowOneAreRefused() {
        let model = fitted(.naive, seasons: [])
        #expect(throws: ForecastError.invalidHorizon(0)) { try model.forecast(from: history([1]), horizon: 0) }
        #expect(throws: ForecastError.invalidHorizon(-1)) {
            try NaiveForecaster(.naive, horizon: -1).fit(on: TrainingSet(series([[1]]), seasons: []), options: FitOptions())
        }
    }

    @Test func archiveRoundTripIsExact() throws {
        var random = numbers(5)
        let values = (0..<400).map { _ in Float(random.normal()) }
        for rule in NaiveForecaster.Rule.allCases {
            let model = fitted(rule, seasons: [24], levels: .standard, lowerBound: -3, on: values)
            #expect(model.residualPaths != nil)
            let restored = try FittedNaive(archive: model.archive(), compute: .best)
            #expect(restored == model)
            #expect(try restored.forecast(from: history(values), horizon: 50) == model.forecast(from: history(values), horizon: 50))
        }
    }

    @Test(arguments: [
        "{}", "{\"rule\":\"x\",\"season\":1,\"levels\":[0.5]}", "{\"rule\":\"naive\",\"season\":0,\"levels\":[0.5]}",
        "{\"rule\":\"naive\",\"season\":-5,\"levels\":[0.5]}", "{\"rule\":\"naive\",\"season\":1,\"levels\":[0.5,0.5]}",
        "{\"rule\":\"naive\",\"season\":1,\"levels\":[]}", "{\"rule\":\"naive\",\"season\":9223372036854775807,\"levels\":[0.5]}",
    ])
    func brokenArchivesAreRefused(text: String) {
        let archive = ModelArchive(metadata: ["kind": "naive", "configuration": text])
        #expect {
            try FittedNaive(archive: archive, compute: .best)
        } throws: { error in
            guard case ForecastError.invalidArchive? = error as? ForecastError else { return false }
            return true
        }
    }
}
