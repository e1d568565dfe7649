import Forecasting
import Testing

@Suite struct NaiveLadderTests {
    private func ladder(_ seasons: [Int], lowerBound: Float? = nil) -> NaiveLadder {
        NaiveLadder(levels: try! QuantileLevels([0.1, 0.5, 0.9]), seasons: seasons, lowerBound: lowerBound)
    }

    @Test func twoSeasonsGiveSeasonalNaive() throws {
        let one = ladder([4]).forecast(from: history([1, 2, 3, 4, 1, 2, 3, 4], id: "web"), horizon: 5, insteadOf: "lstm", required: 20)
        #expect(one.note == "web has 8 known values, lstm needs 20; seasonal naive answers")
        #expect(try one.quantile(0.5) == [1, 2, 3, 4, 1])
    }

    @Test func theFirstSeasonThatFitsIsUsed() throws {
        let one = ladder([24, 3]).forecast(from: history([1, 2, 3, 1, 2, 3, 1]), horizon: 3, insteadOf: "lstm", required: 20)
        #expect(one.note?.contains("seasonal naive") == true)
        #expect(try one.quantile(0.5) == [2, 3, 1])
    }

    @Test func lessGivesNaive() throws {
        let one = ladder([4]).forecast(from: history([1, 2, 3, 4, 1, 2, 9]), horizon: 2, insteadOf: "lstm", required: 20)
        #expect(one.note?.hasSuffix("naive answers") == true && one.note?.contains("seasonal") == false)
        #expect(try one.quantile(0.5) == [9, 9])
    }

    @Test func nothingKnownGivesTheLowerBound() throws {
        for values in [[], [Float.nan, .nan]] {
            let one = ladder([4], lowerBound: 2).forecast(from: history(values), horizon: 2, insteadOf: "lstm", required: 20)
            #expect(one.note?.hasSuffix("no value is known: 2.0 is assumed") == true)
            #expect(one.values == [2, 2, 2, 2, 2, 2] && one.lowerBound == 2)
        }
        #expect(ladder([]).forecast(from: history([]), horizon: 1, insteadOf: "lstm", required: 2).values == [0, 0, 0])
    }

    @Test func missingValuesAreNotCounted() {
        let values = [Float](repeating: .nan, count: 50) + [3]
        let one = ladder([]).forecast(from: history(values, id: "web"), horizon: 1, insteadOf: "lstm", required: 8)
        #expect(one.note == "web has 1 known values, lstm needs 8; naive answers")
    }

    @Test func boundsHold() {
        let one = ladder([], lowerBound: 0).forecast(from: history([0, 9, 0, 9, 1]), horizon: 9, insteadOf: "lstm", required: 20)
        #expect(one.values.allSatisfy { $0 >= 0 })
    }
}
