import FoundationEssentials
import Headroom

/// Replays of one day of synthetic traces, by the cases that AlpaServe's package was measured with: processor seconds of a replay from the
/// trace in memory, everything included, and of a gamma arrival by itself. `Benchmarks/replay_peer.py` writes the traces and measures the
/// rival.
struct ReplayBench {
    /// One day of a trace.
    private struct Case {
        var name: String
        var isCounts: Bool
        var models: Int
        var settings: ReplayConfiguration
    }

    private static let cases = [
        v2("v2 gamma 5 models 600 s", 5, ReplayConfiguration(process: .gamma)),
        v2("v2 gamma 5 models 3600 s", 5, ReplayConfiguration(process: .gamma, window: 3600)),
        v2("v2 gamma 48 models 5400 s", 48, ReplayConfiguration(process: .gamma, window: 5400)),
        v2("v2 gamma 5 models 3600 s rate x8 cv x8", 5, ReplayConfiguration(process: .gamma, window: 3600, rateScale: 8, cvScale: 8)),
        v2("v2 exponential 5 models 600 s", 5, ReplayConfiguration()),
        v2("v2 exponential 48 models 60 s", 48, ReplayConfiguration(window: 60)),
        v2("v2 vanilla 5 models", 5, ReplayConfiguration(process: .vanilla)),
        v1("v1 exponential 48 models 60 s rate x0.001", ReplayConfiguration(window: 60, rateScale: 1e-3)),
        v1("v1 gamma 48 models 60 s cv 4 rate x0.002", ReplayConfiguration(process: .gamma, window: 60, rateScale: 2e-3, cvScale: 4)),
    ]

    private static func v2(_ name: String, _ models: Int, _ settings: ReplayConfiguration) -> Case {
        Case(name: name, isCounts: false, models: models, settings: settings)
    }

    private static func v1(_ name: String, _ settings: ReplayConfiguration) -> Case {
        Case(name: name, isCounts: true, models: 48, settings: settings)
    }

    let data: BenchData
    let harness: BenchHarness
    let compute: Compute

    /// One line for each case and one for gamma arrivals.
    func run() throws {
        ProcessMemory.keep()
        let (arrivals, counts) = (try arrivals(), try counts())
        for one in Self.cases where harness.wants(peer: "headroom", case: one.name) {
            let source = one.isCounts ? counts : arrivals
            var settings = one.settings
            settings.end = TraceTime(seconds: 86_400)
            let names = (0..<one.models).map { "model-\($0)" }
            var made = 0
            let best = try harness.leastProcessorSeconds {
                let map = try ModelMap(source, models: names)
                made = try TraceReplay(source, onto: map, settings, compute: compute).models.reduce(0) { $0 + $1.arrivals.count }
            }
            harness.print(
                bench: "replay", case: one.name, metric: "processor_rate", value: 1 / best, unit: "replays/s",
                fields: [("best_s", .number(best)), ("arrivals", .integer(made))])
        }
        try gammaArrivals()
    }

    /// From one busy window, where estimates cost nothing.
    private func gammaArrivals() throws {
        for cv in [0.5, 2, 8] where harness.wants(peer: "headroom", case: "gamma arrivals cv \(cv)") {
            let series = Series(id: "f", axis: .clock(startSeconds: 0, stepSeconds: 60), values: [Float](repeating: 10_000, count: 200))
            let source = try ReplaySource(counts: SeriesSet([series], quantity: .count()))
            let map = try ModelMap(source, models: ["m"])
            var made = 0
            let best = try harness.leastProcessorSeconds {
                let settings = ReplayConfiguration(process: .gamma, cvScale: cv)
                made = try TraceReplay(source, onto: map, settings, compute: compute).models[0].arrivals.count
            }
            harness.print(
                bench: "replay", case: "gamma arrivals cv \(cv)", metric: "processor_time", value: best / Double(made) * 1e9, unit: "ns",
                fields: [("best_s", .number(best)), ("arrivals", .integer(made))])
        }
    }

    private func needed<Number>(_ type: Number.Type, _ file: String) throws -> [Number] {
        guard let numbers = try data.numbers(type, file) else {
            throw BenchError.missing(file: "\(data.folder)/\(file)", remedy: "Benchmarks/replay_peer.py --generate writes it")
        }
        return numbers
    }

    private func arrivals() throws -> ReplaySource {
        let times = try needed(Double.self, "replay_v2_times.f64"), lengths = try needed(Int64.self, "replay_v2_lengths.i64")
        guard lengths.allSatisfy({ $0 >= 0 }), lengths.reduce(0, +) == times.count else {
            throw BenchError.unreadable(file: "\(data.folder)/replay_v2_lengths.i64", values: "as many numbers as there are arrivals")
        }
        var lists: [[Double]] = []
        var start = 0
        for length in lengths {
            lists.append(Array(times[start..<start + Int(length)]))
            start += Int(length)
        }
        return ReplaySource(ArrivalTrace(ids: lists.indices.map { "f\($0)" }, arrivals: lists, span: 0..<14 * 86_400))
    }

    private func counts() throws -> ReplaySource {
        let functions = 2000
        let counts = try needed(Int32.self, "replay_v1_counts.i32"), minutes = counts.count / functions
        let axis = TimeAxis.clock(startSeconds: 0, stepSeconds: 60)
        let series = (0..<functions).map { function in
            Series(id: "f\(function)", axis: axis, values: counts[function * minutes..<(function + 1) * minutes].map { Float($0) })
        }
        return try ReplaySource(counts: SeriesSet(series, quantity: .count()))
    }
}
