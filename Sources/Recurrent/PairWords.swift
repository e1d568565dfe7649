/// Words of two BF16 numbers each, 64-byte aligned: what kernels read and write where `Kernels.LSTMPairs` are.
struct PairWords: ~Copyable, @unchecked Sendable {
    /// The first word; valid as long as the value lives. Whoever writes through it promises that nobody reads meanwhile.
    let pointer: UnsafeMutablePointer<UInt32>

    /// Makes `count` words of 0.
    init(count: Int) {
        let raw = UnsafeMutableRawPointer.allocate(byteCount: max(count, 1) * MemoryLayout<UInt32>.stride, alignment: 64)
        pointer = raw.bindMemory(to: UInt32.self, capacity: max(count, 1))
        pointer.initialize(repeating: 0, count: max(count, 1))
    }

    deinit { pointer.deallocate() }
}
