import Dense
import Forecasting
import NetworkTestSupport
import Testing

/// What a small perceptron learns in a second or two.
@Suite struct MLPLearningTests {
    @Test(arguments: [DirectQuantileHead.Form.linear, .conditioned], [WindowScaling.local, .robust])
    func lossIsWellBelowSeasonalNaive(head: DirectQuantileHead.Form, scaling: WindowScaling) throws {
        try Demand.mlp(horizon: 12, context: 48, hidden: 32, head: head, levels: .standard, scaling: scaling, steps: 300, round: 50)
            .expectLossBelowSeasonalNaive()
    }

    @Test func intervalsCover() throws { try Demand.mlp(hidden: 32, dropout: 0.1, steps: 300, round: 50).expectIntervalsCover() }

    @Test func unseenSeriesAreForecast() throws {
        try Demand.mlp(context: 48, hidden: 32, dropout: 0.1, levels: .standard, transform: .asinh, steps: 400, round: 50)
            .expectUnseenSeriesAreForecast()
    }

    @Test func covariatesKnownInAdvanceAreUsed() throws { try Demand.mlp(steps: 300, round: 50).expectFutureCovariatesAreUsed() }

    @Test func pastCovariatesAreUsed() throws {
        try Demand.mlp(horizon: 2, context: 8, steps: 300, round: 50).expectPastCovariatesAreUsed()
    }

    /// With every seventh value missing.
    @Test(arguments: [TargetTransform?.none, .identity, .log1p, .asinh])
    func countsStayAboveTheirBound(transform: TargetTransform?) throws {
        var set = Demand.counts()
        for index in set.series.indices {
            for position in stride(from: index, to: 400, by: 7) { set.series[index].values[position] = .nan }
        }
        try Demand.mlp(levels: .standard, transform: transform, steps: 60, round: 20).expectCountsStayAboveTheirBound(
            set, transform: transform)
    }

    @Test func transformIsChosenOnValidationData() throws {
        try Demand.mlp(transform: nil, steps: 100, round: 50).expectTransformIsChosenOnValidationData {
            Demand.mlp(transform: $0, steps: 100, round: 50)
        }
    }

    @Test func log1pWithoutABoundIsRefused() { Demand.mlp(transform: .log1p, steps: 10).expectLog1pWithoutABoundIsRefused() }

    @Test func missingValuesAreNoObstacle() throws { try Demand.mlp(hidden: 32, steps: 300, round: 50).expectMissingValuesAreNoObstacle() }
}
