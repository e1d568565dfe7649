import Replay
import Tensors
import TestSupport
import Testing
import Traces

@Suite struct TraceReplayTests {
    private static let processes: [ArrivalProcess] = [
        .vanilla, .exponential, .gamma, .pareto, .deterministic, .mmpp(nil), .bootstrap(block: 60),
    ]

    /// Six functions of different habits over an hour.
    private static let source = Samples.arrivals(
        (0..<6).map { Samples.renewal(rate: 0.02 * Double($0 + 1), cv: [0.5, 1, 3][$0 % 3], over: 0..<3600, seed: UInt64($0)) },
        span: 0..<3600)

    @Test func vanillaIsTheSliceExactly() throws {
        let times: [[Double]] = [[0, 10, 10, 250], [5, 99.5, 100, 399]]
        let source = Samples.arrivals(times, span: 0..<400)
        let settings = ReplayConfiguration(start: TraceTime(seconds: 10), end: TraceTime(seconds: 250), process: .vanilla)
        #expect(try Samples.replay(source, settings).arrivals == [10, 10, 99.5, 100])
    }

    @Test func vanillaCountsAreKeptInEveryStep() throws {
        let values: [Float] = [3, 0, 7, 100, 1, 0]
        let replay = try Samples.replay(Samples.counts(values), ReplayConfiguration(process: .vanilla, window: 120))
        #expect(replay.arrivals.isSorted && replay.arrivals.counts(width: 60, count: 6) == values.map(Double.init))
        // Uniform in their minute: 100 of them have a mean of 30 s with an error of 1.7.
        let inside = replay.arrivals.filter { $0 >= 180 && $0 < 240 }.map { $0 - 180 }
        #expect(abs(inside.reduce(0, +) / 100 - 30) < 7)
    }

    @Test(arguments: processes) func timeScaleKeepsTheNumberAndMultipliesTheRate(process: ArrivalProcess) throws {
        let map = try ModelMap(Self.source, models: ["a", "b"])
        let plain = try TraceReplay(Self.source, onto: map, ReplayConfiguration(process: process))
        let fast = try TraceReplay(Self.source, onto: map, ReplayConfiguration(process: process, timeScale: 4))
        for (a, b) in zip(plain.report(), fast.report()) {
            #expect(a.generated == b.generated)
            expectClose(b.replay.rate, 4 * a.replay.rate, .relative(1e-12))
            #expect(b.replay.duration == 900)
        }
        #expect(fast.models.allSatisfy { $0.arrivals.isSorted && $0.arrivals.allSatisfy { $0 < 900 } })
    }

    @Test func replicationRepeatsArrivals() throws {
        let source = Samples.arrivals([[1, 2]], span: 0..<10)
        #expect(try Samples.replay(source, ReplayConfiguration(process: .vanilla, replication: 3)).arrivals == [1, 1, 1, 2, 2, 2])
    }

    /// Rate and shape are apart: eight times the rate, the same coefficient of variation.
    @Test(arguments: [0.5, 1, 2]) func rateScaleKeepsTheCV(cv: Double) throws {
        let times = Samples.renewal(rate: 1, cv: cv, over: 0..<20_000, seed: 5)
        let source = Samples.arrivals([times], span: 0..<20_000)
        let map = try ModelMap(source, models: ["m"])
        let replay = try TraceReplay(source, onto: map, ReplayConfiguration(process: .gamma, window: 10_000, rateScale: 8))
        let found = replay.report()[0]
        // The error of the sample itself is 1.8 % for a coefficient of 2.
        expectClose(found.replay.cv ?? .nan, cv, .relative(0.02 + 0.02 * cv))
        expectClose(Double(found.generated), 8 * Double(times.count), .relative(0.03))
        let thin = try TraceReplay(source, onto: map, ReplayConfiguration(process: .gamma, window: 10_000, cvScale: 3)).report()[0]
        expectClose(thin.replay.cv ?? .nan, 3 * cv, .relative(0.12))
    }

