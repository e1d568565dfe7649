import Replay
import TestSupport
import Testing

/// The rules of the original, window by window, against values worked out by hand.
@Suite struct CompatibilityTests {
    private func windows(_ times: [Double], _ process: ArrivalProcess, width: Double = 100, rateScale: Double = 1) throws -> [ModelReplay
        .Window]
    {
        let source = Samples.arrivals([times], span: 0..<250)
        return try Samples.replay(
            source, ReplayConfiguration(process: process, window: width, rateScale: rateScale, compatibility: true)
        ).windows
    }

    @Test func ratesAreThoseOfTheGapsUnlessFiveTimesTooHigh() throws {
        // Two gaps of 10 s: rate 0.1, although three arrivals in 100 s are 0.03; the guard is at 0.15.
        expectClose(try windows([10, 20, 30], .exponential)[0].wanted, 100 / (10 + 1e-6), .relative(1e-12))
        // Gaps of 1 s: 1 exceeds the guard, so it is the empirical rate.
        expectClose(try windows([10, 11, 12], .exponential)[0].wanted, 3, .relative(1e-12))
        expectClose(try windows([10, 20, 30], .exponential, rateScale: 2)[0].wanted, 200 / (10 + 1e-6), .relative(1e-12))
    }

    @Test func windowsOfFewArrivalsAreLost() throws {
        #expect(try windows([10, 120, 130], .exponential).map { $0.wanted > 0 } == [false, true, false])
        #expect(try windows([10, 120, 130], .gamma).map { $0.wanted > 0 } == [false, false, false])
        // Equal gaps: the fit fails.
        #expect(try windows([10, 20, 30, 40], .gamma)[0].wanted == 0)
    }

    @Test func gammaShapesSolveTheLikelihoodEquation() throws {
        // Gaps 1, 2, 9: scipy.stats.gamma.fit([1, 2, 9] + 1e-6, floc=0) gives the shape 1.3243682.
        let cv = try windows([10, 11, 13, 22], .gamma)[0].cv ?? 0
        expectClose(1 / (cv * cv), 1.3243682195, .relative(1e-9))
    }

    @Test func theLastWindowSpillsOverTheEnd() throws {
        let times = (0..<25).map { Double($0) * 10 + Double($0 % 3) }
        let source = Samples.arrivals([times], span: 0..<250)
        var latest = 0.0
        for seed in 0..<20 {
            let made = try Samples.replay(source, ReplayConfiguration(window: 100, seed: UInt64(seed), compatibility: true))
            latest = max(latest, made.arrivals.last ?? 0)
        }
        #expect(latest > 250 && latest < 300)
    }

    @Test func rateScaleDoesNothingToVanilla() throws {
        let source = Samples.arrivals([[1, 2, 3]], span: 0..<10)
        #expect(
            try Samples.replay(source, ReplayConfiguration(process: .vanilla, rateScale: 5, compatibility: true)).arrivals == [1, 2, 3])
    }

    @Test func paretoGapsGoOnUntilOneIsBehindTheWindow() throws {
        let source = Samples.arrivals([[1, 2, 4, 8, 16]], span: 0..<100)
        let made = try Samples.replay(source, ReplayConfiguration(process: .pareto, window: 100, compatibility: true)).arrivals
        #expect(made.count { $0 >= 100 } == 1 && made.isSorted)
    }
}
