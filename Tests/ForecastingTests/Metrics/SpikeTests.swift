import Forecasting
import Testing

struct SpikeTests {
    /// A rule without season: median of the last five slots, everything else as documented.
    let rolling = SpikeRule(rollingSlots: 5)

    @Test func eventsByHand() {
        // Flat at 10: median 10, MAD 0, scale 2 % of 10 = 0.2; a spike exceeds max(0.8, 5) = 5.
        var values = [Float](repeating: 10, count: 30)
        values[10] = 16
        values[11] = 20
        values[13] = 17  // a gap of one
        values[20] = 15  // exactly at the threshold: none
        values[25] = 18
        let events = rolling.events(in: values, over: 8..<30)
        #expect(events.count == 2)
        // Slots 10, 11, 13: baselines stay 10 (two or three of five are spikes at most: at 13 the last five are 10 10 16 20 10).
        #expect(events[0] == SpikeEvent(onset: 10, peak: 11, end: 13, amplitude: 10, area: 6 + 10 + 7))
        #expect(events[1] == SpikeEvent(onset: 25, peak: 25, end: 25, amplitude: 8, area: 8))
        // Gaps of two are merged, of three not.
        values[16] = 17
        #expect(rolling.events(in: values, over: 8..<20).map(\.end) == [16])
        values[16] = 10
        values[17] = 17
        #expect(rolling.events(in: values, over: 8..<20).map(\.onset) == [10, 17])
        #expect(SpikeRule(rollingSlots: 5, minimumLength: 2).events(in: values, over: 8..<20).count == 1)
    }

    @Test func theScaleFollowsTheNoise() {
        // Alternating 8 and 12 with a 10: median 10, MAD 2 → s = 2.9652, threshold 11.86 above 10.
        var values = (0..<20).map { Float([8, 12, 10, 12, 8][$0 % 5]) }
        values[15] = 21.8
        #expect(rolling.events(in: values, over: 10..<20).isEmpty)
        values[15] = 21.9
        #expect(rolling.events(in: values, over: 10..<20).count == 1)
    }

    @Test func seasonalBaselineKnowsTheDailyPeak() {
        // A peak of 50 at slot 3 of each season of 8 is no spike; the same height at slot 5 is.
        var values = (0..<80).map { Float($0 % 8 == 3 ? 50 : 10) }
        values[69] = 50
        let rule = SpikeRule(season: 8, seasons: 4)
        #expect(rule.events(in: values, over: 40..<80).map(\.onset) == [69])
        #expect(rule.events(in: values, over: 40..<80)[0].amplitude == 40)
        // Without the season each peak is one.
        #expect(rolling.events(in: values, over: 40..<80).count > 4)
        // With two seasons of history only, the rolling median stands in.
        #expect(rule.events(in: Array(values[..<24]), over: 16..<24).map(\.onset) == [19])
    }

    @Test func unknownSlotsAndShortHistories() {
        #expect(rolling.events(in: []) == [] && rolling.events(in: [1, 100]) == [])
        #expect(rolling.events(in: [Float](repeating: .nan, count: 10)) == [])
        var values = [Float](repeating: 10, count: 12)
        values[8] = .nan
        values[9] = 30
        #expect(rolling.events(in: values).map(\.onset) == [9])
        // Zeros only: any demand at all is a spike.
        #expect(rolling.events(in: [0, 0, 0, 0, 0, 0.5]).map(\.onset) == [5])
    }

