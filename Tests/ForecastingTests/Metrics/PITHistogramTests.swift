import Forecasting
import Testing

struct PITHistogramTests {
    @Test func byHand() {
        let histogram = PITHistogram(of: [0, 0.1, 0.6, 1], bins: 2)
        #expect(histogram.counts == [2, 2] && histogram.total == 4 && histogram.deviation == 0)
        #expect(agree(histogram.mean, 0.425) && agree(histogram.variance, (0.36 + 0.01 + 1) / 4 - 0.425 * 0.425))
        #expect(agree(histogram.expectedDeviation, 0.3989422804014327))
        let slope = PITHistogram(of: [0.1, 0.2, 0.3, 0.9], bins: 2)
        #expect(slope.counts == [3, 1] && slope.deviation == 0.5)
    }

    @Test func bandIsThatOfTheBinomial() throws {
        let histogram = PITHistogram(of: (0..<1900).map { (Double($0) + 0.5) / 1900 })
        #expect(histogram.counts == [Int](repeating: 95, count: 20))
        // 0.05 ± 1.96 · √(0.05 · 0.95 / 1900), and √ of that quotient is 0.005.
        let band = try #require(histogram.band())
        #expect(agree(band.lowerBound, 0.05 - 1.959963984540054 * 0.005) && agree(band.upperBound, 0.05 + 1.959963984540054 * 0.005))
        #expect(agree(histogram.variance, 1.0 / 12, 1e-6))
    }

    @Test func nothingHasNoScore() {
        let none = PITHistogram(of: [])
        #expect(none.counts.count == 20 && none.mean == nil && none.variance == nil && none.deviation == nil && none.band() == nil)
    }
}
