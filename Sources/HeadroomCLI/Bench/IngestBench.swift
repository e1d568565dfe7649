import FoundationEssentials
import Glibc
import Headroom

/// Benchmarks of reading traces: from text in the page cache to series, in MB of text per second.
///
/// Beside each figure stands the floor: the rate of reading the bytes and writing the values once, with one thread and nothing in
/// between. `max_rss_mb` is the most memory of the whole process during the first reading, `base_rss_mb` what it had before, which is
/// mostly the code of libraries; `matrix_mb` are the values alone.
struct IngestBench {
    let harness: BenchHarness
    let threads: Int

    /// Runs the cases on the files of a folder; those that are not there are made in a temporary folder, which goes away.
    func run(folder: String?) throws {
        ProcessMemory.keep()
        for sample in IngestSample.all where harness.wants(peer: "headroom", case: sample.name) {
            if let folder, FileManager.default.fileExists(atPath: "\(folder)/\(sample.file)") {
                try measure(sample, "\(folder)/\(sample.file)")
            } else {
                let path = FileManager.default.temporaryDirectory.path + "/headroom-bench-\(getpid())-\(sample.file)"
                defer { unlink(path) }
                try sample.write(to: path)
                try measure(sample, path)
            }
        }
    }

    private func measure(_ sample: IngestSample, _ path: String) throws {
        var options = TraceReadingOptions(gaps: .zero)
        options.threads = threads
        ProcessMemory.giveBack()
        ProcessMemory.resetPeak()
        let base = ProcessMemory.megabytes("VmRSS")
        let values = try TraceReader.read(paths: [path], options: options).set.series.reduce(0) { $0 + $1.count }
        let peak = ProcessMemory.megabytes("VmHWM")
        let megabytes = Double(Self.drain(path)) / 1e6
        let floor = (0..<5).map { _ in Self.floor(path, values: values) }.min() ?? .nan
        var total = 0.0
        var failure: (any Error)?
        let work = BenchWork {
            do { total = try TraceReader.read(paths: [path], options: options).total.value } catch { failure = error }
        } check: {
            failure == nil ? total : .nan
        }
        try harness.throughput(
            bench: "ingest", peer: "headroom", case: sample.name, amount: megabytes, unit: "MB/s",
            more: [
                ("floor", .number(megabytes / floor)), ("values", .integer(values)), ("matrix_mb", .number(Double(values) * 4 / 1e6)),
                ("base_rss_mb", .number(base)), ("max_rss_mb", .number(peak)),
            ], work)
        if let failure { throw failure }
    }

    /// Reads a file in pieces and returns its size.
    @discardableResult
    private static func drain(_ path: String) -> Int {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return 0 }
        defer { close(file) }
        return withUnsafeTemporaryAllocation(byteCount: 256 << 10, alignment: 64) { piece in
            var total = 0
            while case let count = read(file, piece.baseAddress, piece.count), count > 0 { total += count }
            return total
        }
    }

    /// Seconds of what any reader has to do: read the bytes, write the values.
    private static func floor(_ path: String, values: Int) -> Double {
        let start = Clock.nanoseconds()
        drain(path)
        let memory = UnsafeMutablePointer<Float>.allocate(capacity: max(values, 1))
        memory.initialize(repeating: 1, count: values)
        memory.deallocate()
        return Double(Clock.nanoseconds() - start) * 1e-9
    }
}