    @Test func predictedEventsUseTheBaselineOfTheirOrigin() {
        // Known up to slot 9; the forecast of slots 10…14 has a spike at 12, a newer one from slot 12 on has it at 13.
        let values = [Float](repeating: 10, count: 10) + [Float](repeating: 40, count: 10)
        let first = ForecastPath(known: 10, values: [10, 10, 30, 10, 10])
        #expect(
            rolling.events(predictedBy: [first], values: values, over: 10..<20)
                == [SpikeEvent(onset: 12, peak: 12, end: 12, amplitude: 20, area: 20, issued: 10)])
        let second = ForecastPath(known: 12, values: [10, 31, 10])
        #expect(rolling.events(predictedBy: [second, first], values: values, over: 10..<20).map(\.onset) == [13])
        // Seasonal: a forecast over more than one season compares with the last known season.
        let seasonal = (0..<40).map { Float($0 % 4 == 1 ? 50 : 10) }
        let long = ForecastPath(known: 32, values: [10, 50, 10, 10, 10, 50, 30, 10])
        #expect(SpikeRule(season: 4, seasons: 5).events(predictedBy: [long], values: seasonal, over: 32..<40).map(\.onset) == [38])
    }

    static func event(_ onset: Int, _ end: Int, _ amplitude: Double, issued: Int? = nil) -> SpikeEvent {
        SpikeEvent(onset: onset, peak: onset, end: end, amplitude: amplitude, area: amplitude, issued: issued)
    }

    @Test func matchingByHand() {
        // One prediction between two events: overlap 2/4 + 10/10 with the first, 0 + 5/10 with the second.
        let actual = [Self.event(10, 12, 10), Self.event(15, 15, 5)]
        #expect(SpikeMatching.pairs(actual: actual, predicted: [Self.event(11, 13, 10)], tolerance: 4).map(\.actual) == [0])
        // A second prediction leaves one for each.
        let two = [Self.event(11, 13, 10), Self.event(14, 15, 5)]
        #expect(SpikeMatching.pairs(actual: actual, predicted: two, tolerance: 4).map(\.predicted) == [0, 1])
        // Onsets one slot apart are too far for a tolerance of none.
        #expect(SpikeMatching.pairs(actual: actual, predicted: two, tolerance: 0).isEmpty)
        #expect(
            SpikeMatching.pairs(actual: [], predicted: two, tolerance: 2).isEmpty
                && SpikeMatching.pairs(actual: actual, predicted: [], tolerance: 2).isEmpty)
        #expect([5, 20, 60, 144].map { SpikeMatching.standardTolerance(horizon: $0) } == [2, 2, 6, 14])
    }

    @Test func scoresByHand() {
        let actual = [Self.event(10, 12, 10), Self.event(30, 30, 8), Self.event(50, 51, 20), Self.event(70, 70, 5)]
        let predicted = [
            Self.event(11, 12, 8, issued: 6), Self.event(30, 30, 4, issued: 30), Self.event(40, 40, 9, issued: 36),
            Self.event(48, 50, 25, issued: 48),
        ]
        let scores = SpikeScores(actual: actual, predicted: predicted, tolerance: 2, activationDelay: 2)
        #expect(scores.actual == 4 && scores.predicted == 4 && scores.matched == 3)
        #expect(scores.recall == 0.75 && scores.precision == 0.75 && scores.f1 == 0.75)
        // First: made when slot 5 was the last known, lead 5, amplitude 80 %. Second: lead 1. Third: lead 50 − 47 = 3, 125 %.
        #expect(scores.useful == 2 && scores.usefulRecall == 0.5)
        #expect(scores.timingError == 1 && agree(scores.timingError90, 1.8))
        // Errors −0.2, −0.5, 0.25: p10 −0.44, p90 0.16.
        #expect(agree(scores.amplitudeError, -0.15) && agree(scores.amplitudeError10, -0.44) && agree(scores.amplitudeError90, 0.16))
        // (0.8·e^−½ + 0.5 + 1·e^−1 − 0.11·1)/4
        #expect(agree(scores.softScore, (0.8 * 0.6065306597126334 + 0.5 + 0.36787944117144233 - 0.11) / 4, 1e-12))
    }

    @Test func noEvents() {
        let none = SpikeScores(actual: [], predicted: [], tolerance: 2, activationDelay: 0)
        #expect(none.recall == nil && none.precision == nil && none.f1 == nil && none.softScore == nil && none.timingError == nil)
        let alarm = SpikeScores(actual: [], predicted: [Self.event(1, 1, 1, issued: 0)], tolerance: 2, activationDelay: 0)
        #expect(alarm.precision == 0 && alarm.recall == nil && alarm.f1 == 0 && alarm.softScore == nil)
        // Without tolerance only equal onsets match, with full credit.
        let exact = SpikeScores(
            actual: [Self.event(3, 3, 2)], predicted: [Self.event(3, 3, 2, issued: 1)], tolerance: 0, activationDelay: 0)
        #expect(exact.softScore == 1 && exact.useful == 1)
    }

    @Test func coverageForgivesShifts() {
        let demand: [Float] = [1, 9, 1, 1, .nan, 9, 1]
        let allocation: [Float] = [2, 2, 9, 2, 2, 2, 2]
        #expect(ShiftTolerantCoverage.of(demand: demand, allocation: allocation, tolerance: 0) == Proportion(count: 4, total: 6))
        #expect(ShiftTolerantCoverage.of(demand: demand, allocation: allocation, tolerance: 1) == Proportion(count: 5, total: 6))
        #expect(ShiftTolerantCoverage.of(demand: demand, allocation: allocation, tolerance: 2) == Proportion(count: 5, total: 6))
        #expect(ShiftTolerantCoverage.of(demand: demand, allocation: allocation, tolerance: 3) == Proportion(count: 6, total: 6))
        #expect(ShiftTolerantCoverage.of(demand: [], allocation: [], tolerance: 3).share == nil)
    }

    @Test(arguments: 0..<6) func coverageEqualsItsDefinition(tolerance: Int) {
        let demand = (0..<200).map { Float(($0 * 73) % 41) }
        let allocation = (0..<200).map { Float(($0 * 29) % 37) }
        let expected = demand.indices.count { t in
            demand[t] <= allocation[max(0, t - tolerance)...min(199, t + tolerance)].max()!
        }
        #expect(ShiftTolerantCoverage.of(demand: demand, allocation: allocation, tolerance: tolerance).count == expected)
    }
}
