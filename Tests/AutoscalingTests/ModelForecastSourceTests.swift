import Autoscaling
import Forecasting
import Testing
import Traces

@Suite struct ModelForecastSourceTests {
    private let series = rates((0..<100).map { Float($0) })

    @Test func answersAreTheCeilingOfOneForecastPerStep() throws {
        let model = try LastValueModel()
        let source = try ModelForecastSource(model, series: series, horizon: 6, batch: 10)
        for known in [20, 20, 21, 29] {
            for window in [1, 3, 6] {
                for level in [0.5, 0.9, 0.5] {
                    let expected = try model.ceiling(from: History(series, count: known), over: window).quantile(level)
                    model.log.withLock { _ = $0.removeLast() }
                    #expect(
                        try source.ceiling(known: known, window: window, level: level) == CeilingForecast(value: expected, known: known))
                }
            }
        }
        // One batch for the origins 20 … 29, each with only its own past.
        #expect(model.log.withLock { $0 } == [Array(20...29)])
    }

    @Test func batchEndsWithTheSeries() throws {
        let model = try LastValueModel()
        let source = try ModelForecastSource(model, series: series, horizon: 2, batch: 64)
        _ = try source.ceiling(known: 97, window: 1, level: 0.5)
        #expect(model.log.withLock { $0 } == [[97, 98, 99, 100]])
        #expect(try source.ceiling(known: 0, window: 1, level: 0.5) == nil)
        #expect(try source.ceiling(known: 101, window: 1, level: 0.5) == nil)
    }

    @Test func pastTooShortForTheModelIsNoForecast() throws {
        let source = try ModelForecastSource(LastValueModel(minimum: 30), series: series, horizon: 2, batch: 1)
        #expect(try source.ceiling(known: 29, window: 1, level: 0.5) == nil)
        #expect(try source.ceiling(known: 30, window: 1, level: 0.5) != nil)
    }

    @Test func limitsOfTheModelAreSentences() throws {
        #expect(throws: ForecastError.noResidualPaths(model: "last-value")) {
            try ModelForecastSource(LastValueModel(paths: nil), series: series, horizon: 2)
        }
        #expect(throws: ForecastError.horizonTooLong(requested: 9, trained: 8)) {
            try ModelForecastSource(LastValueModel(maximumHorizon: 8), series: series, horizon: 9)
        }
        #expect(throws: ForecastError.invalidHorizon(0)) { try ModelForecastSource(LastValueModel(), series: series, horizon: 0) }
        let source = try ModelForecastSource(LastValueModel(), series: series, horizon: 3)
        #expect(throws: ForecastError.levelOutsideRange(0.95, trained: [0.1, 0.5, 0.9])) {
            try source.ceiling(known: 9, window: 1, level: 0.95)
        }
        #expect(throws: ForecastError.horizonTooLong(requested: 4, trained: 3)) { try source.ceiling(known: 9, window: 4, level: 0.5) }
    }

    @Test func sharedBetweenThreadsItGivesTheSameAnswers() async throws {
        let shared = try ModelForecastSource(LastValueModel(), series: series, horizon: 4, batch: 7)
        let alone = try ModelForecastSource(LastValueModel(), series: series, horizon: 4, batch: 1)
        let expected = try (1...100).map { try alone.ceiling(known: $0, window: 1 + $0 % 4, level: 0.9) }
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for thread in 0..<4 {
                group.addTask {
                    try (1...100).allSatisfy { i in
                        let known = (i + thread * 25) % 100 + 1
                        return try shared.ceiling(known: known, window: 1 + known % 4, level: 0.9) == expected[known - 1]
                    }
                }
            }
            for try await equal in group { #expect(equal) }
        }
    }
}
