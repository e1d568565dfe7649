internal import CAllocationCounter

/// The most memory that a piece of work of this thread holds at once beyond what was held before, in bytes, as the allocator sets it aside.
///
/// What other threads ask for does not count: give work one thread. 0 where nothing is counted, see ``allocationsAreCounted``.
/// - Parameter body: the work; run it once before if first use sets something up.
public func peakBytes(_ body: () throws -> Void) rethrows -> Int {
    let before = headroom_bytes_of_thread()
    headroom_forget_peak()
    try body()
    return Int(headroom_peak_bytes_of_thread() - before)
}
