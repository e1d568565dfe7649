import Forecasting
import Tensors
import TestSupport
import Testing
import Traces

@Suite struct RankCopulaTests {
    /// Two steps that go together: their levels lie in the same half, and each is uniform by itself.
    @Test func stepsAreUniformAndHangTogether() {
        let copula = RankCopula(ResidualPaths(count: 2, horizon: 2, ranks: [-7, 0.9, 0.2, 0.95]), steps: 2)
        var random = numbers(1)
        let draws = (0..<4000).map { _ in copula.draw(2, using: &random) }
        #expect(draws.allSatisfy { $0.allSatisfy { $0 > 0 && $0 < 1 } && ($0[0] < 0.5) == ($0[1] < 0.5) })
        for step in 0..<2 {
            // The deviation of a share of 4,000 draws is at most 0.008.
            for level in [0.1, 0.5, 0.8] {
                #expect(abs(Double(draws.count { $0[step] < level }) / 4000 - level) < 0.035)
            }
        }
    }

    /// Opposite errors stay opposite; a step beyond the last takes the places of the first again.
    @Test func oppositesStayOpposite() {
        let copula = RankCopula(ResidualPaths(count: 2, horizon: 2, ranks: [0.1, 0.9, 0.9, 0.1]), steps: 5)
        var random = numbers(2)
        for _ in 0..<100 {
            let levels = copula.draw(4, using: &random)
            #expect((levels[0] < 0.5) == (levels[1] > 0.5) && (levels[0] < 0.5) == (levels[2] < 0.5))
        }
    }
}

@Suite struct SamplePathsTests {
    private let known = history([1, 2, 3])

    /// What every model draws: blocks of its horizon, one row of ranks each.
    @Test func blocksFollowEachOther() throws {
        let model = DriftModel(residualPaths: ResidualPaths(count: 1, horizon: 2, ranks: [0.5, 0.9]))
        let paths = try model.samplePaths(from: known, horizon: 5, count: 3, seed: 1)
        #expect(paths.count == 3 && paths.horizon == 5 && paths.seriesID == "s" && paths.origin == 2 && paths.axis.time(at: 0) == 3)
        for path in 0..<3 { #expect((0..<5).map { paths[path, $0] } == [4, 6, 7, 9, 10]) }
        #expect(paths.ceiling.quantile(0.5) == 10)
        #expect(throws: ForecastError.noResidualPaths(model: "drift")) {
            try DriftModel().samplePaths(from: known, horizon: 5, count: 3, seed: 1)
        }
        #expect(throws: ForecastError.invalidHorizon(0)) { try model.samplePaths(from: known, horizon: 0, count: 3, seed: 1) }
        #expect(throws: ForecastError.self) { try model.samplePaths(from: known, horizon: 1, count: 0, seed: 1) }
    }

    private func model(_ values: [[Float]], quantity: Quantity = .gauge(), paths: ResidualPaths? = nil) throws -> WindowModel<
        LastStepNetwork
    > {
        let small = try SmallTraining(TrainingSet(series(values, quantity: quantity), seasons: [24]))
        var state = small.trainer.initialState()
        try small.trainer.train(&state, stage: "test")
        return small.model(state.bestParameters).with(paths)
    }

    /// The first step has the forecast's distribution, whatever the residual paths; a median over 4,000 draws has a deviation of 0.008 levels.
    @Test(arguments: [nil, ResidualPaths(count: 3, horizon: 4, ranks: (0..<12).map { Float($0) - 6 })])
    func theFirstStepHasTheDistributionOfTheForecast(paths: ResidualPaths?) throws {
        let values = (0..<2).map { wave($0, count: 300) }
        let model = try model(values, paths: paths)
        let history = History(series(values).series[0])
        let forecast = model.directForecasts(from: [history])[0]
        let drawn = try #require(try model.samplePaths(from: history, horizon: 2, count: 4000, block: 2, seed: 7))
        for (level, tau) in [0.1, 0.5, 0.9].enumerated() {
            let share = Double((0..<4000).count { drawn[$0, 0] < forecast[0, level] }) / 4000
            #expect(abs(share - tau) < 0.035, "\(share) of the draws lie below the quantile \(tau)")
        }
    }

    /// The same seed gives the same paths, however many; other seeds and other series give others.
    @Test func seedsDecide() throws {
        let values = (0..<2).map { wave($0, count: 300) }
        let model = try model(values, paths: ResidualPaths(count: 2, horizon: 4, ranks: [0.1, 0.4, 0.3, 0.8, 0.9, 0.6, 0.2, 0.5]))
        let history = History(series(values).series[0])
        func draw(_ count: Int, _ seed: UInt64, _ history: History) throws -> [Float] {
            try #require(try model.samplePaths(from: history, horizon: 11, count: count, block: 3, seed: seed)).values
        }
        let many = try draw(9, 1, history)
        #expect(try many == draw(9, 1, history) && Array(many[..<33]) == draw(3, 1, history))
        #expect(try many != draw(9, 2, history))
        let renamed = History(Series(id: "other", axis: history.series.axis, values: history.series.values))
        #expect(try many != draw(9, 1, renamed))
    }

    /// Only the reach is looked at, and what lies behind the origin is not.
    @Test func onlyTheReachMatters() throws {
        let model = try model((0..<2).map { wave($0, count: 300) })
        let long = Series(id: "x", axis: .index(), values: wave(3, count: 2000))
        let reach = model.assembler.schema.reach
        let cut = Series(id: "x", axis: .index(start: Int64(1500 - reach)), values: Array(long.values[1500 - reach..<1500]))
        let one = try model.samplePaths(from: History(long, count: 1500), horizon: 9, count: 5, block: 4, seed: 1)
        #expect(try one == model.samplePaths(from: History(cut), horizon: 9, count: 5, block: 4, seed: 1) && one != nil)
    }

    /// Counts stay counts and are not negative; too short a history is said to be one.
    @Test func countsStayWhole() throws {
        var random = numbers(4)
        let counts = (0..<2).map { _ in (0..<300).map { _ in Float(random.int(below: 40)) } }
        let model = try model(counts, quantity: .count("requests"))
        let history = History(series(counts).series[0])
        let paths = try #require(try model.samplePaths(from: history, horizon: 20, count: 50, block: 4, seed: 1))
        #expect(paths.values.allSatisfy { $0 >= 0 && $0.rounded() == $0 } && Set(paths.values).count > 2)
        #expect(try model.samplePaths(from: History(history.series, count: 2), horizon: 20, count: 50, block: 4, seed: 1) == nil)
    }
}
