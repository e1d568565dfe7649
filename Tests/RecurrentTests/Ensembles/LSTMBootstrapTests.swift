import Forecasting
import NetworkTestSupport
import Recurrent
import Tensors
import Testing

/// Networks trained on a bootstrap of their windows.
@Suite struct LSTMBootstrapTests {
    private static let set = TrainingSet(Demand.waves(4, count: 300), seasons: [24])

    private static func fit(_ bootstrap: UInt64?, threads: Int = 1) throws -> FittedLSTM {
        try Demand.forecaster().fit(on: set, options: FitOptions(seed: 3, compute: Compute(threads: threads), bootstrap: bootstrap))
    }

    @Test func bootstrapsGiveOtherModelsAndTheSameOneTheSame() throws {
        let (plain, one, other) = (try Self.fit(nil), try Self.fit(1), try Self.fit(2))
        #expect(one.parameters != plain.parameters && one.parameters != other.parameters)
        #expect(try Self.fit(1, threads: 2).parameters == one.parameters)
    }

    @Test func validationForecastsHaveTheSameOrigins() throws {
        var samples: [ValidationForecasts] = []
        for bootstrap in [nil, 1, 2] as [UInt64?] {
            let sink = Sink()
            let options = FitOptions(compute: Compute(threads: 1), validated: { sink.sample = $0 }, bootstrap: bootstrap)
            _ = try Demand.forecaster().fit(on: Self.set, options: options)
            samples.append(try #require(sink.sample))
        }
        let pooled = try ValidationForecasts.pooled(samples, by: .mixture)
        #expect(pooled.origins.map(\.count) == samples[0].origins.map(\.count) && pooled.count > 0)
    }

    @Test func checkpointsAreRefused() {
        #expect(throws: ForecastError.self) {
            try Demand.forecaster().fit(on: Self.set, options: FitOptions(checkpoint: { _ in }, bootstrap: 1))
        }
    }

    private final class Sink: @unchecked Sendable { var sample: ValidationForecasts? }
}
