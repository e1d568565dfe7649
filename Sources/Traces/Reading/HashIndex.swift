/// Finds numbers by hashes of what they stand for: an open-addressed table of 0, 1, 2, … whose keys somebody else keeps.
struct HashIndex {
    private var slots: [Int32] = Array(repeating: -1, count: 64)
    private var hashes: [UInt64] = []

    /// Differs between processes, so that nobody can prepare a file whose keys collide. Results do not depend on it.
    private static let seed: UInt64 = {
        var hasher = Hasher()
        hasher.combine(0)
        return UInt64(truncatingIfNeeded: hasher.finalize()) | 1
    }()

    /// A hash of bytes: 16 at a time, folded by multiplication.
    static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        let raw = UnsafeRawBufferPointer(bytes)
        var state = seed ^ UInt64(truncatingIfNeeded: raw.count)
        var at = 0
        func fold(_ a: UInt64, _ b: UInt64) {
            // Odd constants without structure: digits of the golden ratio and of pi.
            let product = (a ^ state ^ 0x9e37_79b9_7f4a_7c15).multipliedFullWidth(by: b ^ seed ^ 0x243f_6a88_85a3_08d3)
            state = product.high ^ product.low ^ state.rotatedLeft(23)
        }
        while raw.count - at >= 16 {
            fold(raw.loadUnaligned(fromByteOffset: at, as: UInt64.self), raw.loadUnaligned(fromByteOffset: at + 8, as: UInt64.self))
            at += 16
        }
        var (a, b) = (UInt64(0), UInt64(0))
        for offset in at..<raw.count {
            if offset - at < 8 { a = a << 8 | UInt64(raw[offset]) } else { b = b << 8 | UInt64(raw[offset]) }
        }
        fold(a, b)
        fold(seed, state)
        return state
    }

    /// Forgets everything and keeps the memory.
    mutating func removeAll() {
        guard !hashes.isEmpty else { return }
        hashes.removeAll(keepingCapacity: true)
        for slot in slots.indices { slots[slot] = -1 }
    }

    /// The number with this hash whose key is the one looked for.
    @inline(__always)
    func find(_ hash: UInt64, where isKey: (Int) -> Bool) -> Int? {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] >= 0 {
            let candidate = Int(slots[slot])
            if hashes[candidate] == hash, isKey(candidate) { return candidate }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// Adds the next number under a hash.
    mutating func append(_ hash: UInt64) {
        hashes.append(hash)
        if hashes.count * 2 > slots.count {
            slots = Array(repeating: -1, count: slots.count * 2)
            for index in hashes.indices { place(index) }
        } else {
            place(hashes.count - 1)
        }
    }

    private mutating func place(_ index: Int) {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hashes[index]) & mask
        while slots[slot] >= 0 { slot = (slot + 1) & mask }
        slots[slot] = Int32(index)
    }
}

extension UInt64 {
    /// The bits moved to the left, those that fall out coming in on the right; `0 < count < 64`.
    fileprivate func rotatedLeft(_ count: UInt64) -> UInt64 { self << count | self >> (64 - count) }
}
