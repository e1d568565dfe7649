import Forecasting
import Tensors
import TestSupport
import Testing

@Suite struct WindowDistributionTests {
    private static let levels = QuantileLevels.standard

    /// A forecast whose steps all have the quantiles τ² + τ.
    private static func same(_ steps: Int) -> QuantileForecast {
        forecast(levels.values, [[Float]](repeating: levels.values.map { Float($0 * $0 + $0) }, count: steps))
    }

    /// P(max ≤ q_τ) = τ^H for independent steps; its deviation over 20,000 paths is at most 0.0036.
    @Test func independentStepsMultiply() {
        let steps = 8
        let draws = PathDraws(PathLevels(GaussianCopula(independent: steps), count: 20_000, seed: 3), at: Self.levels)
        let maximum = draws.maximum(of: Self.same(steps))
        for level in [0.5, 0.8, 0.9, 0.95, 0.99] {
            let below = 1 - maximum.probability(above: Float(level * level + level))
            expectClose(below, PortableMath.power(level, steps), .absolute(0.012), "level \(level)")
        }
    }

    /// P(max ≤ q_τ) = τ where all steps are one, whatever their scale; sums are sums of quantiles.
    @Test(arguments: [100, 200, 1000])
    func comonotoneStepsAreOneStep(count: Int) throws {
        var random = numbers(3)
        let rows = (0..<5).map { _ in Self.levels.values.map { _ in Float(random.normal()) }.sorted() }
        let one = forecast(Self.levels.values, rows)
        let draws = PathDraws(comonotoneLevels(count, 5), at: Self.levels)
        let (maximum, sum) = (draws.maximum(of: one), draws.sum(of: one))
        for level in [0.1, 0.35, 0.5, 0.9, 0.95] {
            let quantiles = try one.quantile(level)
            // Between draws both are lines, but for the kinks of the quantile functions: half a part of (0, 1) beside the steepest segment.
            expectClose(maximum.quantile(level), quantiles.max()!, .absolute(40 / Double(count)))
            expectClose(sum.quantile(level), quantiles.reduce(0, +), .absolute(60 / Double(count)))
        }
        let same = draws.maximum(of: Self.same(5))
        for level in [0.2, 0.5, 0.9, 0.95] {
            expectClose(1 - same.probability(above: Float(level * level + level)), level, .absolute(1.01 / Double(count)))
        }
    }

    /// The copula learnt from equal steps is nearly that of one step: its ceiling is far below the independent one.
    @Test func dependenceLowersTheMaximumAndWidensTheSum() {
        let errors = (0..<64).flatMap { path in [Float](repeating: Float(path), count: 24) }
        let equal = PathDraws(PathLevels(GaussianCopula(ranks: errors, count: 64, steps: 24), count: 1000), at: Self.levels)
        let free = PathDraws(PathLevels(GaussianCopula(independent: 24), count: 1000), at: Self.levels)
        let one = Self.same(24)
        expectClose(equal.maximum(of: one).quantile(0.5), 0.75, .absolute(0.08))
        #expect(free.maximum(of: one).quantile(0.5) > 1.8)
        let (dependent, independent) = (equal.sum(of: one), free.sum(of: one))
        #expect(dependent.quantile(0.95) > independent.quantile(0.95) + 10)
        // Every step's distribution is exact, so the mean of a sum is the same however steps hang together.
        expectClose(dependent.mean, independent.mean, .relative(1e-5))
    }

    /// Paths 1 7 4 and 5 2 6.
    @Test func windowsByHand() {
        let levels = PathLevels(count: 2, steps: 3, levels: [0.25, 0.75, 0.75, 0.25, 0.25, 0.75])
        let draws = PathDraws(levels, at: try! QuantileLevels([0.25, 0.75]))
        let one = forecast([0.25, 0.75], [[1, 5], [2, 7], [4, 6]])
        #expect(draws.paths(of: one) == [1, 7, 4, 5, 2, 6])
        for (window, maxima, sums) in [
            (0..<3, [6, 7], [12, 13]), (0..<1, [1, 5], [1, 5]), (1..<3, [6, 7], [8, 11]), (2..<3, [4, 6], [4, 6]),
        ] as [(Range<Int>, [Float], [Float])] {
            let paths = SamplePaths(one, draws: draws)
            #expect(draws.maximum(of: one, over: window) == WindowDistribution(window: window, samples: maxima))
            #expect(draws.sum(of: one, over: window) == WindowDistribution(window: window, samples: sums))
            #expect(paths.maximum(over: window).samples == maxima && paths.sum(over: window).samples == sums)
            #expect(paths.maximum(over: window).window == window)
        }
        #expect(draws.maximum(of: one).ceiling == SamplePaths(one, draws: draws).ceiling)
    }

    /// Type 5 on 1, 2, 4, 8: position 4·level − ½.
    @Test(arguments: [(0, 1), (0.125, 1), (0.25, 1.5), (0.5, 3), (0.75, 6), (0.875, 8), (1, 8)] as [(Double, Float)])
    func quantilesByHand(level: Double, value: Float) {
        let one = WindowDistribution(window: 3..<5, samples: [8, 1, 4, 2])
        expectClose(one.quantile(level), value, .absolute(1e-6))
        #expect(one.samples == [1, 2, 4, 8] && one.mean == 3.75)
    }

    @Test func probabilitiesByHand() {
        let one = WindowDistribution(window: 0..<1, samples: [8, 2, 2, 1])
        for (value, share) in [(0, 1), (1, 0.75), (1.5, 0.75), (2, 0.25), (7, 0.25), (8, 0), (9, 0)] as [(Float, Double)] {
            #expect(one.probability(above: value) == share)
        }
    }

    @Test func samplePathsNeedNoForecast() {
        let paths = SamplePaths(history: history([0]), count: 3, horizon: 2, values: [1, 2, 5, 0, 3, 3])
        #expect(paths.maximum(over: 0..<2).samples == [2, 3, 5] && paths.sum(over: 0..<2).samples == [3, 5, 6])
        #expect(paths.maximum(over: 1..<2).samples == [0, 2, 3])
        let times = paths.crossingTimes(of: 2, over: 0..<2)
        #expect(times.probability(by: 0) == 2.0 / 3 && times.probabilityOfNone == 1.0 / 3)
    }
}
