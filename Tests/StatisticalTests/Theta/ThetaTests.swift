import Forecasting
import Statistical
import Tensors
import TestSupport
import Testing
import Traces

/// The theta method as users ask for it.
@Suite struct ThetaTests {
    private static func setting(_ seasons: [Int] = []) -> LocalSetting {
        LocalSetting(seasons: seasons, quantity: .count(), levels: .plain)
    }

    private static func answer(_ values: [Float], _ variant: Theta.Variant = .automatic, horizon: Int = 6, seasons: [Int] = [])
        -> LocalAnswer
    {
        Theta(variant).answers(for: [values[...]], horizon: horizon, in: setting(seasons))[0]
    }

    private static func noisy(_ count: Int, season: Int, index: UInt64 = 0) -> [Float] {
        var random = RandomStream(seed: 5, purpose: "series", index: index)
        return (0..<count).map { Float(20 + 5 * Double(($0 * 7) % season) / Double(season) + random.normal()) }
    }

    @Test(arguments: Theta.Variant.allCases) func everyLengthHasAFiniteAnswer(variant: Theta.Variant) {
        for count in 0...40 {
            for factor in [1 as Float, -1, 1e-20, 1e15] {
                let values = Self.noisy(count, season: 4).enumerated().map { $0 % 5 == 3 ? Float.nan : $0 % 7 == 0 ? 0 : factor * $1 }
                let answer = Self.answer(values, variant, seasons: [4])
                #expect(answer.values.count == 18 && answer.values.allSatisfy(\.isFinite), "\(count) \(factor)")
                #expect((answer.note != nil) == (KnownHistory(values[...]).known.count < 7))
            }
        }
    }

    /// A line has the slope of the line under θ = 2 halved, as the method wants it, and its own where θ is free.
    @Test func linesAreContinued() {
        let line = (0..<50).map { Float(3 + 2 * $0) }
        for variant in [Theta.Variant.optimised, .automatic] {
            let answer = Self.answer(line, variant)
            for step in 0..<6 { expectClose(answer.values[3 * step + 1], Float(3 + 2 * (50 + step)), .relative(2e-3)) }
        }
        let standard = Self.answer(line, .standard)
        expectClose(standard.values[16] - standard.values[1], 5, .relative(1e-3))
    }

    @Test func seasonsComeBack() {
        let pattern: [Float] = [5, 9, 2, 4, 8]
        for offset in [0 as Float, -5] {
            let answer = Self.answer((0..<60).map { pattern[$0 % 5] + offset }, horizon: 10, seasons: [5])
            for step in 0..<10 { expectClose(answer.values[3 * step + 1], pattern[step % 5] + offset, .absolute(1e-3)) }
        }
    }

    @Test func missingValuesAreInterpolated() {
        #expect(KnownHistory([.nan, 1, .nan, .nan, 4, 2, .nan]).interpolated == [1, 2, 3, 4, 2, 2])
        #expect(KnownHistory([1, 2]).interpolated == [1, 2])
    }

    @Test func theTestFindsSeasonsOnly() {
        let seasonal = Self.noisy(200, season: 12).map(Double.init)
        #expect(SeasonalAdjustment.isSeasonal(seasonal, season: 12, kernels: .best))
        #expect(!SeasonalAdjustment.isSeasonal(Array(seasonal.prefix(23)), season: 12, kernels: .best))
        var random = RandomStream(seed: 2, purpose: "noise")
        let found = (0..<200).filter { _ in
            SeasonalAdjustment.isSeasonal((0..<120).map { _ in random.normal() }, season: 12, kernels: .best)
        }
        // A test at the level 0.1 finds 20 of 200; its standard deviation is 4.
        #expect((4...36).contains(found.count), "\(found.count)")
        #expect(SeasonalAdjustment(seasonal, season: 3, kernels: .best).indices.isEmpty)
    }

    /// Deviations of dynamic models are those of simulated paths that are drawn one step at a time, each becoming part of the history. The
    /// standard error of a simulated deviation is 1.1 %, and the approximation lies above.
    @Test func deviationsOfDynamicModelsAreThoseOfPaths() {
        let values = Self.noisy(60, season: 60).map(Double.init)
        let fit = Theta(.dynamicOptimised).fit(values, season: nil, kernels: .best).fit
        let deviations = fit.deviations(horizon: 5)
        var random = RandomStream(seed: 1, purpose: "paths")
        let paths = (0..<4000).map { _ in
            var history = values
            for _ in 0..<5 {
                let next = ThetaFit(
                    history, line: ThetaLine(history, isDynamic: true), alpha: fit.alpha, weight: fit.weight, initialLevel: fit.initialLevel
                )
                history.append(next.means(horizon: 1)[0] + deviations[0] * random.normal())
            }
            return history.suffix(5)
        }
        for step in 0..<5 {
            let column = paths.map { $0[$0.startIndex + step] }
            let mean = column.reduce(0, +) / 4000
            let deviation = (column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 4000).squareRoot()
            expectClose(deviation, deviations[step], .relative(0.05), "step \(step)")
        }
    }

    /// With a fixed line, `σ √(1 + (h − 1) α²)`.
    @Test func deviationsOfFixedLinesGrowByTheFormula() {
        let fit = Theta(.standard).fit(Self.noisy(60, season: 60).map(Double.init), season: nil, kernels: .best).fit
        let deviations = fit.deviations(horizon: 10), sigma = (fit.squares / 54).squareRoot()
        for step in 0..<10 {
            expectClose(deviations[step], sigma * (1 + Double(step) * fit.alpha * fit.alpha).squareRoot(), .relative(1e-12))
        }
    }

    @Test func archivesRestoreTheVariant() throws {
        let rows = (0..<20).map { Self.noisy(60 + $0, season: 12, index: UInt64($0)) }
        let series = rows.enumerated().map { Series(id: "s\($0)", axis: .index(), values: $1) }
        let training = TrainingSet(try SeriesSet(series, quantity: .count()), seasons: [12])
        let options = FitOptions(compute: Compute(threads: 2))
        let model = try LocalForecaster(Theta(.dynamicStandard, history: 50), horizon: 4).fit(on: training, options: options)
        let restored = try FittedLocal<Theta>(archive: model.archive(), compute: Compute(threads: 1))
        #expect(restored.model == model.model && restored.name == "theta" && restored.reach == 50)
        let forecasts = try model.forecast(from: training.histories, horizon: 5)
        #expect(try training.histories.map { try restored.forecast(from: $0, horizon: 5) } == forecasts)
        var archive = try model.archive()
        let text = try #require(archive.metadata["configuration"]), range = try #require(text.firstRange(of: "dynamicStandard"))
        archive.metadata["configuration"] = text[..<range.lowerBound] + "circular" + text[range.upperBound...]
        #expect(throws: ForecastError.self) { try FittedLocal<Theta>(archive: archive, compute: Compute(threads: 1)) }
    }
}
