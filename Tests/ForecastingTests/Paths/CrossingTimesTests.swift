import Forecasting
import Tensors
import TestSupport
import Testing

@Suite struct CrossingTimesTests {
    /// Four paths over steps 2, 3 and 4: one at once, two at step 4, one never.
    @Test func timesByHand() {
        let times = CrossingTimes(window: 2..<5, threshold: 7, passed: [2, 0, 3, 2])
        #expect((0..<7).map { times.probability(by: $0) } == [0, 0, 0.25, 0.25, 0.75, 0.75, 0.75])
        #expect(times.probabilityOfNone == 0.25 && times.count == 4 && times.threshold == 7)
        #expect(times.quantile(0.2) == 2 && times.quantile(0.25) == 2 && times.quantile(0.26) == 4 && times.quantile(0.75) == 4)
        #expect(times.quantile(0.76) == nil && times.quantile(1) == nil)
    }

    /// Paths 1 7 4 and 5 2 6 of a forecast.
    @Test func drawsCross() {
        let levels = PathLevels(count: 2, steps: 3, levels: [0.25, 0.75, 0.75, 0.25, 0.25, 0.75])
        let draws = PathDraws(levels, at: try! QuantileLevels([0.25, 0.75]))
        let one = forecast([0.25, 0.75], [[1, 5], [2, 7], [4, 6]])
        for (threshold, window, passed) in [
            (3, 0..<3, [1, 0]), (5, 0..<3, [1, 2]), (6, 0..<3, [1, 3]), (7, 0..<3, [3, 3]), (3, 1..<3, [0, 1]), (4, 2..<3, [1, 0]),
        ] as [(Float, Range<Int>, [Int])] {
            let expected = CrossingTimes(window: window, threshold: threshold, passed: passed)
            #expect(draws.crossingTimes(of: threshold, by: one, over: window) == expected)
            #expect(SamplePaths(one, draws: draws).crossingTimes(of: threshold, over: window) == expected)
        }
    }

    /// A threshold has been crossed by a step exactly where the maximum until then is above it.
    @Test func crossingsAreMaxima() {
        let copula = GaussianCopula(ranks: decayingErrors(64, 20, factor: 0.8, seed: 1), count: 64, steps: 20)
        let draws = PathDraws(PathLevels(copula, count: 300))
        var random = numbers(5)
        let one = forecast(
            QuantileLevels.standard.values,
            (0..<20).map { _ in QuantileLevels.standard.values.map { _ in Float(random.normal()) }.sorted() })
        for threshold in [Float(0.5), 1.5, 2.5] {
            let times = draws.crossingTimes(of: threshold, by: one, over: 3..<20)
            for step in 3..<20 {
                #expect(times.probability(by: step) == draws.maximum(of: one, over: 3..<step + 1).probability(above: threshold))
            }
            expectClose(times.probabilityOfNone, 1 - times.probability(by: 19), .absolute(1e-12))
        }
    }
}
