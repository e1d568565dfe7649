#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Numbers byte strings in the order of their first appearance; a look-up allocates nothing.
struct IdentifierTable {
    private var slots: [Int32] = Array(repeating: -1, count: 64)
    private var hashes: [Int] = []
    private var arena: [UInt8] = []
    /// End of each string in `arena`.
    private var ends: [Int] = []
    private var latest = 0

    /// Number of strings.
    var count: Int { ends.count }

    /// The number of a string, which is added when it is new.
    mutating func insert(_ bytes: UnsafeBufferPointer<UInt8>) -> (index: Int, isNew: Bool) {
        // Rows of one series follow each other, or all series take turns in a fixed order.
        if !ends.isEmpty {
            if equals(latest, bytes) { return (latest, false) }
            let next = latest + 1 == ends.count ? 0 : latest + 1
            if equals(next, bytes) {
                latest = next
                return (next, false)
            }
        }
        var hasher = Hasher()
        hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
        let hash = hasher.finalize()
        let mask = slots.count - 1
        var slot = hash & mask
        while slots[slot] >= 0 {
            let candidate = Int(slots[slot])
            if hashes[candidate] == hash, equals(candidate, bytes) {
                latest = candidate
                return (candidate, false)
            }
            slot = (slot + 1) & mask
        }
        latest = ends.count
        slots[slot] = Int32(latest)
        hashes.append(hash)
        arena.append(contentsOf: bytes)
        ends.append(arena.count)
        if ends.count * 2 > slots.count { grow() }
        return (latest, true)
    }

    private func equals(_ index: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let start = index == 0 ? 0 : ends[index - 1]
        guard ends[index] - start == bytes.count else { return false }
        guard let other = bytes.baseAddress, bytes.count > 0 else { return true }
        return arena.withUnsafeBytes { all in all.baseAddress.map { memcmp($0 + start, other, bytes.count) == 0 } ?? false }
    }

    private mutating func grow() {
        slots = Array(repeating: -1, count: slots.count * 2)
        let mask = slots.count - 1
        for (index, hash) in hashes.enumerated() {
            var slot = hash & mask
            while slots[slot] >= 0 { slot = (slot + 1) & mask }
            slots[slot] = Int32(index)
        }
    }
}
