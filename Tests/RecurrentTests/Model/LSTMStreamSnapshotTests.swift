import Forecasting
import Foundation
import NetworkTestSupport
import Recurrent
import Tensors
import Testing
import Traces

/// A stream that was saved and restored goes on as if nothing had happened.
@Suite struct LSTMStreamSnapshotTests {
    private static let set = Demand.waves(2, count: 500)
    private static let forecaster = {
        var forecaster = Demand.forecaster(layers: 2, steps: 10)
        forecaster.streaming = StreamingConfiguration(maximumAge: 40)
        return forecaster
    }()
    private static func fit(seed: UInt64) -> FittedLSTM {
        try! forecaster.fit(on: TrainingSet(set, seasons: [24]), options: FitOptions(seed: seed))
    }
    private static let model = fit(seed: 1)

    /// The same snapshot after a journey through JSON.
    private static func travelled(_ snapshot: LSTMStreamSnapshot) throws -> LSTMStreamSnapshot {
        try JSONDecoder().decode(LSTMStreamSnapshot.self, from: JSONEncoder().encode(snapshot))
    }

    /// Saved at every age, also while a successor catches up, in the ladder, and with gaps.
    @Test func restoredStreamsGoOnBitForBit() throws {
        var series = Self.set.series[0]
        for position in stride(from: 2, to: 500, by: 9) { series.values[position] = .nan }
        // A model from a file is the same model.
        let restoredModel = try FittedLSTM(archive: Self.model.archive(), compute: .best)
        for start in [0, 3, 150, 163, 177, 180, 188] {
            let stream = try LSTMStream(Self.model, history: History(series, count: min(start, 150)))
            for position in min(start, 150)..<start { stream.observe(series.values[position]) }
            let snapshot = stream.snapshot
            let travelled = try Self.travelled(snapshot)
            #expect(travelled == snapshot)
            let restored = try LSTMStream(restoredModel, restoring: travelled)
            for position in start..<start + 120 {
                #expect(try bits([stream.forecast(horizon: 6)]) == bits([restored.forecast(horizon: 6)]))
                #expect(stream.age == restored.age && stream.nextTime == restored.nextTime)
                stream.observe(series.values[position])
                restored.observe(series.values[position])
            }
        }
    }

    /// The saved history is enough for a new stream, of any model.
    @Test func streamsStartFromASavedHistory() throws {
        let series = Self.set.series[1]
        let stream = try LSTMStream(Self.model, history: History(series, count: 200))
        for position in 200..<450 { stream.observe(series.values[position]) }
        let other = Self.fit(seed: 2)
        let history = try Self.travelled(stream.snapshot).history
        #expect(history.origin == series.axis.time(at: 449) && history.count >= other.reach!)
        let anew = try LSTMStream(other, history: history)
        #expect(try anew.forecast(horizon: 6) == LSTMStream(other, history: History(series, count: 450)).forecast(horizon: 6))
        #expect {
            _ = try LSTMStream(other, restoring: stream.snapshot)
        } throws: { "\($0)".contains("belongs to another model") }
    }

    /// Every number of a snapshot is checked.
    @Test func damagedSnapshotsAreRefused() throws {
        let stream = try LSTMStream(Self.model, history: History(Self.set.series[0], count: 200))
        let text = String(decoding: try JSONEncoder().encode(stream.snapshot), as: UTF8.self)
        #expect(text.contains("\"total\":200") && text.contains("\"next\":200") && text.contains("\"frozenAt\":200"))
        let wrong = [
            ("\"total\":200", "\"total\":20"), ("\"total\":200", "\"total\":-1"), ("\"total\":200", "\"total\":9000000000000000000"),
            ("\"next\":200", "\"next\":199"), ("\"next\":200", "\"next\":-9000000000000000000"), ("\"frozenAt\":200", "\"frozenAt\":201"),
            ("\"lastObserved\":199", "\"lastObserved\":200"), ("\"step\":3600000000000", "\"step\":9000000000000000000"),
            ("\"hidden\":\"", "\"hidden\":\"AAAAAAAAAAAAAAAA"), ("\"values\":\"", "\"values\":\"AACAfwAAgH8AAIB/"),
            ("\"numbers\":\"", "\"numbers\":\"AADAfwAAwH8A"),
        ]
        for (from, to) in wrong {
            let at = try #require(text.range(of: from), "\(from) is not in the snapshot")
            let damaged = try? JSONDecoder().decode(
                LSTMStreamSnapshot.self, from: Data(text.replacingCharacters(in: at, with: to).utf8))
            guard let damaged else { continue }
            #expect(throws: ForecastError.self, "\(to)") { _ = try LSTMStream(Self.model, restoring: damaged) }
        }
    }
}
