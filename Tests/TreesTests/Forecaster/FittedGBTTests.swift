import Forecasting
import Tensors
import Testing
import Traces
import Trees

/// What trained trees answer, and what they refuse.
@Suite struct FittedGBTTests {
    private static let set = Waves.gauges()
    private static let training = TrainingSet(set, counts: [440, 440, 440, 440], seasons: [24])
    private static let model = try! Waves.forecaster().fit(on: training, options: FitOptions())

    /// Mean pinball loss of forecasts of the held-out end.
    private static func loss(_ model: some FittedForecaster) throws -> Double {
        var (sum, count) = (0.0, 0)
        for series in set.series {
            for origin in stride(from: 440, through: 494, by: 6) {
                let forecast = try model.forecast(from: History(series, count: origin), horizon: 6)
                for step in 0..<6 {
                    for (level, tau) in forecast.levels.values.enumerated() {
                        let error = Double(series.values[origin + step] - forecast[step, level])
                        sum += max(tau * error, (tau - 1) * error)
                        count += 1
                    }
                }
            }
        }
        return sum / Double(count)
    }

    /// A seasonal naive forecast of noise σ has errors of √2·σ: half of its loss is more than trees may make.
    @Test func beatsSeasonalNaive() throws {
        let naive = try NaiveForecaster(.seasonalNaive, horizon: 6, levels: Waves.levels).fit(on: Self.training, options: FitOptions())
        let (ours, its) = (try Self.loss(Self.model), try Self.loss(naive))
        #expect(ours < 0.85 * its, "\(ours) against \(its)")
    }

