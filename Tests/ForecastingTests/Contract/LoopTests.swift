import Forecasting
import Tensors
import TestSupport
import Testing
import Traces

@Suite struct OpenLoopTests {
    private let series = history((0..<20).map { Float($0 * $0) }).series

    /// The forecast of position p comes from the values before p − ahead + 1, and its last step is p.
    @Test(arguments: [1, 2])
    func everyForecastComesFromTrueValues(ahead: Int) throws {
        let found = try DriftModel().openLoop(on: series, positions: 5..<20 + ahead, ahead: ahead)
        #expect(found.count == 15 + ahead)
        for (position, one) in zip(5..<20 + ahead, found) {
            #expect(one.horizon == ahead && one.axis.time(at: ahead - 1) == Int64(position))
            let origin = Float((position - ahead) * (position - ahead))
            #expect(one[ahead - 1, 1] == origin + Float(ahead))
        }
    }

    @Test func positionsWithoutAHistoryAreRefused() {
        #expect(throws: ForecastError.invalidHorizon(0)) { try DriftModel().openLoop(on: series, positions: 1..<3, ahead: 0) }
        #expect(throws: ForecastError.tooShort(series: "s", count: 20, required: 2)) {
            try DriftModel().openLoop(on: series, positions: 1..<3, ahead: 2)
        }
        #expect(throws: ForecastError.tooShort(series: "s", count: 20, required: 21)) {
            try DriftModel().openLoop(on: series, positions: 5..<22, ahead: 1)
        }
        #expect(throws: ForecastError.horizonTooLong(requested: 3, trained: 2)) {
            try DriftModel().openLoop(on: series, positions: 5..<6, ahead: 3)
        }
    }
}

@Suite struct ClosedLoopTests {
    private let known = history([1, 2, 3])

    /// Paths that are always at the median: every block goes on where the last one ended.
    @Test func medianPathsGoOnInAStraightLine() throws {
        let model = DriftModel(residualPaths: ResidualPaths(count: 1, horizon: 2, ranks: [0.5, 0.5]))
        let one = try model.closedLoop(from: known, horizon: 7)
        #expect(one.horizon == 7)
        #expect(Array(one.values[..<6]) == [3, 4, 5, 4, 5, 6], "the trained horizon is the direct forecast")
        #expect(try one.quantile(0.5) == [4, 5, 6, 7, 8, 9, 10])
        for step in 2..<7 { #expect(one[step, 0] == one[step, 2]) }
        #expect(one.note == "steps beyond 2 are a closed loop over 200 sample paths")
    }

    /// Two equally likely rows of ranks, always one above or below: a random walk whose spread grows with the blocks.
    @Test func uncertaintyGrowsWithTheBlocks() throws {
        let model = DriftModel(residualPaths: ResidualPaths(count: 2, horizon: 2, ranks: [0.1, 0.1, 0.9, 0.9]))
        let one = try model.closedLoop(from: known, horizon: 8, paths: 2000, seed: 3)
        for step in 2..<8 {
            let blocks = step / 2 + 1
            let median = Float(4 + step)
            expectClose(one[step, 1], median, .absolute(1.01))
            #expect(one[step, 2] - one[step, 0] <= Float(2 * blocks) + 1e-4)
        }
        #expect(one[7, 2] - one[7, 0] >= 4)
    }

    /// When the ladder answers within the horizon, its reason is kept.
    @Test func reasonsAreKept() throws {
        let small = try SmallTraining(TrainingSet(series([wave(0, count: 300)]), seasons: [24]))
        let model = SmallModel(
            small.model(small.network.initialParameters(seed: 1)), paths: ResidualPaths(count: 1, horizon: 4, ranks: [0.5, 0.5, 0.5, 0.5]))
        let note = try model.closedLoop(from: history([1, 2], id: "web"), horizon: 9, paths: 2).note
        #expect(note == "web has 2 known values, small needs 4; naive answers; steps beyond 4 are a closed loop over 2 sample paths")
    }

    @Test func seedsDecide() throws {
        let model = DriftModel(residualPaths: ResidualPaths(count: 3, horizon: 2, ranks: [0.1, 0.2, 0.5, 0.9, 1.4, 0.7]))
        let one = try model.closedLoop(from: known, horizon: 6, paths: 20, seed: 1)
        #expect(one == (try model.closedLoop(from: known, horizon: 6, paths: 20, seed: 1)))
        #expect(one.values != (try model.closedLoop(from: known, horizon: 6, paths: 20, seed: 2)).values)
    }

    @Test func boundsAndGapsAreRespected() throws {
        let model = DriftModel(
            residualPaths: ResidualPaths(count: 2, horizon: 2, ranks: [-5, -9, 0.5, 0.5]), width: 3, lowerBound: 0)
        let one = try model.closedLoop(from: history([1, .nan, .nan]), horizon: 20)
        #expect(one.values[6...].allSatisfy { $0 >= 0 } && one.lowerBound == 0)
    }

    @Test func withinTheHorizonItIsTheDirectForecast() throws {
        let model = DriftModel()
        #expect(try model.closedLoop(from: known, horizon: 2) == model.forecast(from: known, horizon: 2))
        var free = DriftModel()
        free.maximumHorizon = nil
        #expect(try free.closedLoop(from: known, horizon: 50) == free.forecast(from: known, horizon: 50))
    }

    @Test func impossibleWishesAreRefused() {
        let model = DriftModel()
        #expect(throws: ForecastError.noResidualPaths(model: "drift")) { try model.closedLoop(from: known, horizon: 3) }
        #expect(throws: ForecastError.invalidHorizon(0)) { try model.closedLoop(from: known, horizon: 0) }
        #expect(throws: ForecastError.self) { try model.closedLoop(from: known, horizon: 3, paths: 1) }
    }

    /// Known covariates go as far as they reach, past ones are unknown: the network sees a mean there and no error is thrown.
    @Test func covariatesDoNotStopTheLoop() throws {
        let one = Series(
            id: "c", axis: .index(), values: (0..<60).map { Float($0 % 12) }, pastCovariates: [(0..<60).map(Float.init)],
            futureCovariates: [(0..<63).map(Float.init)], staticCovariates: [1])
        let set = try SeriesSet([one], quantity: .gauge(), pastCovariates: ["p"], futureCovariates: ["f"], staticCovariates: ["s"])
        let small = try SmallTraining(TrainingSet(set, seasons: [12]))
        let model = SmallModel(
            small.model(small.network.initialParameters(seed: 1)), paths: ResidualPaths(count: 1, horizon: 4, ranks: [0.4, 0.6, 0.5, 1.2]))
        let found = try model.closedLoop(from: History(one), horizon: 11, paths: 5)
        #expect(found.horizon == 11 && allFinite(found.values))
        #expect(Array(found.values[..<12]) == (try model.forecast(from: History(one), horizon: 4)).values)
    }
}

/// A window model as a fitted forecaster.
private struct SmallModel: FittedForecaster {
    let model: WindowModel<LastStepNetwork>
    var name: String { model.name }
    var levels: QuantileLevels { model.levels }
    var maximumHorizon: Int? { 4 }
    let residualPaths: ResidualPaths?

