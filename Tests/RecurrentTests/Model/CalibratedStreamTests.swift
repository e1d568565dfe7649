import Forecasting
import Foundation
import NetworkTestSupport
import Recurrent
import Synchronization
import Tensors
import Testing
import Traces

/// A calibrated, adaptive stream of an LSTM, stopped in the middle of an online run.
@Suite struct CalibratedStreamTests {
    private final class Kept: Sendable { let sample = Mutex<ValidationForecasts?>(nil) }

    private static let set = Demand.waves(2, count: 700)

    private static func calibrated() throws -> CalibratedForecaster {
        var forecaster = Demand.forecaster(layers: 1, steps: 10)
        forecaster.streaming = StreamingConfiguration(maximumAge: 40)
        let kept = Kept()
        let training = TrainingSet(set, counts: [500, 500], seasons: [24])
        let options = FitOptions(seed: 1, validated: { sample in kept.sample.withLock { $0 = sample } })
        let base = try forecaster.fit(on: training, options: options)
        let sample = try #require(kept.sample.withLock { $0 })
        return try #require(
            try CalibratedForecaster(
                base, on: sample, configuration: CalibrationConfiguration(grouping: .clusters(2)), quantity: training.quantity,
                calendar: training.calendar, seasons: [24]))
    }

    /// Model, recurrent state, calibration and what was learnt online are saved and restored: the forecasts are the same, bit for bit.
    @Test func aRunGoesOnBitForBitAfterAReload() throws {
        let model = try Self.calibrated()
        let series = Self.set.series[0]
        let warm = try AdaptiveStream(model, history: History(series, count: 560), horizon: 6, warmup: 60)
        var stream = warm
        for position in 560..<600 {
            _ = try stream.forecast(horizon: 6)
            stream.observe(series.values[position])
        }

        // Saved: a model file, the snapshot of the LSTM, two numbers of the calibration, the adaptive archive.
        let file = try model.archive()
        let calibratedStream = try #require(stream.inner as? CalibratedStream)
        let recurrent = try #require(calibratedStream.base as? LSTMStream)
        let saved = try (
            lstm: JSONEncoder().encode(recurrent.snapshot), state: JSONEncoder().encode(calibratedStream.state), adaptive: stream.snapshot()
        )

        // Restored.
        let restoredModel = try CalibratedForecaster(archive: file) { archive throws(ForecastError) in
            try FittedLSTM(archive: archive, compute: .best)
        }
        let lstm = try #require(restoredModel.base as? FittedLSTM)
        let snapshot = try JSONDecoder().decode(LSTMStreamSnapshot.self, from: saved.lstm)
        let inner = try CalibratedStream(
            LSTMStream(lstm, restoring: snapshot), of: restoredModel, axis: series.axis,
            restoring: JSONDecoder().decode(CalibratedStream.State.self, from: saved.state))
        var restored = try AdaptiveStream(inner, restoring: saved.adaptive)
        for position in 600..<680 {
            #expect(try bits([stream.forecast(horizon: 6)]) == bits([restored.forecast(horizon: 6)]))
            #expect(try stream.ceiling(over: 6) == restored.ceiling(over: 6))
            stream.observe(series.values[position])
            restored.observe(series.values[position])
        }
    }

    @Test func statesOfOtherModelsAreRefused() throws {
        let model = try Self.calibrated()
        let stream = try #require(try model.stream(from: History(Self.set.series[0], count: 400)) as? CalibratedStream)
        for (pattern, replacement) in [
            (#/"series":\d+/#, "\"series\":2"), (#/"series":\d+/#, "\"series\":-1"), (#/"span":512/#, "\"span\":511"),
        ] {
            let json = String(decoding: try JSONEncoder().encode(stream.state), as: UTF8.self)
            let broken = json.replacing(pattern, with: replacement)
            #expect(broken != json)
            let state = try JSONDecoder().decode(CalibratedStream.State.self, from: Data(broken.utf8))
            #expect(throws: ForecastError.self) {
                try CalibratedStream(stream.base, of: model, axis: Self.set.series[0].axis, restoring: state)
            }
        }
    }
}