    @Test func forecastsAreOrderedAndDoNotSeeTheFuture() throws {
        for series in Self.set.series {
            var short = series
            short.values = Array(series.values.prefix(300))
            let whole = try Self.model.forecast(from: History(series, count: 300), horizon: 6)
            #expect(whole == (try Self.model.forecast(from: History(short), horizon: 6)))
            #expect(whole.note == nil && whole.values.allSatisfy(\.isFinite))
            for step in 0..<6 { #expect(whole[step, 0] <= whole[step, 1] && whole[step, 1] <= whole[step, 2]) }
        }
    }

    @Test(arguments: [1, 2, 3])
    func threadsDoNotChangeABit(threads: Int) throws {
        let options = FitOptions(compute: Compute(threads: threads))
        let again = try Waves.forecaster().fit(on: Self.training, options: options)
        #expect(again.trees == Self.model.trees && again.residualPaths == Self.model.residualPaths)
        let forecasts = try again.forecast(from: Self.training.histories, horizon: 6)
        #expect(bits(forecasts) == bits(try Self.model.forecast(from: Self.training.histories, horizon: 6)))
    }

    @Test func theSeedMatters() throws {
        let other = try Waves.forecaster().fit(on: Self.training, options: FitOptions(seed: 2))
        #expect(other.trees != Self.model.trees)
    }

    @Test func errorsAreTheRightOnes() throws {
        let history = Self.training.histories[0]
        #expect(throws: ForecastError.horizonTooLong(requested: 7, trained: 6)) { try Self.model.forecast(from: history, horizon: 7) }
        #expect(throws: ForecastError.invalidHorizon(0)) { try Self.model.forecast(from: history, horizon: 0) }
        let minutes = Series(id: "m", axis: .clock(startSeconds: 0, stepSeconds: 60), values: [Float](repeating: 1, count: 100))
        #expect(throws: ForecastError.stepMismatch(series: "m", expectedSeconds: 3600, foundSeconds: 60)) {
            try Self.model.forecast(from: History(minutes), horizon: 2)
        }
        #expect(throws: ForecastError.self) {
            try Waves.forecaster(scaling: .log1p).fit(on: Self.training, options: FitOptions())
        }
        #expect(throws: ForecastError.self) { try Waves.forecaster(rounds: 0).fit(on: Self.training, options: FitOptions()) }
        var resumed = FitOptions()
        resumed.resume = ModelArchive()
        #expect(throws: ForecastError.self) { try Waves.forecaster().fit(on: Self.training, options: resumed) }
    }

    /// Too short for features: the ladder of naive forecasts answers and says so. Too short to train: nothing to learn from.
    @Test func shortSeriesHaveSimplerAnswers() throws {
        let short = try Self.model.forecast(from: History(Self.set.series[0], count: 3), horizon: 6)
        #expect(short.note?.contains("gbt needs 6; naive answers") == true)
        let empty = try Self.model.forecast(from: History(Self.set.series[0], count: 0), horizon: 6)
        #expect(empty.values.allSatisfy { $0 == 0 })
        let tiny = TrainingSet(Self.set, counts: [8, 8, 8, 8], seasons: [24])
        #expect {
            try Waves.forecaster().fit(on: tiny, options: FitOptions())
        } throws: { error in
            if case ForecastError.noTrainingData = error { true } else { false }
        }
    }

    @Test func longerHorizonsAreFedBack() throws {
        let history = Self.training.histories[1]
        let long = try Self.model.closedLoop(from: history, horizon: 24, paths: 50)
        #expect(long.horizon == 24 && long.values.allSatisfy(\.isFinite))
        #expect(long.prefix(6).values == (try Self.model.forecast(from: history, horizon: 6)).values)
        let ceiling = try Self.model.ceiling(from: history, over: 6)
        #expect(ceiling.quantile(0.9) >= ceiling.quantile(0.5))
    }

    /// Units are chosen on the validation period, and every one of them can be asked for.
    @Test(arguments: TargetScaling.allCases.map(Optional.some) + [nil])
    func everyUnitForecasts(scaling: TargetScaling?) throws {
        let training = TrainingSet(Waves.counts(), seasons: [])
        let model = try Waves.forecaster(scaling: scaling, rows: 1_500, rounds: 20).fit(on: training, options: FitOptions())
        if let scaling { #expect(model.scaling == scaling) }
        for forecast in try model.forecast(from: training.histories, horizon: 6) {
            // Counts are whole and never below 0.
            #expect(forecast.values.allSatisfy { $0 >= 0 && $0 == $0.rounded() && $0 < 1000 })
        }
    }

    /// More levels than one forest holds are answered by two.
    @Test func manyLevelsTakeSeveralForests() throws {
        let levels = try QuantileLevels((1...19).map { Double($0) / 20 })
        let model = try Waves.forecaster(levels: levels, rows: 1_500, rounds: 15).fit(on: Self.training, options: FitOptions())
        #expect(model.trees.map(\.outputs) == [9, 10])
        let forecast = try model.forecast(from: Self.training.histories[0], horizon: 6)
        for step in 0..<6 { #expect((1..<19).allSatisfy { forecast[step, $0 - 1] <= forecast[step, $0] }) }
        let restored = try FittedGBT(archive: model.archive(), compute: .best)
        #expect(restored.trees == model.trees)
    }

    /// A covariate known in advance that is the demand itself is found and used.
    @Test func covariatesAreUsed() throws {
        var random = RandomStream(seed: 9, purpose: "plan")
        let plan = (0..<600).map { _ in Float(10 + 5 * random.normal()) }
        func series(_ plan: [Float]) -> Series {
            Series(id: "s", axis: .index(), values: Array(plan.prefix(500)), futureCovariates: [plan])
        }
        let set = try SeriesSet([series(plan)], quantity: .gauge(), futureCovariates: ["plan"])
        let training = TrainingSet(set, seasons: [])
        let model = try Waves.forecaster(scaling: TargetScaling.none, rounds: 80).fit(on: training, options: FitOptions())
        let forecast = try model.forecast(from: training.histories[0], horizon: 6)
        for step in 0..<6 { #expect(abs(forecast[step, 1] - plan[500 + step]) < 3) }
        var moved = plan
        moved[502] = moved[502] > 10 ? 0 : 20
        let other = try model.forecast(from: History(series(moved)), horizon: 6)
        #expect(other[2, 1] != forecast[2, 1] && other[1, 1] == forecast[1, 1])
        let bare = Series(id: "s", axis: .index(), values: plan)
        #expect(throws: ForecastError.self) { try model.forecast(from: History(bare), horizon: 2) }
    }
}
