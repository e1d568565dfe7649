import FoundationEssentials
import Forecasting
import Statistical
import TestSupport
import Testing
import Traces

@Suite struct DecayedHistogramTests {
    @Test func bucketsGrowByTheRatio() {
        let buckets = ExponentialBuckets(first: 1, largest: 10, ratio: 2)
        // [0, 1) [1, 3) [3, 7) [7, 15) [15, …)
        #expect(buckets.count == 5 && (0..<5).map { buckets.start(of: $0) } == [0, 1, 3, 7, 15])
        #expect(
            [-4, 0, 0.99, 1.01, 2.9, 3.1, 6.9, 14.9, 15.1, 1e9, .infinity].map { buckets.index(of: $0) } == [
                0, 0, 0, 1, 1, 2, 2, 3, 4, 4, 4,
            ])
        // ⌈log₁.₀₅(1 + 0.05·10⁵)⌉ + 1
        #expect(ExponentialBuckets.cores.count == 176 && ExponentialBuckets.bytes.count == 176)
        expectClose(ExponentialBuckets.cores.start(of: 1), 0.01, .relative(1e-12))
        expectClose(ExponentialBuckets.cores.start(of: 2), 0.0205, .relative(1e-12))
    }

    @Test func percentilesAreUpperEdges() {
        var histogram = DecayedHistogram(buckets: ExponentialBuckets(first: 1, largest: 10, ratio: 2), halfLife: 1)
        #expect(histogram.isEmpty && histogram.percentile(0.9) == 0)
        for value in [0.5, 2, 2.5, 5] { histogram.add(value, at: 0) }
        #expect([0, 0.25, 0.26, 0.75, 0.76, 1].map { histogram.percentile($0) } == [1, 1, 3, 3, 7, 7])
        // The last bucket has no end.
        histogram.add(99, weight: 100, at: 0)
        #expect(histogram.percentile(0.5) == 15)
    }

    @Test func weightsHalveWithTheHalfLife() {
        var histogram = DecayedHistogram(buckets: ExponentialBuckets(first: 1, largest: 10, ratio: 2), halfLife: 24)
        histogram.add(0.5, weight: 4, at: 0)
        histogram.add(5, at: 48)
        // One half-life counts twice: 4 against 4.
        #expect(histogram.totalWeight == 8 && histogram.percentile(0.5) == 1 && histogram.percentile(0.51) == 7)
        histogram.add(5, at: 36)
        expectClose(histogram.weights[2], 4 + 2 * 2.0.squareRoot(), .relative(1e-15))
    }

    @Test func theReferenceMovesByWholeHalfLives() {
        let buckets = ExponentialBuckets(first: 1, largest: 10, ratio: 2)
        var histogram = DecayedHistogram(buckets: buckets, halfLife: 10)
        histogram.add(0.5, at: 1000)
        #expect(histogram.referenceTime == 0 && histogram.totalWeight == 0x1p100)
        histogram.add(5, at: 1003)
        #expect(histogram.referenceTime == 1000)
        expectClose(histogram.weights[0], 1, .relative(1e-15))
        expectClose(histogram.weights[2], 1.2311444133449163, .relative(1e-14))  // 2^0.3
        // Far later nothing of the old samples is left.
        histogram.add(2, at: 1e6 + 4)
        #expect(histogram.referenceTime == 1e6 && histogram.percentile(0) == 3 && histogram.percentile(1) == 3)
        // Samples may come late.
        histogram.add(5, at: 1e6 - 10)
        #expect(histogram.percentile(1) == 7)
    }

    @Test func soundForAnyHistory() throws {
        try LocalModelTesting.expectSound(DecayedHistogramModel(), seasons: [24])
        try LocalModelTesting.expectSound(DecayedHistogramModel(halfLife: 3), seasons: [])
    }

    @Test func forecastsItsPercentiles() throws {
        let levels = try QuantileLevels([0.2, 0.5, 0.9])
        let setting = LocalModelTesting.setting(seasons: [4], quantity: .count(), levels: levels)
        let values: [Float] = [100, .nan, 100, 100, 10, 10, 10, .nan, 10, 10, 10, 10]
        let answer = LocalModelTesting.answer(DecayedHistogramModel(), values, horizon: 2, in: setting)
        // Weights in units of the first: 1 + √2 + 2^¾ of 100, 2·(1 + 2^¼ + √2) + 4·(1 + 2^¼ + √2 + 2^¾) of 10: the share of 100 is 0.13.
        #expect(answer.values[2] == 100 && answer.values[5] == 100)
        for value in answer.values[0..<2] { #expect(value > 10 && value <= 10.5) }
        // A short half-life has forgotten the hundreds.
        let short = LocalModelTesting.answer(DecayedHistogramModel(halfLife: 1), values, horizon: 1, in: setting)
        #expect(short.values[2] == short.values[0] && short.values[0] <= 10.5)
    }

    @Test func quietSeriesAreForecastToBeQuiet() throws {
        let setting = LocalModelTesting.setting(quantity: .count(), levels: try QuantileLevels([0.5, 0.99]))
        let row = LocalModelTesting.answer(DecayedHistogramModel(), (0..<60).map { $0 % 6 == 0 ? 20 : 0 }, horizon: 1, in: setting).values
        #expect(row == [0, 20])
    }

    @Test func shiftedDemandShiftsTheForecast() throws {
        let setting = LocalModelTesting.setting()
        let values = (0..<64).map { Float(($0 * 37) % 64) }
        let base = LocalModelTesting.answer(DecayedHistogramModel(), values, horizon: 1, in: setting).values
        let moved = LocalModelTesting.answer(DecayedHistogramModel(), values.map { $0 - 1024 }, horizon: 1, in: setting).values
        expectClose(moved, base.map { $0 - 1024 }, .absolute(1e-3))
    }

    @Test func refusesImpossibleSettings() {
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(DecayedHistogramModel.self, from: Data(#"{"halfLife":0}"#.utf8)) }
    }
}
