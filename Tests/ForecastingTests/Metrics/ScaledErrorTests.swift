import Forecasting
import Testing

struct ScaledErrorTests {
    @Test func seasonalErrorByHand() {
        // Season 2: |3−1|, |4−2|, |7−3|, |4−4| → 8/4.
        #expect(SeasonalError.of([1, 2, 3, 4, 7, 4], season: 2) == 2)
        // Without 4 (third place from the right) the pairs with it drop out: |3−1|, |7−3| → 3.
        #expect(SeasonalError.of([1, 2, 3, .nan, 7, 4], season: 2) == 3)
        #expect(SeasonalError.of([5, 1, 2], season: 1) == 2.5)
        #expect(SeasonalError.of([9, 1, 2, 3, 4][1...], season: 2) == 2)
    }

    @Test func undefinedScalesAreNil() {
        #expect(SeasonalError.of([], season: 1) == nil && SeasonalError.of([1, 2], season: 2) == nil)
        #expect(SeasonalError.of([1, 2, 1, 2], season: 2) == nil, "a series that repeats itself has no scale")
        #expect(SeasonalError.of([1, .nan, .nan, 2], season: 2) == nil, "no pair is known")
        // e = 1 against mean |y| = 10.5: above a floor of 5 % (0.525), not above 10 % (1.05).
        let slow: [Float] = [10, 11, 10, 11]
        #expect(SeasonalError.of(slow, season: 1, floor: 0.05) == 1 && SeasonalError.of(slow, season: 1, floor: 0.1) == nil)
    }

    @Test func scaledScoresByHand() {
        // |4−3| + |0−2| = 3 over 2 targets, e = 2.
        #expect(ScaledError.mase(actual: [4, 0, .nan], forecast: [3, 2, 1], seasonalError: 2) == 0.75)
        // 5.2 / 4 as in QuantileLossTests, e = 2.
        #expect(agree(ScaledError.sql(actual: [4, 0], quantiles: [2, 3, 1, 2], levels: [0.1, 0.5], seasonalError: 2), 0.65))
        // Interval [2, 5], α = 0.2: inside 3; y = 7 is 2 above: 3 + 10·2 = 23; y = 1.5 is 0.5 below: 3 + 5 = 8. Mean 34/3, e = 2.
        #expect(
            agree(
                ScaledError.msis(actual: [3, 7, 1.5, .nan], lower: [2, 2, 2, 2], upper: [5, 5, 5, 5], alpha: 0.2, seasonalError: 2),
                34.0 / 6))
        #expect(ScaledError.mase(actual: [], forecast: [], seasonalError: 1) == nil)
        #expect(ScaledError.msis(actual: [.nan], lower: [0], upper: [1], alpha: 0.1, seasonalError: 1) == nil)
    }

    @Test func scalingTheDataLeavesMASEAlone() {
        let history: [Float] = [1, 5, 2, 7, 3, 4]
        let scale = SeasonalError.of(history, season: 2)!
        let larger = SeasonalError.of(history.map { $0 * 16 }, season: 2)!
        #expect(
            ScaledError.mase(actual: [3, 4], forecast: [1, 9], seasonalError: scale)
                == ScaledError.mase(actual: [48, 64], forecast: [16, 144], seasonalError: larger))
    }
}
