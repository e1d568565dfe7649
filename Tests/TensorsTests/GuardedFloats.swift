import Glibc
import Testing

/// Floats that end just before memory which no one may touch, with a border that shows stray writes: an out-of-bounds access of
/// a kernel is a crash or a broken border, also where a sanitizer does not see masked loads.
final class GuardedFloats {
    /// The first float.
    let pointer: UnsafeMutablePointer<Float>
    private let count: Int
    private let base: UnsafeMutableRawPointer
    private let mapped: Int
    private let border: UInt32 = 0x7FC0_ABCD

    /// Copies `values` to where `offset` floats remain before the forbidden page.
    init(_ values: [Float], offset: Int = 0) {
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        count = values.count
        let usable = (MemoryLayout<Float>.stride * (values.count + offset) / page + 1) * page
        mapped = usable + page
        guard let memory = mmap(nil, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), memory != MAP_FAILED
        else { preconditionFailure("no memory for a guarded buffer") }
        base = memory
        mprotect(memory + usable, page, PROT_NONE)
        let words = memory.bindMemory(to: Float.self, capacity: usable / MemoryLayout<Float>.stride)
        let length = usable / MemoryLayout<Float>.stride
        words.initialize(repeating: Float(bitPattern: border), count: length)
        pointer = words + (length - offset - values.count)
        for (k, value) in values.enumerated() { pointer[k] = value }
        before = pointer - words
        after = offset
    }

    deinit { munmap(base, mapped) }

    private let before: Int
    private let after: Int

    /// The floats now.
    var values: [Float] { Array(UnsafeBufferPointer(start: pointer, count: count)) }

    /// Calls `body` with the same memory as words.
    func withWords<Result>(_ body: (UnsafeMutablePointer<UInt32>) -> Result) -> Result {
        pointer.withMemoryRebound(to: UInt32.self, capacity: count, body)
    }

    /// Whether nothing was written beside the floats.
    fileprivate var isIntact: Bool {
        (1...max(before, 1)).allSatisfy { $0 > before || (pointer - $0).pointee.bitPattern == border }
            && (0..<after).allSatisfy { pointer[count + $0].bitPattern == border }
    }
}

/// Checks that nothing was written beside the floats of any buffer.
///
/// Every test calls it after the kernel, with all its buffers: that also keeps them alive until then.
func expectIntact(_ buffers: GuardedFloats?..., sourceLocation: SourceLocation = #_sourceLocation) {
    for (index, buffer) in buffers.enumerated() {
        guard let buffer else { continue }
        #expect(buffer.isIntact, "buffer \(index)", sourceLocation: sourceLocation)
    }
}
