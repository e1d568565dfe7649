import Tensors
import TestSupport
import Testing

/// Distributions by their first two moments, within five standard errors, on both sides of every change of algorithm.
@Suite struct KeyedRandomTests {
    static let count = 100_000

    /// Mean and variance of draws at the points 0, 1, 2, …
    static func moments(_ lane: UInt32, _ draw: (inout KeyedRandom) -> Double) -> (mean: Double, variance: Double) {
        let key = StreamKey(seed: 3).appending("moments")
        var (sum, squares) = (0.0, 0.0)
        let values = (0..<count).map { point in
            var random = KeyedRandom(key, at: point, lane: lane)
            return draw(&random)
        }
        for value in values { sum += value }
        let mean = sum / Double(count)
        for value in values { squares += (value - mean) * (value - mean) }
        return (mean, squares / Double(count - 1))
    }

    /// The variance of a sample variance needs the fourth moment: `σ⁴·(κ + 2)/n` with excess kurtosis κ.
    static func expect(
        _ found: (mean: Double, variance: Double), mean: Double, variance: Double, kurtosis: Double, _ comment: String
    ) {
        let n = Double(count)
        expectClose(found.mean, mean, .absolute(5 * (variance / n).squareRoot()), comment + " mean")
        expectClose(found.variance, variance, .absolute(5 * variance * ((kurtosis + 2) / n).squareRoot()), comment + " variance")
    }

    @Test(arguments: [0.001, 0.3, 2, 11.99, 12.01, 40, 1_000, 3e6])
    func poisson(mean: Double) {
        let found = Self.moments(1) { Double($0.poisson(mean: mean)) }
        Self.expect(found, mean: mean, variance: mean, kurtosis: 1 / mean, "Poisson \(mean)")
    }

    @Test(arguments: [(1, 0.3), (10, 0.5), (50, 0.199), (50, 0.201), (200, 0.5), (1_000, 0.97), (100_000, 0.00005), (1_000_000, 0.4)])
    func binomial(trials: Int, p: Double) {
        let n = Double(trials)
        let variance = n * p * (1 - p)
        let found = Self.moments(2) { Double($0.binomial(trials: trials, probability: p)) }
        Self.expect(
            found, mean: n * p, variance: variance, kurtosis: (1 - 6 * p * (1 - p)) / variance, "binomial \(trials), \(p)")
    }

    @Test func binomialStaysInItsRange() {
        var random = KeyedRandom(StreamKey(seed: 1), at: 0)
        #expect(random.binomial(trials: 7, probability: 0) == 0 && random.binomial(trials: 7, probability: 1) == 7)
        #expect(random.binomial(trials: 0, probability: 0.5) == 0 && random.poisson(mean: 0) == 0)
        #expect(abs(random.poisson(mean: .infinity) - 1_000_000_000_000_000) < 1_000_000_000 && random.poisson(mean: .nan) == 0)
        for point in 0..<2_000 {
            var random = KeyedRandom(StreamKey(seed: 1), at: point)
            #expect((0...30).contains(random.binomial(trials: 30, probability: 0.45)))
        }
    }

    /// Cell by cell, not only moments: the chi-square statistic of the first 60 counts at mean 20.
    @Test func poissonHasItsProbabilities() {
        var bins = [Int](repeating: 0, count: 60)
        for point in 0..<Self.count {
            var random = KeyedRandom(StreamKey(seed: 9), at: point)
            bins[min(59, random.poisson(mean: 20))] += 1
        }
        var probability = 2.061153622438558e-09  // e⁻²⁰
        var statistic = 0.0
        var cells = 0
        for k in 0..<60 {
            let expected = probability * Double(Self.count)
            if expected > 5 {
                statistic += (Double(bins[k]) - expected) * (Double(bins[k]) - expected) / expected
                cells += 1
            }
            probability *= 20 / Double(k + 1)
        }
        // About 33 cells; the 0.9999 quantile of chi-square with 33 degrees of freedom is 72.
        #expect((28...36).contains(cells) && statistic < 72, "\(cells) cells, \(statistic)")
    }

    @Test(arguments: [0.05, 0.7, 1, 4.5, 300])
    func gamma(shape: Double) {
        Self.expect(Self.moments(3) { $0.gamma(shape: shape) }, mean: shape, variance: shape, kurtosis: 6 / shape, "gamma \(shape)")
    }

    @Test func negativeBinomialHasItsVariance() {
        let found = Self.moments(4) { Double($0.negativeBinomial(mean: 30, dispersion: 0.2)) }
        Self.expect(found, mean: 30, variance: 30 + 0.2 * 900, kurtosis: 1.3, "negative binomial")
        let poisson = Self.moments(5) { Double($0.negativeBinomial(mean: 30, dispersion: 0)) }
        Self.expect(poisson, mean: 30, variance: 30, kurtosis: 1.0 / 30, "dispersion 0")
    }

    @Test func betaHasItsMoments() {
        let found = Self.moments(6) { $0.beta(2, 6) }
        Self.expect(found, mean: 0.25, variance: 12.0 / (64 * 9), kurtosis: 0.2, "beta")
    }

    @Test func uniformNumbersStayInside() {
        let found = Self.moments(7) { $0.uniform() }
        Self.expect(found, mean: 0.5, variance: 1.0 / 12, kurtosis: -1.2, "uniform")
        for point in 0..<1_000 {
            var random = KeyedRandom(StreamKey(seed: 2), at: point)
            #expect((5.0...50).contains(random.logUniform(in: 5...50)))
            #expect((0..<3).contains(random.integer(below: 3)))
        }
    }

    @Test func pointsLanesAndNamesAreStreamsOfTheirOwn() {
        let key = StreamKey(seed: 1)
        let keys = [key, StreamKey(seed: 2), key.appending("a"), key.appending("b"), key.appending("a").appending("b"), key.appending(1)]
        var seen: Set<UInt64> = []
        for key in keys {
            for point in [-1, 0, 1, 1 << 40] {
                for lane in [UInt32(0), 1] {
                    var random = KeyedRandom(key, at: point, lane: lane)
                    for _ in 0..<8 { seen.insert(random.next()) }
                }
            }
        }
        #expect(seen.count == keys.count * 4 * 2 * 8)
    }
}
