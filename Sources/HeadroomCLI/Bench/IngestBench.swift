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
    let threads: Int
    let seconds: Double
    let only: String

    /// Runs the cases on the files of a folder; those that are not there are made in a temporary folder, which goes away.
    func run(folder: String?) throws {
        ProcessMemory.keep()
        for sample in IngestSample.all where "headroom \(sample.name)".contains(only) {
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
        var times: [Double] = []
        let start = Self.now()
        while times.count < 3 || (Self.now() - start < seconds && times.count < 200) {
            times.append(try Self.seconds { _ = try TraceReader.read(paths: [path], options: options) })
        }
        times.sort()
        BenchLine(bench: "ingest", case: sample.name, threads: threads, metric: "throughput", unit: "MB/s").print(
            megabytes / times[0],
            [
                "median": megabytes / times[times.count / 2], "runs": Double(times.count), "best_s": times[0], "floor": megabytes / floor,
                "of_floor": floor / times[0], "values": Double(values), "matrix_mb": Double(values) * 4 / 1e6, "base_rss_mb": base,
                "max_rss_mb": peak,
            ])
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

    private static func now() -> Double { Double((ContinuousClock.now - epoch) / .nanoseconds(1)) * 1e-9 }
    private static let epoch = ContinuousClock.now

    private static func seconds(_ body: () throws -> Void) rethrows -> Double {
        let start = now()
        try body()
        return now() - start
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
