import Glibc

/// Bytes that end just before memory which no one may touch: reading beyond them is a crash.
final class GuardedBytes {
    /// The first byte.
    let pointer: UnsafeMutablePointer<UInt8>
    /// Number of bytes.
    let count: Int
    private let base: UnsafeMutableRawPointer
    private let mapped: Int

    /// Copies `bytes` to the end of readable memory.
    init(_ bytes: [UInt8]) {
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        let usable = (bytes.count / page + 1) * page
        (count, mapped) = (bytes.count, usable + page)
        guard let memory = mmap(nil, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), memory != MAP_FAILED
        else { preconditionFailure("no memory for a guarded buffer") }
        base = memory
        mprotect(memory + usable, page, PROT_NONE)
        pointer = (memory + usable - bytes.count).assumingMemoryBound(to: UInt8.self)
        for (index, byte) in bytes.enumerated() { pointer[index] = byte }
    }

    deinit { munmap(base, mapped) }
}

extension GuardedBytes {
    /// Copies numbers to the end of readable memory.
    convenience init<Number: BitwiseCopyable>(of numbers: [Number]) { self.init(numbers.withUnsafeBytes { Array($0) }) }

    /// The memory as numbers.
    func numbers<Number: BitwiseCopyable>(_ type: Number.Type = Number.self) -> UnsafeMutablePointer<Number> {
        UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: type)
    }

    /// The numbers now.
    func values<Number: BitwiseCopyable>(_ type: Number.Type = Number.self) -> [Number] {
        Array(UnsafeBufferPointer(start: numbers(type), count: count / MemoryLayout<Number>.stride))
    }
}
