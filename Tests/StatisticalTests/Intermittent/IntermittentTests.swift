import Forecasting
import Statistical
import Tensors
import TestSupport
import Testing
import Traces

@Suite struct IntermittentTests {
    @Test func negativeBinomialByHand() throws {
        // m = 2, v = 4: r = 2, P(0) = ¼, P(1) = 2·¼·½ = ¼, P(2) = 3/16.
        let plain = try #require(NegativeBinomial.distribution(mean: 2, variance: 4, shift: 0))
        expectClose(plain.probabilities.prefix(3), [0.25, 0.25, 0.1875], .relative(1e-6))
        expectClose(plain.mean, 2, .relative(1e-5))
        let poisson = try #require(NegativeBinomial.distribution(mean: 2, variance: 1.5, shift: 1))
        expectClose(poisson.probabilities.prefix(3), [0.1353352832, 0.2706705665, 0.2706705665], .relative(1e-6))
        #expect(poisson.values.prefix(3) == [1, 2, 3])
        #expect(NegativeBinomial.distribution(mean: 1e6, variance: 1e6, shift: 0) == nil)
        #expect(NegativeBinomial.distribution(mean: 0, variance: 0, shift: 1)?.values == [1])
    }

    @Test func quantilesAreReachedValues() throws {
        let levels = try QuantileLevels([0.1, 0.5, 0.6, 0.95])
        let sizes = DiscreteDistribution(values: [7, 3], weights: [1, 3])
        #expect(DiscreteDistribution(hurdle: 0.5, sizes: sizes).quantiles(levels) == [0, 0, 3, 7])
        let pool = DiscreteDistribution(pool: [(sizes, 1), (DiscreteDistribution(values: [5], weights: [2]), 3), (sizes, 0)])
        #expect(pool.values == [3, 5, 7] && pool.probabilities == [0.1875, 0.75, 0.0625] && pool.mean == 4.75)
    }

    @Test func soundForAnyHistory() throws { try LocalModelTesting.expectSound(Intermittent(), seasons: []) }

    @Test func wholeSeriesAreWholeAndFollowTheLatestRegime() throws {
        let setting = LocalModelTesting.setting(quantity: .count())
        var stream = RandomStream(seed: 4, purpose: "test")
        let sparse = (0..<600).map { _ in stream.uniform() < 0.2 ? Float(1 + stream.int(below: 4)) : 0 }
        let row = LocalModelTesting.answer(Intermittent(), sparse, horizon: 10, in: setting).values.prefix(13)
        #expect(row.allSatisfy { $0 == $0.rounded() })
        // Four steps in five are empty: the 0.7 quantile is 0, and the 0.9 quantile, half of the sizes, 2 or 3.
        #expect(row[8] == 0 && (2...3).contains(row[10]))
        let silent = LocalModelTesting.answer(Intermittent(), sparse + [Float](repeating: 0, count: 300), horizon: 10, in: setting).values
        #expect(silent.prefix(12).allSatisfy { $0 == 0 })
    }

    /// On draws from the model itself the nominal share of values lies at or below each quantile: within four standard deviations.
    @Test func poissonCountsAreCovered() throws {
        let levels = try QuantileLevels([0.5, 0.9])
        var stream = RandomStream(seed: 8, purpose: "test")
        let poisson = try #require(NegativeBinomial.distribution(mean: 0.7, variance: 0.7, shift: 0))
        func draw() -> Float {
            var (left, index) = (stream.uniformDouble(), 0)
            while index < poisson.values.count - 1 && left >= poisson.probabilities[index] {
                left -= poisson.probabilities[index]
                index += 1
            }
            return Float(poisson.values[index])
        }
        let setting = LocalModelTesting.setting(quantity: .count(), levels: levels)
        let row = LocalModelTesting.answer(Intermittent(), (0..<800).map { _ in draw() }, horizon: 5, in: setting).values
        // P(0) = 0.497, P(≤ 1) = 0.844, P(≤ 2) = 0.966.
        #expect((0...1).contains(row[0]) && row[1] == 2)
    }
}