    /// A timer whose period does not divide the windows stays one, at the rate it has.
    @Test(arguments: [7.0, 40, 59, 60, 61, 90]) func timersStayTimers(period: Double) throws {
        var random = RandomStream(seed: 1, purpose: "timer", index: UInt64(period))
        let times = (0..<Int(7200 / period)).map { Double($0) * period + 13.0 / 60 * period + 0.01 * period * random.normal() }
        let source = Samples.arrivals([times], span: 0..<7200)
        for window in [600.0, 500, 60, 7200] {
            let replay = try Samples.replay(source, ReplayConfiguration(process: .gamma, window: window))
            let statistics = ArrivalStatistics(replay.arrivals, over: 0..<7200)
            #expect(statistics.cv ?? 1 < 0.05, "\(statistics.cv ?? -1) with windows of \(window)")
            #expect(abs(replay.arrivals.count - times.count) <= 2)
        }
    }

    @Test func lonelyArrivalsAreNotLost() throws {
        // One arrival in every window: the original drops all of them.
        let times = (0..<60).map { Double($0) * 60 + Double($0 * 37 % 60) }
        let source = Samples.arrivals([times], span: 0..<3600)
        var all = Moments()
        for seed in 0..<300 {
            all.add(Double(try Samples.replay(source, ReplayConfiguration(process: .gamma, window: 60, seed: UInt64(seed))).arrivals.count))
        }
        #expect(abs(all.mean - 60) <= 4 * all.error)
        let lost = try Samples.replay(source, ReplayConfiguration(process: .gamma, window: 60, compatibility: true))
        #expect(lost.arrivals.isEmpty)
    }

    @Test(arguments: processes) func threadsAndInstructionsChangeNothing(process: ArrivalProcess) throws {
        let map = try ModelMap(Self.source, models: ["a", "b", "c", "d"])
        let settings = ReplayConfiguration(process: process, rateScale: 1.7, seed: 9)
        let expected = try TraceReplay(Self.source, onto: map, settings, compute: Compute(instructionSet: .scalar, threads: 1))
        for set in InstructionSet.supported {
            for threads in [1, 2, 7] {
                let found = try TraceReplay(Self.source, onto: map, settings, compute: Compute(instructionSet: set, threads: threads))
                #expect(found.models.map(\.arrivals) == expected.models.map(\.arrivals))
            }
        }
        let other = try TraceReplay(Self.source, onto: map, ReplayConfiguration(process: process, rateScale: 1.7, seed: 10))
        #expect(other.models.map(\.arrivals) != expected.models.map(\.arrivals))
    }

    /// What is drawn for a model depends on its name and its functions only.
    @Test(arguments: processes) func otherModelsChangeNothing(process: ArrivalProcess) throws {
        let lists = (0..<3).map { Samples.renewal(rate: 0.1, cv: 1.5, over: 0..<3600, seed: UInt64($0)) }
        let two = Samples.arrivals(Array(lists[..<2]), span: 0..<3600), three = Samples.arrivals(lists, span: 0..<3600)
        let settings = ReplayConfiguration(process: process, rateScale: 2)
        let a = try TraceReplay(two, onto: ModelMap(two, models: ["a", "b"]), settings)
        let b = try TraceReplay(three, onto: ModelMap(three, models: ["a", "b", "c"]), settings)
        #expect(a.models.map(\.arrivals) == b.models[..<2].map(\.arrivals))
        #expect(!b.models[2].arrivals.isEmpty)
    }

    @Test func modelsWithoutArrivalsAreThereAndEmpty() throws {
        let source = Samples.arrivals([[1, 2, 3], []], span: 0..<10)
        for process in Self.processes {
            let replay = try TraceReplay(
                source, onto: ModelMap(source, models: ["a", "b"]), ReplayConfiguration(process: process, window: 5))
            #expect(replay.models.map(\.model) == ["a", "b"] && replay.models[1].arrivals.isEmpty && replay.models[1].wanted == 0)
            #expect(replay.report()[1].replay.cv == nil)
        }
    }

