#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Numbers byte strings in the order of their first appearance; a look-up allocates nothing.
struct IdentifierTable {
    private var index = HashIndex()
    private var arena: [UInt8] = []
    /// End of each string in `arena`.
    private var ends: [Int] = []
    private var latest = 0

    /// Number of strings.
    var count: Int { ends.count }

    /// Forgets all strings and keeps the memory.
    mutating func removeAll() {
        index.removeAll()
        arena.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        latest = 0
    }

    /// The number of a string, if it is there.
    mutating func find(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        // Rows of one series follow each other, or all series take turns in a fixed order.
        if !ends.isEmpty {
            if equals(latest, bytes) { return latest }
            let next = latest + 1 == ends.count ? 0 : latest + 1
            if equals(next, bytes) {
                latest = next
                return next
            }
        }
        guard let found = index.find(HashIndex.hash(bytes), where: { equals($0, bytes) }) else { return nil }
        latest = found
        return found
    }

    /// The number of a string, which is added when it is new.
    mutating func insert(_ bytes: UnsafeBufferPointer<UInt8>) -> (index: Int, isNew: Bool) {
        if let found = find(bytes) { return (found, false) }
        latest = ends.count
        index.append(HashIndex.hash(bytes))
        arena.append(contentsOf: bytes)
        ends.append(arena.count)
        return (latest, true)
    }

    /// Calls `body` with the bytes of a string by its number.
    func withBytes<Result>(of index: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        let start = index == 0 ? 0 : ends[index - 1]
        return arena.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[start..<ends[index]])) }
    }

    private func equals(_ index: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = index == 0 ? 0 : ends[index - 1]
        guard ends[index] - start == bytes.count else { return false }
        guard let other = bytes.baseAddress, bytes.count > 0 else { return true }
        return arena.withUnsafeBytes { all in all.baseAddress.map { memcmp($0 + start, other, bytes.count) == 0 } ?? false }
    }
}
