/// The latest values of a series in one piece of memory that never grows: what a stream remembers.
///
/// Values are numbered from the start of the series, also those that are forgotten.
package struct RecentValues: Sendable {
    /// Number of values so far, forgotten ones included.
    package private(set) var total: Int
    private var storage: [Float]
    private var used: Int
    private let kept: Int

    /// Starts with the latest of some values.
    /// - Parameter kept: values that are always remembered.
    package init(_ values: ArraySlice<Float>, total: Int, keeping kept: Int) {
        precondition(kept > 0 && values.count <= total)
        self.kept = kept
        self.total = total
        let known = values.suffix(kept)
        used = known.count
        // Forgetting moves the values that are kept; the slack makes it rare, so that a step's share of it is nothing.
        storage = Array(known)
        storage.reserveCapacity(kept + max(64, kept / 8))
        storage += repeatElement(0, count: kept + max(64, kept / 8) - used)
    }

    /// Number of the first value that is remembered.
    package var first: Int { total - used }

    /// Takes the next value.
    package mutating func append(_ value: Float) {
        if used == storage.count {
            storage.withUnsafeMutableBufferPointer { all in
                all.baseAddress!.update(from: all.baseAddress! + (all.count - kept + 1), count: kept - 1)
            }
            used = kept - 1
        }
        storage[used] = value
        used += 1
        total += 1
    }

    /// The values that are remembered, number ``first`` and those after it.
    package func withValues<Result>(_ body: (UnsafeBufferPointer<Float>) -> Result) -> Result {
        storage.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[..<used])) }
    }

    /// A copy of the values that are remembered.
    package var values: ArraySlice<Float> { storage[..<used] }
    /// Bytes of memory.
    package var bytes: Int { storage.count * MemoryLayout<Float>.stride }
}
