import Headroom

/// Measures work and prints JSON lines, the same way and with the same fields as the other libraries' scripts.
///
/// Every measurement waits, within bounds, until the machine is quiet; its line tells how quiet it was (`quiet`, see ``SpeedProbe``) and
/// how many processors others kept busy meanwhile (`others_cpus`).
final class BenchHarness {
    /// Below this the machine is worth waiting for.
    private static let quietEnough = 0.92

    private let threads: Int
    private let seconds: Double
    private let patience: Double
    private let only: String
    private let facts: [(String, BenchLine.Value)]
    private var probe: SpeedProbe

    /// Pins the process to its first processors and looks how fast they are.
    /// - Parameters:
    ///   - seconds: time spent on each measurement.
    ///   - patience: most seconds to wait for a quiet machine before each part of a measurement.
    ///   - only: text that `peer case` must contain for a case to run; empty for all.
    init(compute: Compute, seconds: Double, patience: Double, only: String) {
        threads = compute.threads
        self.seconds = seconds
        self.patience = patience
        self.only = only
        probe = SpeedProbe(processors: Affinity.pin(to: compute.threads))
        facts = MachineFacts.fields(compute)
    }

    /// Whether a case is to be run.
    func wants(peer: String, case name: String) -> Bool { only.isEmpty || "\(peer) \(name)".contains(only) }

    /// One call after another, in five blocks: median and 99th percentile of the best block, microseconds.
    func latency(bench: String, peer: String, case name: String, more: [(String, BenchLine.Value)] = [], _ work: BenchWork) throws {
        let warm = Clock.nanoseconds() + 300_000_000
        repeat { work.run() } while Clock.nanoseconds() < warm
        var (blocks, quiet) = ([[Int]](), 1.0)
        let start = ProcessorUse.now()
        for _ in 0..<5 {
            quiet = min(quiet, gate())
            blocks.append(block(of: work))
        }
        let times = LatencyBlocks(blocks)
        func microseconds(_ time: Int) -> BenchLine.Value { .number(Double(time) / 1e3) }
        try print(
            bench: bench, peer: peer, case: name, metric: "latency_p50", value: Double(times.median) / 1e3, unit: "us",
            fields: [
                ("p99", microseconds(times.percentile99)), ("min", microseconds(times.minimum)),
                ("p50_all", microseconds(times.medianOfAll)), ("p99_all", microseconds(times.percentile99OfAll)),
                ("n", .integer(times.count)), ("quiet", .number(quiet)), ("others_cpus", .number(ProcessorUse.now().others(since: start))),
                ("note", .text("value, p99: best of 5 blocks; *_all: all blocks")),
            ] + more, work)
    }

    /// Repeated runs of work that counts for `amount` units: best and median rate.
    func throughput(
        bench: String, peer: String, case name: String, amount: Double, unit: String, mostRuns: Int = 200, leastRuns: Int = 3,
        more: [(String, BenchLine.Value)] = [], _ work: BenchWork
    ) throws {
        work.run()
        var (runs, quiet) = ([Double](), 1.0)
        let start = ProcessorUse.now()
        var stop = Clock.nanoseconds() + Int(seconds * 1e9)
        while (Clock.nanoseconds() < stop && runs.count < mostRuns) || runs.count < leastRuns {
            if runs.count % 10 == 0 {
                quiet = min(quiet, gate())
                // Waiting for a quiet machine must not use up the time to measure in.
                if runs.isEmpty { stop = max(stop, Clock.nanoseconds() + Int(seconds * 0.25e9)) }
            }
            let before = Clock.nanoseconds()
            work.run()
            runs.append(Double(Clock.nanoseconds() - before) * 1e-9)
        }
        let times = RunTimes(runs)
        try print(
            bench: bench, peer: peer, case: name, metric: "throughput", value: amount / times.best, unit: unit,
            fields: [
                ("median", .number(amount / times.median)), ("runs", .integer(times.count)), ("best_s", .number(times.best)),
                ("quiet", .number(quiet)), ("others_cpus", .number(ProcessorUse.now().others(since: start))),
            ] + more, work)
    }

    /// Prints a line of something that was measured elsewhere.
    func print(
        bench: String, peer: String = "headroom", case name: String, metric: String, value: Double, unit: String,
        fields: [(String, BenchLine.Value)]
    ) {
        let line = BenchLine(
            bench: bench, peer: peer, case: name, threads: threads, metric: metric, value: value, unit: unit,
            more: fields + facts + [("at", .text(Clock.timeOfDay()))])
        Standard.output(line.json)
    }

    /// Waits until the machine is quiet, as long as patience lasts.
    /// - Returns: how quiet it then is.
    @discardableResult
    func gate() -> Double {
        let end = Clock.nanoseconds() + Int(patience * 1e9)
        while true {
            let quiet = min(probe.quiet(), probe.quiet())
            if quiet >= Self.quietEnough || Clock.nanoseconds() > end { return quiet }
            Clock.sleep(milliseconds: 250)
        }
    }

    /// Processor seconds of the best of several runs, after one that does not count.
    func leastProcessorSeconds(runs: Int = 9, _ work: () throws -> Void) rethrows -> Double {
        try work()
        gate()
        var least = Double.infinity
        for _ in 0..<runs {
            let before = Clock.processorSeconds()
            try work()
            least = min(least, Clock.processorSeconds() - before)
        }
        return least
    }

    /// Nanoseconds of calls for a fifth of the time.
    private func block(of work: BenchWork) -> [Int] {
        for _ in 0..<3 { work.run() }
        var times: [Int] = []
        times.reserveCapacity(100_000)
        let stop = Clock.nanoseconds() + Int(seconds / 5 * 1e9)
        while true {
            let before = Clock.nanoseconds()
            work.run()
            let after = Clock.nanoseconds()
            times.append(after - before)
            if after > stop && times.count >= 5 { return times }
        }
    }

    private func print(
        bench: String, peer: String, case name: String, metric: String, value: Double, unit: String, fields: [(String, BenchLine.Value)],
        _ work: BenchWork
    ) throws {
        var fields = fields
        if let allocations = AllocationProbe.perCall(of: work.run) { fields.append(("allocations", .number(allocations))) }
        let check = work.check()
        guard check.isFinite else { throw BenchError.unsound(bench: bench, case: name, check: check) }
        fields.append(("check", .number(check)))
        print(bench: bench, peer: peer, case: name, metric: metric, value: value, unit: unit, fields: fields)
    }
}
