import Replay
import Tensors
import TestSupport
import Testing

/// What the original fails: the mean number of arrivals in a window is what was asked for.
@Suite struct UnbiasednessTests {
    /// Every window within four standard errors over 1,000 seeds.
    @Test(arguments: [0.5, 1, 2, 4, 8], [0.1, 1, 10, 100]) func windowsKeepTheirCounts(cv: Double, count: Double) throws {
        let source = try Samples.counts([Float](repeating: 100, count: 12))
        let map = try ModelMap(source, models: ["m"])
        var moments = [Moments](repeating: Moments(), count: 12)
        for seed in 0..<1000 {
            let settings = ReplayConfiguration(process: .gamma, window: 60, rateScale: count / 100, cvScale: cv, seed: UInt64(seed))
            let made = try TraceReplay(source, onto: map, settings, compute: Compute(threads: 1)).models[0].arrivals
            for (window, count) in made.counts(width: 60, count: 12).enumerated() { moments[window].add(count) }
        }
        // All windows have the same distribution; of rare bursts a single one's thousand numbers would not tell the error.
        let error = (moments.reduce(0) { $0 + $1.error * $1.error } / 12).squareRoot()
        for moment in moments { #expect(abs(moment.mean - count) <= 4 * error, "\(moment.mean) for \(count), error \(error)") }
    }

    /// Low rates and bursts: over 5,000 seeds the mean is within 2 % or 4 standard errors. The original gives 5.6 and 15.5 for 1.
    @Test(arguments: [4.0, 8], [0.1, 1]) func bordersAddNothing(cv: Double, count: Double) throws {
        let source = try Samples.counts([Float](repeating: 10, count: 60))
        let map = try ModelMap(source, models: ["m"])
        var all = Moments()
        for seed in 0..<5000 {
            let settings = ReplayConfiguration(process: .gamma, window: 60, rateScale: count / 10, cvScale: cv, seed: UInt64(seed))
            all.add(Double(try TraceReplay(source, onto: map, settings, compute: Compute(threads: 1)).models[0].arrivals.count) / 60)
        }
        #expect(abs(all.mean - count) <= max(0.02 * count, 4 * all.error), "\(all.mean) for \(count), error \(all.error)")
    }

    /// Bursts beside regular windows: the shape changes at every edge, and no window may pay for its neighbour.
    @Test(arguments: ShapeEstimator.allCases) func changingShapesKeepCounts(estimator: ShapeEstimator) throws {
        var times: [Double] = []
        for window in 0..<8 {
            let start = Double(window) * 100
            let cv = window % 2 == 0 ? 4.0 : 0.4
            times += Samples.renewal(rate: window % 3 == 0 ? 0.2 : 0.6, cv: cv, over: start..<start + 100, seed: UInt64(window + 3))
        }
        let source = Samples.arrivals([times], span: 0..<800)
        let expected = times.counts(width: 100, count: 8)
        var moments = [Moments](repeating: Moments(), count: 8)
        var laws: [Double] = []
        for seed in 0..<2000 {
            let settings = ReplayConfiguration(process: .gamma, window: 100, estimator: estimator, seed: UInt64(seed))
            let replay = try Samples.replay(source, settings)
            for (window, count) in replay.arrivals.counts(width: 100, count: 8).enumerated() { moments[window].add(count) }
            laws = replay.windows.compactMap(\.cv)
        }
        #expect(Set(laws).count > 4)
        for (moment, count) in zip(moments, expected) {
            #expect(abs(moment.mean - count) <= max(4 * moment.error, 1e-9), "\(moment.mean) for \(count)")
        }
    }

    @Test(arguments: [
        ArrivalProcess.exponential, .gamma, .pareto, .deterministic, .mmpp(nil), .bootstrap(block: 30), .vanilla,
    ])
    func everyProcessKeepsCountsWithBatchesAndScale(process: ArrivalProcess) throws {
        var times = Samples.renewal(rate: 0.1, cv: 2, over: 0..<600, seed: 4)
        times += times.enumerated().filter { $0.offset % 3 == 0 }.flatMap { [$0.element, $0.element] }
        times.sort()
        let source = Samples.arrivals([times], span: 0..<650)
        // The last window is short.
        let expected = times.counts(width: 200, count: 4).map { $0 * 1.5 }
        var moments = [Moments](repeating: Moments(), count: 4)
        for seed in 0..<1500 {
            let made = try Samples.replay(source, ReplayConfiguration(process: process, window: 200, rateScale: 1.5, seed: UInt64(seed)))
            #expect(made.arrivals.isSorted && made.arrivals.allSatisfy { $0 >= 0 && $0 < 650 })
            for (window, count) in made.arrivals.counts(width: 200, count: 4).enumerated() { moments[window].add(count) }
            #expect(abs(made.wanted - Double(times.count) * 1.5) < 1e-9)
        }
        for (moment, count) in zip(moments, expected) {
            #expect(abs(moment.mean - count) <= max(4 * moment.error, 1e-9), "\(moment.mean) for \(count)")
        }
    }

    /// The faults of the original are there where they are asked for: the restart of every window.
    @Test(arguments: [(4.0, 1.0, 5.6), (8, 1, 15.5), (4, 10, 17), (1, 10, 10.1), (0.5, 1, 0.63)])
    func compatibilityHasTheBiasOfTheOriginal(cv: Double, count: Double, expected: Double) throws {
        let source = try Samples.counts([Float](repeating: 10, count: 20))
        let map = try ModelMap(source, models: ["m"])
        var all = Moments()
        for seed in 0..<1500 {
            let settings = ReplayConfiguration(
                process: .gamma, window: 60, rateScale: count / 10, cvScale: cv, seed: UInt64(seed), compatibility: true)
            all.add(Double(try TraceReplay(source, onto: map, settings, compute: Compute(threads: 1)).models[0].arrivals.count) / 20)
        }
        #expect(abs(all.mean - expected) <= 0.03 * expected + 4 * all.error, "\(all.mean) for \(expected)")
    }
}
