import Glibc

/// Memory of this process, as the kernel and the allocator count it.
enum ProcessMemory {
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

    /// A line of `/proc/self/status` in megabytes, such as `VmRSS` or `VmHWM`; NaN where there is none.
    static func megabytes(_ name: String) -> Double { megabytes(name, in: "/proc/self/status") }

    /// Bytes that the system has left for new work; `nil` where it does not tell.
    static var available: Int? {
        let megabytes = megabytes("MemAvailable", in: "/proc/meminfo")
        return megabytes.isNaN ? nil : Int(megabytes * 1e6)
    }

    private static func megabytes(_ name: String, in file: String) -> Double {
        guard let file = fopen(file, "r") else { return .nan }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, Int32(line.count), file) != nil {
            let text = String(decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            let words = text.split { $0 == " " || $0 == "\t" }
            if words.first == "\(name):", words.count > 1, let kilobytes = Double(words[1]) { return kilobytes * 1024 / 1e6 }
        }
        return .nan
    }
}
