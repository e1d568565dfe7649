import Forecasting
import Tensors
import TestSupport
import Testing
import Traces

@Suite struct QuantileForecastTests {
    static let levels = [0.1, 0.5, 0.9]

    @Test func crossedQuantilesAreOrderedByARunningMaximum() {
        let one = forecast([0.1, 0.3, 0.5, 0.9], [[3, 1, 2, 5], [1, 2, 3, 4], [-1, -2, -3, -4]])
        #expect(one.values == [3, 3, 3, 5, 1, 2, 3, 4, -1, -1, -1, -1])
    }

    @Test func originAndTargetsComeFromTheHistory() {
        let series = Series(id: "web", axis: .clock(startSeconds: 3600, stepSeconds: 60), values: [1, 2, 3, 4])
        let one = QuantileForecast(
            history: History(series, count: 3), levels: try! QuantileLevels([0.5]), horizon: 2, values: [1, 2], note: "why")
        #expect(one.seriesID == "web" && one.note == "why")
        #expect(one.origin == (3600 + 120) * 1_000_000_000)
        #expect(one.axis.start == (3600 + 180) * 1_000_000_000 && one.axis.step == 60 * 1_000_000_000)
    }

    @Test func quantilesAtTheLevelsAreExact() throws {
        // A large step beside a small value: a + 1·(b − a) would lose the small one.
        let one = forecast(Self.levels, [[-1e8, 0.1, 1e8], [1, 2, 4]])
        #expect(try one.quantile(0.1) == [-1e8, 1])
        #expect(try one.quantile(0.5) == [0.1, 2])
        #expect(try one.quantile(0.9) == [1e8, 4])
        #expect(try forecast([0.1, 0.5], [[-1e8, 0.1]]).quantile(0.5) == [0.1])
        #expect(try one.at(try QuantileLevels([0.1, 0.9])).values == [-1e8, 1e8, 1, 4])
    }

    @Test func quantilesBetweenLevelsAreLinearInProbability() throws {
        let one = forecast(Self.levels, [[1, 2, 4]])
        expectClose(try one.quantile(0.3), [1.5], .relative(1e-6))
        expectClose(try one.quantile(0.7), [3], .relative(1e-6))
        expectClose(try one.quantile(0.6), [2.5], .relative(1e-6))
        expectClose(try one.at(try QuantileLevels([0.2, 0.7, 0.9])).values, [1.25, 3, 4], .relative(1e-6))
    }

    @Test func quantilesAreMonotoneInTheLevel() throws {
        var random = numbers(1)
        for _ in 0..<50 {
            let rows = (0..<3).map { _ in QuantileLevels.standard.values.map { _ in Float(random.normal() * 1e4) }.sorted() }
            let one = forecast(QuantileLevels.standard.values, rows)
            var previous = [Float](repeating: -.infinity, count: 3)
            for k in 0...490 {
                let level = 0.01 + Double(k) * 0.002
                let found = try one.quantile(min(level, 0.99))
                #expect(zip(previous, found).allSatisfy { $0 <= $1 }, "at level \(level)")
                previous = found
            }
        }
    }

    @Test func levelsOutsideAreRefused() throws {
        let one = forecast(Self.levels, [[1, 2, 4]])
        #expect(throws: ForecastError.levelOutsideRange(0.95, trained: Self.levels)) { try one.quantile(0.95) }
        #expect(throws: ForecastError.levelOutsideRange(0.05, trained: Self.levels)) {
            try one.at(try QuantileLevels([0.05, 0.5]))
        }
    }

    /// Flat below 0.1 and above 0.9, trapezoids between: 0.1·1 + 0.4·(1+2)/2 + 0.4·(2+4)/2 + 0.1·4.
    @Test func meanFollowsTheTrapezoidRule() throws {
        expectClose(forecast(Self.levels, [[1, 2, 4], [3, 3, 3]]).mean, [2.3, 3], .relative(1e-6))
        #expect(forecast([0.5], [[7]]).mean == [7])
        // Symmetric quantiles have the median as their mean.
        let symmetric = QuantileLevels.standard.values.map { Float(10 + 8 * ($0 - 0.5)) }
        expectClose(forecast(QuantileLevels.standard.values, [symmetric]).mean, [10], .relative(1e-6))
    }

    @Test func prefixKeepsEverythingButTheEnd() {
        let one = forecast(Self.levels, [[1, 2, 4], [2, 3, 5], [3, 4, 6]], lowerBound: 0)
        let two = one.prefix(2)
        #expect(two.horizon == 2 && two.values == [1, 2, 4, 2, 3, 5])
        #expect(two.origin == one.origin && two.axis == one.axis && two.levels == one.levels && two.seriesID == one.seriesID)
        #expect(two.lowerBound == 0)
        #expect(one.prefix(3) == one)
        #expect(two[1, 2] == 5)
    }
}
