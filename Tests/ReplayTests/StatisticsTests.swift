import Replay
import TestSupport
import Testing

@Suite struct StatisticsTests {
    @Test func definitions() {
        // Gaps 1, 1, 4: mean 2, deviation √2.
        let statistics = ArrivalStatistics([0.5, 1.5, 2.5, 6.5], over: 0..<10)
        #expect(statistics.count == 4 && statistics.rate == 0.4 && statistics.duration == 10)
        expectClose(statistics.cv ?? .nan, 2.0.squareRoot() / 2, .relative(1e-15))
        // Counts in seconds: 1 1 1 0 0 0 1 0 0 0: mean 0.4, variance 0.24.
        expectClose(statistics.dispersion[0].index ?? .nan, 0.6, .relative(1e-14))
        #expect(statistics.dispersion.map(\.seconds) == [1, 10, 60] && statistics.dispersion[1].index == nil)
    }

    @Test func undefinedBelowTwoGaps() {
        #expect(ArrivalStatistics([1, 2], over: 0..<10).cv == nil && ArrivalStatistics([], over: 0..<10).cv == nil)
        #expect(ArrivalStatistics([1, 1, 1], over: 0..<10).cv == nil)
        #expect(ArrivalStatistics([], over: 0..<10).dispersion[0].index == nil)
    }

    @Test func reportsOfAPoissonProcess() throws {
        let times = Samples.renewal(rate: 1, cv: 1, over: 0..<5000, seed: 3)
        let source = Samples.arrivals([times], span: 0..<5000)
        let map = try ModelMap(source, models: ["m"])
        let reports = try TraceReplay(source, onto: map, ReplayConfiguration(process: .exponential, window: 2500)).report()
        #expect(reports.count == 2 && reports[0].windows.count == 2)
        let one = reports[0]
        #expect(one.wanted == Double(times.count) && one.parameters == 2 && reports[1].model == nil)
        // Of n exponential gaps of rate r the log-likelihood is n ln r - r·T; rates here are about 1.
        expectClose(one.logLikelihood ?? .nan, -Double(times.count), .relative(0.05))
        expectClose(one.aic ?? .nan, 4 - 2 * (one.logLikelihood ?? .nan), .relative(1e-12))
        // Two samples of 5,000 from the same distribution are nearer than 0.04.
        #expect((one.distance ?? 1) < 0.04 && (one.windows[0].distance ?? 1) < 0.06)
        #expect(one.windows.map(\.generated).reduce(0, +) == one.generated)
        expectClose(one.windows[0].wantedRate, one.windows[0].wanted / 2500, .relative(1e-15))
    }

    /// The right process has the greater likelihood, by both criteria.
    @Test func criteriaTellProcessesApart() throws {
        for (cv, better, worse) in [(3.0, ArrivalProcess.gamma, ArrivalProcess.exponential), (1, .exponential, .pareto)] {
            let times = Samples.renewal(rate: 1, cv: cv, over: 0..<8000, seed: 12)
            let source = Samples.arrivals([times], span: 0..<8000)
            let map = try ModelMap(source, models: ["m"])
            let good = try TraceReplay(source, onto: map, ReplayConfiguration(process: better, window: 8000)).report()[0]
            let bad = try TraceReplay(source, onto: map, ReplayConfiguration(process: worse, window: 8000)).report()[0]
            #expect(good.bic ?? .nan < bad.bic ?? .nan)
        }
    }

    @Test func timersHaveNoLikelihood() throws {
        let source = Samples.arrivals([(0..<100).map { Double($0) * 10 }], span: 0..<1000)
        let report = try TraceReplay(source, onto: ModelMap(source, models: ["m"]), ReplayConfiguration(process: .deterministic)).report()[
            0]
        #expect(report.logLikelihood == nil && report.aic == nil)
    }

    @Test func histogramsCountEveryArrival() throws {
        let source = Samples.arrivals([[0, 5, 9.5], [2]], span: 0..<10)
        let replay = try TraceReplay(source, onto: ModelMap(source, models: ["a", "b"]), ReplayConfiguration(process: .vanilla))
        #expect(try replay.histogram(width: 4).counts == [2, 1, 1])
        #expect(try replay.histogram(width: 4, model: "b").counts == [1, 0, 0])
        #expect(throws: ReplayError.self) { try replay.histogram(width: 0) }
        #expect(throws: ReplayError.self) { try replay.histogram(width: 1, model: "c") }
        let counts = try replay.counts(step: 5)
        #expect(counts.series.map(\.values) == [[1, 2], [1, 0]])
        #expect(counts.series[0].axis.start == 1_600_000_000_000_000_000)
    }
}
