import Forecasting
import NetworkTestSupport
import Recurrent
import Testing

/// What a small LSTM learns in a second or two.
@Suite struct LSTMLearningTests {
    @Test func lossIsWellBelowSeasonalNaive() throws {
        let found = try Demand.forecaster(horizon: 12, hidden: 16, dropout: 0.1, levels: .standard, steps: 300, round: 50)
            .expectLossBelowSeasonalNaive()
        // Noise of a quarter of the amplitude: no forecast can do better than the noise itself, and this one comes near.
        let perfect = 0.25 * 0.5 / 2 * 0.5
        #expect(found < 2 * perfect)
    }

    @Test func intervalsCover() throws { try Demand.forecaster(hidden: 16, dropout: 0.1, steps: 300, round: 50).expectIntervalsCover() }

    @Test func unseenSeriesAreForecast() throws {
        try Demand.forecaster(hidden: 16, dropout: 0.1, levels: .standard, steps: 300, round: 50).expectUnseenSeriesAreForecast()
    }

    @Test func covariatesKnownInAdvanceAreUsed() throws { try Demand.forecaster(steps: 200, round: 50).expectFutureCovariatesAreUsed() }

    @Test func pastCovariatesAreUsed() throws {
        try Demand.forecaster(horizon: 2, context: 8, steps: 300, round: 50).expectPastCovariatesAreUsed()
    }

    @Test(arguments: [TargetTransform?.none, .identity, .log1p])
    func countsStayAboveTheirBound(transform: TargetTransform?) throws {
        try Demand.forecaster(levels: .standard, transform: transform, steps: 60, round: 20).expectCountsStayAboveTheirBound(
            Demand.counts(), transform: transform)
    }

    @Test func transformIsChosenOnValidationData() throws {
        try Demand.forecaster(transform: nil, steps: 100, round: 50).expectTransformIsChosenOnValidationData {
            Demand.forecaster(transform: $0, steps: 100, round: 50)
        }
    }

    @Test func log1pWithoutABoundIsRefused() { Demand.forecaster(transform: .log1p, steps: 10).expectLog1pWithoutABoundIsRefused() }

    @Test func missingValuesAreNoObstacle() throws { try Demand.forecaster(steps: 200, round: 50).expectMissingValuesAreNoObstacle() }
}