    init(_ model: WindowModel<LastStepNetwork>, paths: ResidualPaths?) { (self.model, residualPaths) = (model, paths) }
    func forecast(from histories: [History], horizon: Int) throws(ForecastError) -> [QuantileForecast] {
        try model.forecast(from: histories, horizon: horizon)
    }
    func archive() throws(ForecastError) -> ModelArchive { throw .invalidArchive("a model of tests only") }
}

@Suite struct WindowedStreamTests {
    /// A stream that keeps the reach answers like the whole history, value by value, with gaps and infinities taken as gaps.
    @Test func streamsAnswerLikeTheWholeHistory() throws {
        let training = TrainingSet(series((0..<2).map { wave($0, count: 300) }), seasons: [24])
        let small = try SmallTraining(training)
        let model = SmallModel(small.model(small.network.initialParameters(seed: 1)), paths: nil)
        let reach = small.assembler.schema.reach
        var whole = wave(5, count: 1500)
        for position in stride(from: 3, to: 1500, by: 11) { whole[position] = .nan }
        let axis = TimeAxis.index(start: 7)
        var stream = try WindowedStream(model, history: History(Series(id: "x", axis: axis, values: whole), count: 100), keeping: reach)
        #expect(stream.count == 100)
        for position in 100..<1500 {
            stream.observe(position % 77 == 3 ? .infinity : whole[position])
            if position % 77 == 3 { whole[position] = .nan }
            #expect(stream.count < 2 * reach && stream.nextTime == axis.time(at: position + 1))
            guard position % 97 == 0 else { continue }
            let expected = try model.forecast(from: History(Series(id: "x", axis: axis, values: whole), count: position + 1), horizon: 4)
            #expect(try stream.forecast(horizon: 4) == expected)
        }
    }

    @Test func streamsWithCovariatesAreRefused() throws {
        let one = Series(id: "x", axis: .index(), values: [1, 2], pastCovariates: [[1, 2]])
        #expect(throws: ForecastError.covariateMismatch(series: "x", expected: [], found: ["1 covariates that change with time"])) {
            try WindowedStream(DriftModel(), history: History(one), keeping: 10)
        }
        #expect(throws: ForecastError.self) { try WindowedStream(DriftModel(), history: history([1]), keeping: 0) }
    }
}
