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
        var (odd, even, none): ([Float], [Float], [Float]) = ([5, 1, 3], [4, 1, 3, 2], [])
        #expect(Selection.median(of: &odd) == 3 && Selection.median(of: &even) == 2.5 && Selection.median(of: &none) == nil)
    }
}
