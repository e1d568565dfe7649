import FoundationEssentials
import Glibc
import Headroom

/// Whole processes: from the start of `headroom` to its end, files in the page cache.
struct ColdStartBench {
    /// Model that `forecast` loads.
    let model: String
    let harness: BenchHarness
    let seconds: Double

    /// The tool that does nothing, and one forecast of one series.
    func run() throws {
        guard FileManager.default.fileExists(atPath: model) else {
            throw BenchError.missing(file: model, remedy: "run from the repository, or name another model with --model FILE")
        }
        let folder = FileManager.default.temporaryDirectory.path + "/headroom-bench-\(getpid())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let history = folder + "/history.csv"
        try AtomicFile.write(Array(Self.history().utf8), to: history)
        try measure("headroom (nothing)", ["--version"])
        try measure("headroom forecast, 1 series", ["forecast", "--model", model, "--data", history])
    }

    /// Two hours of a series of counts a minute.
    private static func history() -> String {
        func two(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }
        let rows = (0..<120).map { minute in
            "a,2026-01-01T\(two(minute / 60)):\(two(minute % 60)):00Z,\(100 + (minute * 37) % 23 + minute % 60)"
        }
        return (["unique_id,ds,y"] + rows).joined(separator: "\n") + "\n"
    }

    private func measure(_ name: String, _ arguments: [String]) throws {
        guard harness.wants(peer: "headroom", case: name) else { return }
        // The first one reads the files into the page cache.
        _ = try Self.wallTime(of: arguments)
        var (runs, resident, quiet) = ([Double](), 0, 1.0)
        let start = ProcessorUse.now()
        let stop = Clock.nanoseconds() + Int(seconds * 1e9)
        while Clock.nanoseconds() < stop || runs.count < 5 {
            if runs.count % 10 == 0 { quiet = min(quiet, harness.gate()) }
            let (wall, kilobytes) = try Self.wallTime(of: arguments)
            runs.append(wall)
            resident = max(resident, kilobytes)
        }
        let times = RunTimes(runs)
        harness.print(
            bench: "coldstart", case: name, metric: "wall", value: times.best, unit: "s",
            fields: [
                ("median", .number(times.median)), ("runs", .integer(times.count)), ("quiet", .number(quiet)),
                ("others_cpus", .number(ProcessorUse.now().others(since: start))), ("max_rss_mb", .number(Double(resident) / 1e3)),
            ])
    }

    /// Seconds from start to end of this same program with other arguments, its output thrown away, and its largest resident memory in
    /// kilobytes.
    private static func wallTime(of arguments: [String]) throws -> (seconds: Double, kilobytes: Int) {
        let tool = "/proc/self/exe"
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0)
        var strings: [UnsafeMutablePointer<CChar>?] = (["headroom"] + arguments).map { strdup($0) }
        defer { for string in strings { free(string) } }
        strings.append(nil)
        var (process, status, usage) = (pid_t(), Int32(), rusage())
        let start = Clock.nanoseconds()
        let failure = posix_spawn(&process, tool, &actions, nil, strings, environ)
        let ended = failure == 0 && wait4(process, &status, 0, &usage) == process
        let end = Clock.nanoseconds()
        guard ended, status == 0 else {
            throw BenchError.processFailed(command: (["headroom"] + arguments).joined(separator: " "), status: ended ? status : failure)
        }
        return (Double(end - start) * 1e-9, usage.ru_maxrss)
    }
}
