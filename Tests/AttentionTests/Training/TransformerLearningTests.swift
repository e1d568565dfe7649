import Attention
import Forecasting
import NetworkTestSupport
import Testing

/// What a small transformer learns in a second or two.
@Suite struct TransformerLearningTests {
    @Test(arguments: [
        TransformerShape.small(pooling: .flatten), .small(norm: .after, activation: .relu, pooling: .mean),
        .small(positions: .rotary, pooling: .last, isCausal: true), .small(pooling: .meanAndLast), .small(.sparse, layers: 2),
        .small(.uShaped, layers: 3), .small(.mixer),
    ])
    func lossIsWellBelowSeasonalNaive(shape: TransformerShape) throws {
        try Demand.transformer(horizon: 12, context: 48, shape: shape, levels: .standard, steps: 300, round: 50)
            .expectLossBelowSeasonalNaive()
    }

    @Test func intervalsCover() throws { try Demand.transformer(dropout: 0.1, steps: 300, round: 50).expectIntervalsCover() }

    @Test func unseenSeriesAreForecast() throws {
        try Demand.transformer(context: 48, dropout: 0.1, levels: .standard, steps: 300, round: 50).expectUnseenSeriesAreForecast()
    }

    @Test func covariatesKnownInAdvanceAreUsed() throws { try Demand.transformer(steps: 200, round: 50).expectFutureCovariatesAreUsed() }

    @Test func pastCovariatesAreUsed() throws {
        try Demand.transformer(horizon: 2, context: 8, patch: 1, steps: 300, round: 50).expectPastCovariatesAreUsed()
    }

    /// With every seventh value missing.
    @Test(arguments: [TargetTransform?.none, .identity, .log1p])
    func countsStayAboveTheirBound(transform: TargetTransform?) throws {
        var set = Demand.counts()
        for index in set.series.indices {
            for position in stride(from: index, to: 400, by: 7) { set.series[index].values[position] = .nan }
        }
        try Demand.transformer(levels: .standard, transform: transform, steps: 60, round: 20).expectCountsStayAboveTheirBound(
            set, transform: transform)
    }

    @Test func transformIsChosenOnValidationData() throws {
        try Demand.transformer(transform: nil, steps: 100, round: 50).expectTransformIsChosenOnValidationData {
            Demand.transformer(transform: $0, steps: 100, round: 50)
        }
    }

    @Test func log1pWithoutABoundIsRefused() { Demand.transformer(transform: .log1p, steps: 10).expectLog1pWithoutABoundIsRefused() }

    @Test func missingValuesAreNoObstacle() throws { try Demand.transformer(steps: 200, round: 50).expectMissingValuesAreNoObstacle() }
}