    @Test func batchesStayBatches() throws {
        let epochs = Samples.renewal(rate: 0.05, cv: 1, over: 0..<36_000, seed: 8)
        let source = Samples.arrivals([epochs.flatMap { [$0, $0, $0, $0] }], span: 0..<36_000)
        let made = try Samples.replay(source, ReplayConfiguration(process: .gamma, window: 36_000)).arrivals
        let sizes = Dictionary(grouping: made) { $0 }.values.map(\.count)
        #expect(sizes.allSatisfy { $0 == 4 })
        // The gaps of 0 inside batches do not count for the shape, which stays about 1.
        let law = try Samples.replay(source, ReplayConfiguration(process: .gamma, window: 36_000)).windows[0].cv ?? 0
        expectClose(law, 1, .absolute(0.1))
    }

    @Test func bootstrapKeepsWhatItCopies() throws {
        let source = Samples.arrivals([Self.source.arrivalsForTests], span: 0..<3600)
        let made = try Samples.replay(source, ReplayConfiguration(process: .bootstrap(block: 3600), window: 3600)).arrivals
        // One block as long as the window is the window, turned.
        #expect(made.count == Self.source.arrivalsForTests.count)
        let gaps = { (times: [Double]) in zip(times, times.dropFirst()).map { ($1 - $0) }.sorted() }
        let (a, b) = (gaps(made), gaps(Self.source.arrivalsForTests))
        #expect(zip(a.prefix(a.count - 1), b).allSatisfy { abs($0 - $1) < 20 })
    }

    @Test func modulationIsFoundAgain() throws {
        let truth = try MarkovModulation(durations: [40, 160], rates: [9, 1])
        let flat = Samples.arrivals([Samples.renewal(rate: 3, cv: 1, over: 0..<40_000, seed: 6)], span: 0..<40_000)
        let bursty = try Samples.replay(flat, ReplayConfiguration(process: .mmpp(truth), window: 4000)).arrivals
        let dispersion = ArrivalStatistics(bursty, over: 0..<40_000).dispersion.map { $0.index ?? 0 }
        #expect(dispersion[0] > 3 && dispersion[2] > 60)
        let again = try Samples.replay(Samples.arrivals([bursty], span: 0..<40_000), ReplayConfiguration(process: .mmpp(nil), window: 4000))
        for (found, expected) in zip(ArrivalStatistics(again.arrivals, over: 0..<40_000).dispersion, dispersion) {
            expectClose(found.index ?? 0, expected, .relative(0.35), "\(found.seconds) s")
        }
    }

    @Test func settingsThatDoNotGoTogetherAreRefused() throws {
        let counts = try Samples.counts([1, 2, 3])
        let wrong: [(ReplaySource, ReplayConfiguration)] = [
            (counts, ReplayConfiguration(window: 90)), (counts, ReplayConfiguration(process: .pareto, window: 60)),
            (counts, ReplayConfiguration(process: .bootstrap(block: 10), window: 60)),
            (Self.source, ReplayConfiguration(cvScale: 2)), (Self.source, ReplayConfiguration(rateScale: 0)),
            (Self.source, ReplayConfiguration(rateScale: .nan)), (Self.source, ReplayConfiguration(replication: 0)),
            (Self.source, ReplayConfiguration(window: 1e-9)), (Self.source, ReplayConfiguration(timeScale: -1)),
            (Self.source, ReplayConfiguration(timeScale: 2, compatibility: true)),
            (Self.source, ReplayConfiguration(replication: 2, compatibility: true)),
            (Self.source, ReplayConfiguration(process: .deterministic, compatibility: true)),
            (counts, ReplayConfiguration(process: .vanilla, window: 60, compatibility: true)),
        ]
        for (source, settings) in wrong { #expect(throws: ReplayError.self) { try Samples.replay(source, settings) } }
        #expect(throws: ReplayError.self) { try MarkovModulation(durations: [1], rates: [1]) }
    }
}

extension ReplaySource {
    /// All arrivals of a source of arrivals.
    fileprivate var arrivalsForTests: [Double] { (try? Samples.replay(self, ReplayConfiguration(process: .vanilla)).arrivals) ?? [] }
}
