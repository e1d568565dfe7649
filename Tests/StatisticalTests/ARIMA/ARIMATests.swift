import Forecasting
import Statistical
import Tensors
import TestSupport
import Testing
import Traces

@Suite struct ARIMATests {
    /// statsforecast's optimiser stops at a relative gain of 1e-8 or so, which leaves coefficients uncertain to about 1e-4.
    @Test(arguments: ["ar2", "ma1", "arma11", "ar3"]) func sumsAreThoseOfStatsforecast(name: String) throws {
        let golden = try GoldenFile(named: "arima")
        let values = try golden.doubles("\(name).values").values, orders = try golden.doubles("\(name).orders").values.map { Int($0) }
        // Errors count from the largest order on, statsforecast's from the autoregressive one: alike for pure autoregressions.
        let (process, sum) = ConditionalSumOfSquares(values, largest: max(orders[0], 1)).fit(
            autoregressive: orders[0], movingAverage: orders[1])
        let expected = try golden.doubles("\(name).coefficients").values
        expectClose(process.autoregressive + process.movingAverage, expected, .absolute(orders[0] == 0 ? 1e-2 : 5e-4), name)
        let theirs = ARMAProcess(autoregressive: Array(expected.prefix(orders[0])), movingAverage: Array(expected.suffix(orders[1])))
        let errors = theirs.errors(of: values, from: orders[0])
        expectClose(errors.reduce(0) { $0 + $1 * $1 }, try golden.doubles("\(name).sum").values[0], .relative(1e-9), name)
        if orders[0] > 0 { #expect(sum <= (try golden.doubles("\(name).sum").values[0]) * (1 + 1e-9)) }
        // Deviations relative to the first one do not depend on how the variance is estimated.
        let deviations = try golden.doubles("\(name).deviations").values
        var squares = 0.0
        let found = theirs.psiWeights(10).map { weight in
            squares += weight * weight
            return squares.squareRoot()
        }
        expectClose(found, deviations.map { $0 / deviations[0] }, .relative(1e-6), name)
    }

    @Test func psiWeightsByHand() {
        let process = ARMAProcess(autoregressive: [0.5], movingAverage: [0.25])
        #expect(process.psiWeights(4) == [1, 0.75, 0.375, 0.1875])
        #expect(process.psiWeights(4, differences: 1) == [1, 1.75, 2.125, 2.3125])
        #expect(ARMAProcess().psiWeights(3, differences: 1) == [1, 1, 1])
    }

    @Test func forecastsByHand() {
        let process = ARMAProcess(autoregressive: [0.5], movingAverage: [0.25])
        // Errors of 2, 4, 3: 0 (not counted), 3, 3 − 2 − 0.75 = 0.25; then 1.5 + 0.0625, and halves of it.
        #expect(process.errors(of: [2, 4, 3], from: 1) == [0, 3, 0.25])
        #expect(process.forecast(after: [2, 4, 3], horizon: 3) == [1.5625, 0.78125, 0.390625])
    }

    @Test func stabilityByHand() {
        #expect(ARMAProcess(autoregressive: [0.5, 0.3], movingAverage: [0.9]).isStable)
        #expect(!ARMAProcess(autoregressive: [0.7, 0.4]).isStable)  // φ₁ + φ₂ > 1
        #expect(!ARMAProcess(movingAverage: [-1.2]).isStable && !ARMAProcess(autoregressive: [0, 0, 1]).isStable)
    }

    @Test func stationarityIsTestedAsByStatsmodels() throws {
        let golden = try GoldenFile(named: "arima")
        let noise = try golden.doubles("ar2.values").values
        var walk = noise
        for step in walk.indices.dropFirst() { walk[step] += walk[step - 1] }
        expectClose(StationarityTest.statistic(noise), try golden.doubles("kpss.noise").values[0], .relative(1e-10))
        expectClose(StationarityTest.statistic(walk), try golden.doubles("kpss.walk").values[0], .relative(1e-10))
        #expect(StationarityTest.statistic([3, 3, 3]) == 0 && StationarityTest.differences(walk, atMost: 1) == 1)
        #expect(StationarityTest.differences(try golden.doubles("ma1.values").values, atMost: 2) == 0)
    }

    @Test func findsTheProcessBehindASeries() {
        var (stream, values) = (RandomStream(seed: 2, purpose: "test"), [0.0, 0])
        for _ in 0..<3000 { values.append(1.2 * values[values.count - 1] - 0.5 * values[values.count - 2] + 2 * stream.normal()) }
        let found = ARIMATrend.process(of: Array(values.dropFirst(100)), hasMean: true)
        // Standard errors of these coefficients are 0.016; the criterion may choose more of them, with the same weights ψ.
        expectClose(found.psiWeights(4), [1, 1.2, 0.94, 0.528], .absolute(0.1))
        expectClose(found.variance, 4, .relative(0.1))
    }

    @Test func soundForAnyHistory() throws {
        try LocalModelTesting.expectSound(ARIMA(), seasons: [24])
        try LocalModelTesting.expectSound(ARIMA(), seasons: [])
    }

    @Test func aWalkIsContinuedWithGrowingSpread() throws {
        var (stream, walk) = (RandomStream(seed: 3, purpose: "test"), [100.0])
        for _ in 0..<900 { walk.append(walk[walk.count - 1] + stream.normal()) }
        let quantiles = ARIMATrend().quantiles(after: walk, horizon: 25, levels: try QuantileLevels([0.1, 0.5, 0.9]))
        expectClose(quantiles[1], walk[900], .absolute(0.5))
        expectClose(quantiles[2] - quantiles[0], 2.563, .relative(0.1))
        expectClose((quantiles[74] - quantiles[72]) / (quantiles[2] - quantiles[0]), 5, .relative(0.2))
    }
}
