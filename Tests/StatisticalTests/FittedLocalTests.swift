import Forecasting
import Statistical
import Tensors
import TestSupport
import Testing
import Traces

/// What every rule of the family gets from its frame.
@Suite struct FittedLocalTests {
    /// Answers with its latest value at every level, times a factor per step.
    private struct Growing: LocalModel {
        static let name = "growing"
        var factor: Float
        func reach(in setting: LocalSetting) -> Int { 4 }
        func answers(for histories: [ArraySlice<Float>], horizon: Int, in setting: LocalSetting) -> [LocalAnswer] {
            precondition(histories.count <= FittedLocal<Growing>.batch && histories.allSatisfy { $0.count <= 4 })
            return histories.map { history in
                var value = history.last ?? .nan
                return LocalAnswer(
                    values: (0..<horizon).flatMap { _ in
                        value *= factor
                        return setting.levels.values.map { value - Float($0) }
                    })
            }
        }
    }

    private static func set(_ rows: [[Float]]) -> TrainingSet {
        let series = rows.enumerated().map { Series(id: "s\($0)", axis: .index(), values: $1) }
        return TrainingSet(try! SeriesSet(series, quantity: .count()), seasons: [1, 24])
    }

    private static func fitted(_ rows: [[Float]], factor: Float = 2, threads: Int = 1) throws -> FittedLocal<Growing> {
        try LocalForecaster(Growing(factor: factor), horizon: 3).fit(on: set(rows), options: FitOptions(compute: Compute(threads: threads)))
    }

    @Test func answersAreInOrderWithinBoundsAndHeld() throws {
        let histories = Self.set([[1, 2, 3, 5, 4], [], [.nan]]).histories
        let forecasts = try Self.fitted([[1, 2, 3, 5, 4]], factor: 10).forecast(from: histories, horizon: 3)
        for forecast in forecasts {
            for step in 0..<3 {
                for q in 1..<forecast.levels.count { #expect(forecast[step, q] >= forecast[step, q - 1] && forecast[step, q - 1] >= 0) }
            }
        }
        // 4 × 10 and more lies beyond three times the largest value above the largest.
        #expect(forecasts[0][0, 0] == 20 && forecasts[0][2, 5] == 20)
        #expect(forecasts[1].values.allSatisfy { $0 == 0 } && forecasts[2].values.allSatisfy { $0 == 0 })
    }

    @Test func threadsAndBatchesChangeNothing() throws {
        let rows = (0..<50).map { row in (0..<40).map { Float(($0 * (row + 3)) % 17) } }
        let histories = Self.set(rows).histories
        let alone = try histories.map { try Self.fitted(rows).forecast(from: $0, horizon: 3) }
        #expect(try Self.fitted(rows, threads: 2).forecast(from: histories, horizon: 3) == alone)
    }

    @Test func archivesRestoreTheRule() throws {
        let rows = [(0..<60).map { Float($0 % 7) }]
        let model = try Self.fitted(rows, factor: 1.5)
        let restored = try FittedLocal<Growing>(archive: model.archive(), compute: Compute(threads: 1))
        #expect(restored.model == model.model && restored.setting == model.setting && model.setting.seasons == [24])
        #expect(restored.residualPaths == model.residualPaths && model.residualPaths != nil)
        #expect(
            try restored.forecast(from: Self.set(rows).histories, horizon: 4) == model.forecast(from: Self.set(rows).histories, horizon: 4))
        var archive = try model.archive()
        archive.metadata["configuration"] = archive.metadata["configuration"]?.replacingOccurrence(of: "[24]", with: "[0]")
        #expect(throws: ForecastError.self) { try FittedLocal<Growing>(archive: archive, compute: Compute(threads: 1)) }
        #expect(throws: ForecastError.invalidHorizon(0)) { try model.forecast(from: Self.set(rows).histories, horizon: 0) }
    }
}

extension String {
    fileprivate func replacingOccurrence(of part: String, with other: String) -> String {
        guard let range = firstRange(of: part) else { return self }
        return replacingCharacters(range, with: other)
    }
    private func replacingCharacters(_ range: Range<Index>, with other: String) -> String {
        self[..<range.lowerBound] + other + self[range.upperBound...]
    }
}
