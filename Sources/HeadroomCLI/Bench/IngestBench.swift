import Headroom

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Benchmarks of reading traces: from text in the page cache to series, in MB of text per second.
///
/// Beside each figure stands the floor: the time to read the bytes and to write the values once, with one thread and nothing in
/// between. `max_rss_mb` is the most memory of the whole process during the first reading, `base_rss_mb` what it had before, which is
/// mostly the code of libraries; `matrix_mb` are the values alone.
struct IngestBench {
    let harness: BenchHarness
    let threads: Int

    /// Runs the cases on the files of a folder; those that are not there are made in a temporary folder, which goes away.
    func run(folder: String?) throws {
        ProcessMemory.keep()
        for sample in IngestSample.all where harness.wants(peer: "headroom", case: sample.name) {
            if let folder, access("\(folder)/\(sample.file)", R_OK) == 0 {
                try measure(sample, "\(folder)/\(sample.file)")
            } else {
                let path = "\(Self.temporaryFolder)/headroom-\(getpid())-\(sample.file)"
                defer { unlink(path) }
                try sample.write(to: path)
                try measure(sample, path)
            }
        }
    }

    private static var temporaryFolder: String { getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp" }

    private func measure(_ sample: IngestSample, _ path: String) throws {
        var options = TraceReadingOptions(gaps: .zero)
        options.threads = threads
        ProcessMemory.giveBack()
        ProcessMemory.resetPeak()
        let base = ProcessMemory.megabytes("VmRSS")
        let values = try TraceReader.read(paths: [path], options: options).set.series.reduce(0) { $0 + $1.count }
        let peak = ProcessMemory.megabytes("VmHWM")
        let bytes = Self.drain(path)
        let megabytes = Double(bytes) / 1e6
        let floor = (0..<5).map { _ in Self.seconds { Self.floor(path, values: values) } }.min() ?? 0
        var failure: (any Error)?
        try harness.throughput(
            bench: "ingest", peer: "headroom", case: sample.name, amount: megabytes, unit: "MB/s",
            more: [
                ("floor", .number(megabytes / floor)), ("values", .integer(values)), ("matrix_mb", .number(Double(values) * 4 / 1e6)),
                ("base_rss_mb", .number(base)), ("max_rss_mb", .number(peak)),
            ],
            BenchWork(
                run: {
                    do { _ = try TraceReader.read(paths: [path], options: options) } catch { failure = error }
                }, check: { failure == nil ? Double(values) : .nan }))
        if let failure { throw failure }
    }

    /// Reads a file in pieces and returns its size.
    @discardableResult
    private static func drain(_ path: String) -> Int {
        let file = open(path, O_RDONLY)
        guard file >= 0 else { return 0 }
        defer { close(file) }
        return withUnsafeTemporaryAllocation(byteCount: 256 << 10, alignment: 64) { piece in
            var total = 0
            while case let count = read(file, piece.baseAddress, piece.count), count > 0 { total += count }
            return total
        }
    }

    /// What any reader has to do: read the bytes, write the values.
    private static func floor(_ path: String, values: Int) {
        drain(path)
        let memory = UnsafeMutablePointer<Float>.allocate(capacity: max(values, 1))
        memory.initialize(repeating: 1, count: values)
        memory.deallocate()
    }

    private static func seconds(_ body: () throws -> Void) rethrows -> Double {
        let start = Clock.nanoseconds()
        try body()
        return Double(Clock.nanoseconds() - start) * 1e-9
    }
}

/// Memory of this process, as the kernel counts it.
private enum ProcessMemory {
    /// Lets the allocator keep what is freed, because the other libraries are measured so, too (see the peers' `common.py`): fresh
    /// pages cost as much as all the rest. `mallopt` is looked up by name, because Swift's module of the C library does not have it.
    static func keep() {
        typealias Option = @convention(c) (Int32, Int32) -> Int32
        guard let symbol = dlsym(nil, "mallopt") else { return }
        let set = unsafeBitCast(symbol, to: Option.self)
        // M_TRIM_THRESHOLD and M_TOP_PAD of malloc.h.
        _ = set(-1, 1 << 30)
        _ = set(-2, 1 << 28)
    }

    /// Gives everything that is free back to the system.
    static func giveBack() {
        typealias Trim = @convention(c) (Int) -> Int32
        guard let symbol = dlsym(nil, "malloc_trim") else { return }
        _ = unsafeBitCast(symbol, to: Trim.self)(0)
    }

    /// Forgets the peak, where the system allows that.
    static func resetPeak() {
        guard let file = fopen("/proc/self/clear_refs", "w") else { return }
        fputs("5", file)
        fclose(file)
    }

    /// A line of `/proc/self/status` in megabytes; NaN where there is none.
    static func megabytes(_ name: String) -> Double {
        guard let file = fopen("/proc/self/status", "r") else { return .nan }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, Int32(line.count), file) != nil {
            let words = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self).split {
                $0 == " " || $0 == "\t"
            }
            if words.first == "\(name):", words.count > 1, let kilobytes = Double(words[1]) { return kilobytes * 1024 / 1e6 }
        }
        return .nan
    }
}
