import Forecasting
import Testing

struct IntervalScoreTests {
    @Test func coverageAndWidthByHand() {
        let actual: [Float] = [1, 5, 6, .nan, 2]
        let (lower, upper): ([Float], [Float]) = ([1, 2, 2, 0, 3], [4, 5, 5, 9, 5])
        // Limits belong to the interval: 1 and 5 are inside, 6 and 2 are not.
        #expect(IntervalScore.coverage(actual: actual, lower: lower, upper: upper) == Proportion(count: 2, total: 4))
        #expect(IntervalScore.width(actual: actual, lower: lower, upper: upper) == (3 + 3 + 3 + 2) / 4.0)
        #expect(IntervalScore.coverage(actual: [], lower: [], upper: []).share == nil)
        #expect(IntervalScore.width(actual: [.nan], lower: [0], upper: [1]) == nil)
    }

    @Test func wilsonByHand() {
        // 8 of 10 at 95 %, z² = 3.841459: middle 0.8 + 0.192073 = 0.992073; half z·√(0.016 + 0.00960365) = 0.313618; scale 1.384146.
        let interval = Proportion(count: 8, total: 10).wilsonInterval()!
        #expect(agree(interval.lowerBound, 0.4901624715, 1e-8) && agree(interval.upperBound, 0.9433178485, 1e-8))
        // None of 10: the upper end is z²/(n + z²).
        let none = Proportion(count: 0, total: 10).wilsonInterval()!
        #expect(none.lowerBound == 0 && agree(none.upperBound, 3.841458820694124 / 13.841458820694124, 1e-12))
        #expect(agree(Proportion(count: 10, total: 10).wilsonInterval()!.upperBound, 1))
        #expect(Proportion(count: 0, total: 0).wilsonInterval() == nil)
        // 99 %: z = 2.5758293035489.
        let wide = Proportion(count: 0, total: 1).wilsonInterval(confidence: 0.99)!
        #expect(agree(wide.upperBound, 6.634896601021214 / 7.634896601021214, 1e-12))
    }
}
