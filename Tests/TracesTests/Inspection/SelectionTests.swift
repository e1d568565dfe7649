import Testing
import Traces

struct SelectionTests {
    @Test(arguments: [1, 2, 3, 4, 5, 8, 31, 100, 1001]) func everyRankEqualsSorting(count: Int) {
        for modulus in [1, 2, 7, 10_007] {
            let values = (0..<count).map { Double(($0 * 7919 + 13) % modulus) }
            for source in [values, values.sorted(), values.sorted().reversed()] {
                let sorted = source.sorted()
                for rank in stride(from: 0, to: count, by: max(1, count / 17)) {
                    var copy = source
                    #expect(Selection.value(atRank: rank, of: &copy) == sorted[rank])
                }
            }
        }
    }

    @Test func mediansByHand() {
        func median(_ values: [[Float]]) -> Double? {
            let series = values.enumerated().map { Series(id: "\($0)", axis: .index(), values: $1) }
            return Selection.median(of: series, known: values.joined().count { !$0.isNaN })
        }
        #expect(median([[5, 1], [3]]) == 3 && median([[4], [1, 3, 2]]) == 2.5 && median([[], [.nan]]) == nil)
        #expect(median([[-1, -2], [.nan, 7, -3]]) == -1.5)
        #expect(median([[.leastNonzeroMagnitude, 3e38, -3e38], [.nan], [0.1, 0.1000001]]) == Double(Float(0.1)))
    }

    @Test(arguments: [1, 2, 3, 100, 1001]) func medianOfSeriesEqualsSorting(count: Int) {
        for modulus in [1, 2, 7, 10_007] {
            let values = (0..<count).map { Float(($0 * 7919 + 13) % modulus) / 3 - 5 }
            let sorted = values.sorted()
            let expected = (Double(sorted[(count - 1) / 2]) + Double(sorted[count / 2])) / 2
            let series = [values[..<(count / 3)], values[(count / 3)...]].map { Series(id: "s", axis: .index(), values: Array($0)) }
            #expect(Selection.median(of: series, known: count) == expected)
        }
    }
}
