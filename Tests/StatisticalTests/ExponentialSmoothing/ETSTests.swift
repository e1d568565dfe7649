import Forecasting
import Statistical
import Tensors
import TestSupport
import Testing
import Traces

/// Exponential smoothing as users ask for it.
@Suite struct ETSTests {
    private static func setting(_ seasons: [Int] = [], level: InstructionSet = .best) -> LocalSetting {
        LocalSetting(seasons: seasons, quantity: .count(), levels: .plain, instructionSet: level)
    }

    private static func answer(_ values: [Float], horizon: Int = 6, seasons: [Int] = []) -> LocalAnswer {
        ETS().answers(for: [values[...]], horizon: horizon, in: setting(seasons))[0]
    }

    /// A seasonal series with noise that is never the same.
    private static func noisy(_ count: Int, season: Int, index: UInt64 = 0, noise: Double = 1) -> [Float] {
        var random = RandomStream(seed: 5, purpose: "series", index: index)
        return (0..<count).map { Float(20 + 5 * Double(($0 * 7) % season) / Double(season) + noise * random.normal()) }
    }

    @Test func plainHistoriesHavePlainAnswers() {
        #expect(Self.answer([]).values == Array(repeating: 0, count: 18) && Self.answer([]).note != nil)
        #expect(Self.answer([.nan, .infinity]).values == Array(repeating: 0, count: 18))
        let constant = Self.answer(Array(repeating: 3, count: 50) + [.nan])
        #expect(constant.values == Array(repeating: 3, count: 18) && constant.note != nil)
        let short = Self.answer([1, .nan, 2, 4])
        #expect(short.note != nil && short.values[1] == 4 && short.values[0] < 4 && short.values[17] > short.values[2])
    }

    @Test(arguments: 1...40) func everyLengthHasAFiniteAnswer(count: Int) {
        for factor in [1 as Float, -1, 1e-20, 1e20] {
            for zeros in [false, true] {
                let values = Self.noisy(count, season: 4).enumerated().map { zeros && $0 % 3 == 0 ? 0 : factor * $1 }
                let answer = Self.answer(values, seasons: [4])
                #expect(answer.values.count == 18 && answer.values.allSatisfy(\.isFinite), "\(count) \(factor) \(zeros)")
            }
        }
    }

