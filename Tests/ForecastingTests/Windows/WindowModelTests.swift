import Forecasting
import Tensors
import TestSupport
import Testing
import Traces

@Suite struct WindowModelTests {
    private static let set = series((0..<3).map { wave($0, count: 300) })
    static let training = TrainingSet(set, seasons: [24])

    private func model(_ training: TrainingSet = WindowModelTests.training, threads: Int = 2) throws -> WindowModel<LastStepNetwork> {
        let one = try SmallTraining(training, options: FitOptions(seed: 3, compute: Compute(threads: threads)))
        return one.model(one.network.initialParameters(seed: 3))
    }

    @Test func horizonsOutsideAreRefused() throws {
        let model = try model()
        let one = Self.training.histories[0]
        #expect(throws: ForecastError.invalidHorizon(0)) { try model.forecast(from: [one], horizon: 0) }
        #expect(throws: ForecastError.horizonTooLong(requested: 5, trained: 4)) { try model.forecast(from: [one], horizon: 5) }
        #expect(try model.forecast(from: [one], horizon: 4)[0].horizon == 4)
        #expect(try model.forecast(from: [one], horizon: 2)[0] == model.forecast(from: [one], horizon: 4)[0].prefix(2))
        #expect(try model.forecast(from: [], horizon: 2).isEmpty)
    }

    @Test func otherStepsAreRefused() throws {
        let hourly = try model(
            TrainingSet(series((0..<2).map { wave($0, count: 300) }, axis: .clock(startSeconds: 0, stepSeconds: 3600)), seasons: []))
        let minutes = Series(id: "m", axis: .clock(startSeconds: 0, stepSeconds: 60), values: wave(0, count: 100))
        #expect(throws: ForecastError.stepMismatch(series: "m", expectedSeconds: 3600, foundSeconds: 60)) {
            try hourly.forecast(from: [History(minutes)], horizon: 2)
        }
        let index = Series(id: "i", axis: .index(), values: wave(0, count: 100))
        #expect(throws: ForecastError.stepMismatch(series: "i", expectedSeconds: 3600, foundSeconds: nil)) {
            try hourly.forecast(from: [History(index)], horizon: 2)
        }
        let later = Series(id: "l", axis: .clock(startSeconds: 1_700_000_000, stepSeconds: 3600), values: wave(0, count: 100))
        #expect(try hourly.forecast(from: [History(later)], horizon: 2).count == 1)
    }

    @Test func otherCovariatesAreRefused() throws {
        let model = try model()
        var one = Self.set.series[0]
        one.staticCovariates = [1]
        #expect(throws: ForecastError.covariateMismatch(series: "s0", expected: [], found: ["0 past", "0 future-known", "1 static"])) {
            try model.forecast(from: [History(one)], horizon: 2)
        }
    }

    /// A chunk holds at most 48 windows; the order and the answers do not depend on chunks or threads.
    @Test func answersDoNotDependOnThreads() throws {
        let histories = (0..<150).map { History(Self.set.series[$0 % 3], count: 50 + $0) }
        let one = try model(threads: 1).forecast(from: histories, horizon: 4),
            two = try model(threads: 2).forecast(from: histories, horizon: 4)
        #expect(one == two)
        #expect(zip(one, histories).allSatisfy { $0.seriesID == $1.id && $0.origin == $1.origin })
    }

    /// Alone or among others: the same numbers up to the order of sums in a matrix product.
    @Test func answersHardlyDependOnTheBatch() throws {
        let model = try model()
        let histories = (0..<70).map { History(Self.set.series[$0 % 3], count: 50 + 3 * $0) }
        let together = try model.forecast(from: histories, horizon: 4)
        for (history, forecast) in zip(histories, together) {
            expectClose(try model.forecast(from: [history], horizon: 4)[0].values, forecast.values, .relative(1e-5))
        }
    }

    /// Too short, or nothing known where a network would look: simpler rules answer, in the order of the question, and say why.
    @Test func theLadderAnswersWhatANetworkCannot() throws {
        let model = try model()
        var silent = wave(0, count: 700)
        for position in 300..<700 { silent[position] = .nan }
        let long = Self.training.histories[0]
        let histories = [
            history([], id: "empty"), long, history([5, 6], id: "short"), history(silent, id: "silent"),
            history([Float](repeating: .nan, count: 100), id: "unknown"), long,
        ]
        let found = try model.forecast(from: histories, horizon: 3)
        #expect(found.map(\.seriesID) == histories.map(\.id))
        #expect(found[1].note == nil && found[5].note == nil && found[1] == found[5])
        #expect(found[0].note == "empty has 0 known values, small needs 4; no value is known: 0.0 is assumed")
        #expect(found[2].note == "short has 2 known values, small needs 4; naive answers")
        #expect(try found[2].quantile(0.5) == [6, 6, 6])
        #expect(found[3].note?.contains("naive answers") == true, "a series that fell silent long ago keeps its level")
        #expect(try found[3].quantile(0.5).allSatisfy { abs($0 - silent[299]) < 20 })
        #expect(found[4].note?.contains("no value is known") == true)
        #expect(found.allSatisfy { allFinite($0.values) })
    }

    @Test func forecastsRespectTheLowerBound() throws {
        var random = numbers(3)
        let counts = (0..<4).map { _ in (0..<300).map { _ in Float(random.int(below: 4)) } }
        let training = TrainingSet(series(counts, quantity: .count()), seasons: [])
        let model = try model(training)
        for count in [0, 1, 10, 300] {
            for one in try model.forecast(from: training.histories.map { History($0.series, count: count) }, horizon: 4) {
                #expect(one.values.allSatisfy { $0 >= 0 } && one.lowerBound == 0)
            }
        }
    }
}
