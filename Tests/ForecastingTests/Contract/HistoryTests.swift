import Forecasting
import Testing
import Traces

@Suite struct HistoryTests {
    static let series = Series(id: "a", axis: .clock(startSeconds: 0, stepSeconds: 300), values: [1, 2, 3, 4, 5])

    @Test func valuesAreAViewOfTheSeries() {
        let one = History(Self.series, count: 3)
        #expect(Array(one.values) == [1, 2, 3])
        let shared = one.values.withUnsafeBufferPointer { view in
            Self.series.values.withUnsafeBufferPointer { $0.baseAddress == view.baseAddress }
        }
        #expect(shared, "the values were copied")
    }

    @Test func originIsTheLastKnownTime() {
        #expect(History(Self.series, count: 3).origin == 600 * 1_000_000_000)
        #expect(History(Self.series).origin == 1200 * 1_000_000_000)
        #expect(History(Self.series, count: 0).origin == -300 * 1_000_000_000)
        #expect(History(Self.series, count: 3).targetAxis == .clock(startSeconds: 900, stepSeconds: 300))
        #expect(History(Self.series, count: 0).targetAxis == Self.series.axis)
        #expect(History(Series(id: "i", axis: .index(start: 7), values: [1, 2])).origin == 8)
    }

    @Test func trainingSetsShortenTheirHistories() throws {
        let set = try SeriesSet([Self.series, Series(id: "b", axis: Self.series.axis, values: [1])], quantity: .count("requests"))
        let training = TrainingSet(set, seasons: [2])
        #expect(training.histories.map(\.count) == [5, 1])
        #expect(training.droppingLast(2).histories.map(\.count) == [3, 0])
        #expect(training.droppingLast(2).quantity == .count("requests"))
        #expect(TrainingSet(set, counts: [2, 0], seasons: []).histories.map(\.count) == [2, 0])
    }
}