    /// Long enough for futures: one spike, almost only zeros, steps, growth of a factor of 1.2 a step, both signs, extreme units.
    @Test(arguments: [1 as Float, 1e-30, 1e30], [[], [2], [24], [60]]) func oddHistoriesHaveFiniteAnswers(unit: Float, seasons: [Int]) {
        let shapes: [(Int) -> Float] = [
            { $0 == 77 ? 1 : 0 }, { $0 % 50 == 3 ? 5 : 0 }, { $0 < 75 ? 1 : 4 }, { Float(1 << min($0 / 4, 30)) * 1e-6 },
            { $0 % 2 == 0 ? -1 : 1 }, { $0 == 149 ? 1e6 : 1 }, { Float($0 % 24 == 0 ? 1 : 1e-6) },
        ]
        for (index, shape) in shapes.enumerated() {
            let values = (0..<150).map { unit * shape($0) }[...]
            for answer in [
                ETS().answers(for: [values], horizon: 30, in: Self.setting(seasons))[0],
                Theta().answers(for: [values], horizon: 30, in: Self.setting(seasons))[0],
            ] { #expect(answer.values.count == 90 && answer.values.allSatisfy { !$0.isNaN }, "shape \(index)") }
        }
    }

    @Test func exactPatternsAreContinued() {
        let line = Self.answer((0..<30).map { Float(3 + 2 * $0) })
        for step in 0..<6 { expectClose(line.values[3 * step + 1], Float(3 + 2 * (30 + step)), .relative(1e-4)) }
        let pattern: [Float] = [5, 9, 2, 4, 8]
        let season = Self.answer((0..<60).map { pattern[$0 % 5] }, horizon: 10, seasons: [5])
        for step in 0..<10 { expectClose(season.values[3 * step + 1], pattern[step % 5], .relative(1e-4)) }
    }

    /// A missing day of a week's pattern changes little; the season keeps its place.
    @Test func missingValuesAreSkipped() {
        let whole = Self.noisy(140, season: 7, noise: 0.1)
        var holes = whole
        for index in [0, 1, 40, 41, 42, 43, 44, 45, 46, 47, 100, 139] { holes[index] = .nan }
        let (a, b) = (Self.answer(whole, horizon: 7, seasons: [7]), Self.answer(holes, horizon: 7, seasons: [7]))
        for step in 0..<7 { expectClose(b.values[3 * step + 1], a.values[3 * step + 1], .absolute(0.2)) }
    }

    /// Multiplying a history by a power of two multiplies the forecast, in the same bits.
    @Test func unitsDoNotMatter() {
        let values = Self.noisy(100, season: 12)
        let (one, large) = (Self.answer(values, seasons: [12]), Self.answer(values.map { $0 * 1024 }, seasons: [12]))
        #expect(large.values == one.values.map { $0 * 1024 })
    }

    @Test func longSeasonsAreForecastFromTheirDecomposition() {
        var random = RandomStream(seed: 6, purpose: "series")
        let shape = (0..<288).map { Float(10 + 8 * ($0 % 144 < 60 ? 1 : 0)) + Float(random.normal()) }
        let values = (0..<1440).map { shape[$0 % 288] + 0.3 * Float(random.normal()) }
        let answer = Self.answer(values, horizon: 288, seasons: [10_080, 288])
        var error: Float = 0
        for step in 0..<288 { error += abs(answer.values[3 * step + 1] - shape[step]) }
        #expect(error / 288 < 0.3 && answer.note == nil)
    }

    @Test func theSeasonIsTheFirstWithTwoCycles() {
        let history = KnownHistory([.nan] + Self.noisy(100, season: 7))
        #expect(history.season(among: [168, 51, 50, 7], longest: 1000) == 50)
        #expect(history.season(among: [168, 50, 7], longest: 24) == 7 && history.season(among: [1, 168], longest: 1000) == nil)
        #expect(ETS(history: 100).reach(in: Self.setting([50, 20_000, 24])) == 150)
    }

    @Test func batchesAndThreadsChangeNothing() throws {
        let rows = (0..<20).map { Self.noisy(60 + $0, season: 12, index: UInt64($0)) }
        let series = rows.enumerated().map { Series(id: "s\($0)", axis: .index(), values: $1) }
        let training = TrainingSet(try SeriesSet(series, quantity: .count()), seasons: [12])
        let one = try LocalForecaster(ETS(), horizon: 4).fit(on: training, options: FitOptions(compute: Compute(threads: 1)))
        let two = try LocalForecaster(ETS(), horizon: 4).fit(on: training, options: FitOptions(compute: Compute(threads: 2)))
        let together = try two.forecast(from: training.histories, horizon: 12)
        #expect(try training.histories.map { try one.forecast(from: $0, horizon: 12) } == together)
        let restored = try FittedLocal<ETS>(archive: one.archive(), compute: Compute(threads: 1))
        #expect(try restored.forecast(from: training.histories, horizon: 12) == together && restored.name == "ets")
    }

    /// Levels of instructions agree but for rounding, which the search may carry to another end of a flat optimum.
    @Test(arguments: InstructionSet.supported) func levelsOfInstructionsAgree(level: InstructionSet) {
        let values = Self.noisy(96, season: 12)
        let found = ETS().answers(for: [values[...]], horizon: 12, in: Self.setting([12], level: level))[0]
        expectClose(found.values, Self.answer(values, horizon: 12, seasons: [12]).values, .relative(1e-3))
    }

    /// Positive values that are sometimes almost 0 have relative errors of thousands of per cent: no model of them is taken, and none explodes.
    @Test func relativeErrorsMustBeSmall() throws {
        var random = RandomStream(seed: 21, purpose: "bursts")
        let values = (0..<300).map { _ in Float(random.exponential(rate: 1) * (random.int(below: 5) == 0 ? 0.001 : 1)) }
        let history = KnownHistory(values[...])
        let fits = AutomaticSmoothing.fits(
            SmoothingModel.candidates(seasonal: false, positive: true), to: history, season: nil, kernels: .best)
        #expect(fits.min { $0.aicc < $1.aicc }?.model.error == .multiplicative)
        let chosen = try #require(AutomaticSmoothing.fit(history, season: nil, kernels: .best))
        #expect(chosen.model.error == .additive)
        let largest = try #require(values.max())
        #expect(Self.answer(values, horizon: 48).values.allSatisfy { abs($0) < 3 * largest })
    }

    /// Intervals of forecasts of the model's own data hold what they say, within four standard errors of 400 series.
    @Test func intervalsCoverWhatTheySay() {
        var inside = 0
        for index in 0..<400 {
            var random = RandomStream(seed: 9, purpose: "walk", index: UInt64(index))
            var level = 50.0
            let values = (0..<120).map { _ in
                let error = random.normal()
                defer { level += 0.4 * error }
                return Float(level + error)
            }
            let answer = ETS().answers(for: [values[..<110]], horizon: 10, in: Self.setting())[0]
            if values[119] >= answer.values[27] && values[119] <= answer.values[29] { inside += 1 }
        }
        #expect(abs(Double(inside) / 400 - 0.8) < 0.08, "\(inside) of 400")
    }

    @Test func archivesWithAnImpossibleHistoryAreRefused() throws {
        let rule = try LocalForecaster(ETS(history: 16), horizon: 1).fit(
            on: TrainingSet(try SeriesSet([Series(id: "a", axis: .index(), values: [1, 2, 3])], quantity: .count()), seasons: []),
            options: FitOptions(compute: Compute(threads: 1)))
        var archive = try rule.archive()
        let text = try #require(archive.metadata["configuration"])
        let range = try #require(text.firstRange(of: "16"))
        archive.metadata["configuration"] = text[..<range.lowerBound] + "3" + text[range.upperBound...]
        #expect(throws: ForecastError.self) { try FittedLocal<ETS>(archive: archive, compute: Compute(threads: 1)) }
    }
}
