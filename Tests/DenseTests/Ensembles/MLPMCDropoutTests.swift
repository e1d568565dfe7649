import Dense
import Forecasting
import NetworkTestSupport
import Tensors
import Testing
import Traces

/// MC dropout of a perceptron.
@Suite struct MLPMCDropoutTests {
    private static let set = Demand.waves(6, count: 300)
    private static let model = try! Demand.mlp(dropout: 0.2).fit(
        on: TrainingSet(set, seasons: [24]), options: FitOptions(compute: Compute(threads: 1)))
    private static let histories = set.series.enumerated().map { History($1, count: 200 + 10 * $0) }

    @Test func forecastsStandAlone() throws { try Self.model.expectDropoutForecastsStandAlone(Self.histories, horizon: 6) }

    @Test func passesDisagree() throws { try Self.model.expectDropoutPassesDisagree(Self.histories, horizon: 6) }

    @Test func manyPassesAgree() throws { try Self.model.expectManyPassesAgree(Self.histories, horizon: 6) }

    @Test func archivesRoundTrip() throws { try Self.model.expectDropoutArchivesRoundTrip(Self.histories, horizon: 6) }

    @Test func whatForecastsRefuseIsRefused() throws {
        let without = try Demand.mlp(dropout: 0).fit(
            on: TrainingSet(Self.set, seasons: [24]), options: FitOptions(compute: Compute(threads: 1)))
        try Self.model.expectDropoutRefusesWhatForecastsDo(Self.histories[0], horizon: 6, without: without)
    }
}
