import FoundationEssentials
import Headroom

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Benchmarks of reading traces: text to series, in MB of text per second.
struct IngestBench {
    let threads: Int
    let seconds: Double
    let only: String

    /// Runs the cases on the files of a folder; those that are not there are made in a temporary folder first.
    func run(folder: String?) throws {
        try measure("azure 20,000 rows", folder! + "/azure.csv")
    }

    private func measure(_ name: String, _ path: String) throws {
        let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? UInt64 ?? 0
        var options = TraceReadingOptions()
        options.threads = threads
        let clock = ContinuousClock()
        let start = clock.now
        var times: [Double] = []
        var values = 0
        while times.count < 3 || clock.now - start < .seconds(seconds) {
            times.append(
                try clock.measure { values = try TraceReader.read(paths: [path], options: options).set.series.reduce(0) { $0 + $1.count } }
                    / .seconds(1))
        }
        times.sort()
        let megabytes = Double(size) / 1e6
        Standard.output("\(name) \(threads) best \(megabytes / times[0]) median \(megabytes / times[times.count/2]) \(values) rss \(rss())")
    }

    private func rss() -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        return Double(usage.ru_maxrss) * 1024 / 1e6
    }
}
