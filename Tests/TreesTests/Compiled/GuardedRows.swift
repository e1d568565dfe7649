import Glibc

/// Rows of floats, some of them unused between the rows, that end just before memory which no one may touch.
final class GuardedRows {
    /// The first row.
    let pointer: UnsafePointer<Float>
    private let base: UnsafeMutableRawPointer, mapped: Int

    /// Copies `[count, columns]` to rows `stride` floats apart; the last row has no unused floats.
    init(_ values: [Float], columns: Int, stride: Int) {
        let page = Int(sysconf(Int32(_SC_PAGESIZE))), count = values.count / columns
        let floats = count == 0 ? 0 : (count - 1) * stride + columns
        let usable = (floats * MemoryLayout<Float>.stride / page + 1) * page
        mapped = usable + page
        guard let memory = mmap(nil, mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), memory != MAP_FAILED
        else { preconditionFailure("no memory for guarded rows") }
        base = memory
        mprotect(memory + usable, page, PROT_NONE)
        let first = (memory + usable).assumingMemoryBound(to: Float.self) - floats
        for (k, value) in values.enumerated() { first[k / columns * stride + k % columns] = value }
        pointer = UnsafePointer(first)
    }

    deinit { munmap(base, mapped) }
}
