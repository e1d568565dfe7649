import Forecasting
import Testing

struct AggregationTests {
    @Test func meansByHand() {
        #expect(agree(Aggregation.geometricMean([2, 8]), 4) && agree(Aggregation.geometricMean([0.5, .nan, 2, .infinity]), 1))
        #expect(Aggregation.geometricMean([0, 5, 7]) == 0 && Aggregation.geometricMean([0, 0]) == 0)
        #expect(Aggregation.geometricMean([]) == nil && Aggregation.geometricMean([.nan]) == nil)
        // √(1·4) − 1 with a shift of 1.
        #expect(agree(Aggregation.shiftedGeometricMean([0, 3], shift: 1), 1))
        #expect(Aggregation.shiftedGeometricMean([], shift: 1) == nil)
    }

    @Test func ratiosAreHeld() {
        #expect(Aggregation.ratio(3, to: 2) == 1.5 && Aggregation.ratio(0, to: 0) == 1 && Aggregation.ratio(1, to: 0) == 100)
        #expect(Aggregation.ratio(1e-9, to: 1) == 0.01 && Aggregation.ratio(1e9, to: 1) == 100)
        #expect(Aggregation.ratio(.nan, to: 1).isNaN && Aggregation.ratio(1, to: .infinity).isNaN)
    }

    @Test func skillByHand() {
        // Ratios 1/2 and 2/4 → geometric mean 1/2.
        #expect(agree(Aggregation.skillScore([1, 2], reference: [2, 4]), 0.5))
        #expect(agree(Aggregation.skillScore([1, .nan, 4], reference: [2, 1, 2]), 0))
        #expect(agree(Aggregation.skillScore([0], reference: [1]), 0.99))
        #expect(Aggregation.skillScore([.nan], reference: [1]) == nil)
    }
}

struct RankingTests {
    // Three models on three tasks; the third has no score on the last.
    let scores: [[Double]] = [[1, 2, 3], [2, 2, 1], [5, 4, .nan]]

    @Test func winRatesByHand() {
        // First: 2 of 2, ½ + 0 of 2, 0 of 1 → 2.5/5. Second: 1/2, ½/2, 1/1 → 2.5/5. Third: 0/2, 2/2 → 2/4.
        #expect(Ranking.winRates(scores) == [0.5, 0.5, 0.5])
        #expect(Ranking.winRates([[1, 2], [1, 2]]) == [1, 0])
        #expect(Ranking.winRates([[1, .nan]]) == [nil, nil] && Ranking.winRates([]) == [])
    }

    @Test func ranksByHand() {
        // Ranks 1 2 3 · 2½ 2½ 1 · 2 1 –.
        #expect(Ranking.averageRanks(scores) == [5.5 / 3, 5.5 / 3, 2])
        #expect(Ranking.averageRanks([[.nan, 1]]) == [nil, 1])
    }

    @Test func rankCorrelationByHand() {
        #expect(
            agree(Ranking.rankCorrelation([1, 2, 3], [10, 100, 1000]), 1) && agree(Ranking.rankCorrelation([1, 2, 3], [3, 2, 1]), -1))
        // Ranks 1 2 3 4 against 2 1 4 3: Σd² = 4 → 1 − 6·4/(4·15).
        #expect(agree(Ranking.rankCorrelation([1, 2, 3, 4], [5, 2, 9, 7]), 0.6))
        #expect(agree(Ranking.rankCorrelation([1, 2, .nan, 3], [1, 2, 9, 3]), 1))
        #expect(Ranking.rankCorrelation([1, 1, 1], [1, 2, 3]) == nil && Ranking.rankCorrelation([1], [1]) == nil)
    }
}
