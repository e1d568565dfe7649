import FoundationEssentials
import Forecasting
import Tensors
import Testing
import Traces

import Statistical

@Suite struct RecentQuantilesTests {
    @Test func soundForAnyHistory() throws { try LocalModelTesting.expectSound(RecentQuantiles(), seasons: [24]) }

    @Test func ranksGiveTheSortedSamplesOfAnyStretch() {
        var stream = RandomStream(seed: 3, purpose: "test")
        let values = (0..<200).map { _ in Float(stream.int(below: 30)) / 4 - 3 }
        let ranked = RankedValues(values), lengths = [7, 1, 64, 500, 64]
        for end in [1, 5, 64, 200] {
            #expect(ranked.samples(before: end, lengths: lengths) == lengths.map { values[..<end].suffix($0).sorted() })
        }
    }

    @Test func weightsFallWithTheLoss() {
        #expect(RecentQuantiles.weights([2, 1, 4], sharpness: 1) == [0.5 / 1.75, 1 / 1.75, 0.25 / 1.75])
        #expect(RecentQuantiles.weights([0, 3, 0], sharpness: 10) == [0.5, 0, 0.5])
        #expect(RecentQuantiles.weights([5, 3], sharpness: 0) == [0.5, 0.5])
    }

    @Test func oneLengthIsItsQuantiles() throws {
        let levels = try QuantileLevels([0.1, 0.5, 0.75])
        let values: [Float] = [90, 80, 70, 1, 2, .nan, 3, 4, 5, 90, 4, 3, 2, 1, 4, 2, .nan]
        let answer = LocalModelTesting.answer(
            RecentQuantiles(lengths: [5]), values, horizon: 2, in: LocalModelTesting.setting(levels: levels))
        // The last five known values in order are 1 2 2 3 4.
        #expect(answer == LocalAnswer(values: [1.4, 2, 3, 1.4, 2, 3]))
    }

    @Test func takesShortStretchesAfterAShiftAndLongOnesWithout() throws {
        let levels = try QuantileLevels([0.5])
        let setting = LocalModelTesting.setting(levels: levels)
        let model = RecentQuantiles(lengths: [8, 100], sharpness: 1000)
        var stream = RandomStream(seed: 9, purpose: "test")
        let noise = (0..<400).map { _ in Float(stream.normal()) }
        let shifted = noise.enumerated().map { $0 < 340 ? $1 : 50 + $1 }
        #expect(abs(LocalModelTesting.answer(model, shifted, horizon: 4, in: setting).values[0] - 50) < 2)
        let long = LocalModelTesting.answer(model, noise, horizon: 30, in: setting).values[0]
        #expect(long == EmpiricalQuantiles.value(at: 0.5, sorted: noise.suffix(100).sorted()))
    }

    @Test func shortHistoriesSaySo() throws {
        let levels = try QuantileLevels([0.5])
        let answer = LocalModelTesting.answer(
            RecentQuantiles(), [4, 1, 7], horizon: 1, in: LocalModelTesting.setting(quantity: .count(), levels: levels))
        #expect(answer.values == [4] && answer.note != nil)
    }

    @Test func refusesImpossibleSettings() {
        let text = #"{"lengths":[0],"windows":8,"sharpness":10}"#
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(RecentQuantiles.self, from: Data(text.utf8)) }
    }
}
