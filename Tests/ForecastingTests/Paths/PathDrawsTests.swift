import Forecasting
import Tensors
import TestSupport
import Testing

@Suite struct PathDrawsTests {
    static let three = try! QuantileLevels([0.1, 0.5, 0.9])

    /// Beyond 0.9 a weight of 1 is five times rarer, as 0.9 is than 0.5.
    @Test(
        arguments: [(0.1, 1, 0.0), (0.3, 1, 0.5), (0.5, 2, 0), (0.8, 2, 0.75), (0.9, 3, 0), (0.98, 3, 1), (0.996, 3, 2), (0.02, 0, 1)]
            as [(Double, Int, Double)])
    func positionsAreThoseOfTheRule(level: Double, segment: Int, weight: Double) {
        let position = PathDraws.position(of: level, in: Self.three.values)
        #expect(position.segment == segment)
        expectClose(position.weight, weight, .absolute(1e-12))
    }

    /// The tails of an exponential distribution and of its mirror image are met exactly, from whatever levels they are continued.
    @Test(arguments: [[0.1, 0.5, 0.9], [0.5, 0.9], QuantileLevels.standard.values, (1...40).map { Double($0) / 41 }])
    func exponentialTailsAreExact(levels: [Double]) throws {
        let draws = PathDraws(comonotoneLevels(1000, 1), at: try QuantileLevels(levels))
        let upper = draws.paths(of: forecast(levels, [levels.map { Float(-naturalLogarithm(1 - $0)) }]))
        let lower = draws.paths(of: forecast(levels, [levels.map { Float(naturalLogarithm($0)) }]))
        for path in 0..<1000 {
            let level = (Double(path) + 0.5) / 1000
            if level > levels.last! { expectClose(upper[path], -naturalLogarithm(1 - level), .relative(2e-6)) }
            if level < levels[0] { expectClose(lower[path], naturalLogarithm(level), .relative(2e-6)) }
        }
    }

    /// Inside the levels a value is the quantile as forecasts give it; values of a step are in the order of the levels.
    @Test(arguments: [3, 13, 20])
    func valuesFollowTheRuleBetweenLevels(count: Int) throws {
        let levels = count == 13 ? QuantileLevels.standard.values : (1...count).map { Double($0) / Double(count + 1) }
        var random = numbers(UInt64(count))
        let one = forecast(levels, (0..<4).map { _ in levels.map { _ in Float(random.normal()) }.sorted() })
        let drawn = comonotoneLevels(500, 3), draws = PathDraws(drawn, at: try QuantileLevels(levels))
        let values = draws.paths(of: one)
        for path in 0..<500 where drawn[0, path] >= levels[0] && drawn[0, path] <= levels.last! {
            expectClose((0..<4).map { values[path * 4 + $0] }, try one.quantile(drawn[0, path]), .absolute(1e-6))
        }
        for step in 0..<4 {
            for path in 1..<500 { #expect(values[path * 4 + step] >= values[(path - 1) * 4 + step] - 1e-6) }
        }
    }

    @Test func oneLevelIsTheWholeDistribution() throws {
        let draws = PathDraws(comonotoneLevels(20, 2), at: try QuantileLevels([0.9]))
        #expect(draws.maximum(of: forecast([0.9], [[3], [7]])).samples == [Float](repeating: 7, count: 20))
    }

    @Test func valuesRespectTheLowerBound() {
        let draws = PathDraws(comonotoneLevels(200, 1), at: Self.three)
        let free = draws.paths(of: forecast(Self.three.values, [[0, 1, 2]]))
        let bounded = draws.paths(of: forecast(Self.three.values, [[0, 1, 2]], lowerBound: 0))
        #expect(free[0] < 0 && bounded == free.map { max($0, 0) })
    }

    /// Later steps than were drawn take the first draws again.
    @Test func longForecastsBeginAnew() {
        let copula = GaussianCopula(ranks: decayingErrors(64, 3, factor: 0.8, seed: 1), count: 64, steps: 3)
        let draws = PathDraws(PathLevels(copula, count: 50), at: Self.three)
        let values = draws.paths(of: forecast(Self.three.values, [[Float]](repeating: [1, 2, 3], count: 5)))
        for path in 0..<50 { #expect(values[path * 5] == values[path * 5 + 3] && values[path * 5 + 1] == values[path * 5 + 4]) }
    }

    /// A shorter forecast has the beginning of the paths of a longer one.
    @Test func shortForecastsAreABeginning() {
        let one = forecast(Self.three.values, (0..<9).map { step -> [Float] in [Float(step), Float(step + 2), Float(step + 5)] })
        let draws = PathDraws(PathLevels(GaussianCopula(independent: 9), seed: 4), at: Self.three)
        let (all, some) = (draws.paths(of: one), draws.paths(of: one.prefix(4)))
        for path in 0..<200 {
            let (long, short) = (Array(all.dropFirst(9 * path).prefix(4)), Array(some.dropFirst(4 * path).prefix(4)))
            #expect(long == short)
        }
        #expect(draws.maximum(of: one.prefix(4)).samples == draws.maximum(of: one, over: 0..<4).samples)
    }
}
