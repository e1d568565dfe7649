/// Counts of latencies in narrow bins, for millions of frames.
struct LatencyHistogram {
    /// Bins; the index of a latency fits 16 bits.
    static let bins = 1 << 16

    private(set) var counts: [UInt32]
    /// Bins outside of `low...high` are empty.
    private(set) var low = Self.bins
    private(set) var high = -1
    private(set) var total = 0

    /// An empty histogram whose bins are allocated as far as they may be needed.
    init(bins: Int) { counts = [UInt32](repeating: 0, count: min(Self.bins, bins)) }

    /// Forgets all counts.
    mutating func clear() {
        if low <= high { for bin in low...high { counts[bin] = 0 } }
        (low, high, total) = (Self.bins, -1, 0)
    }

    /// Adds latencies at once.
    mutating func add(bin: Int, count: Int = 1) {
        counts[bin] += UInt32(count)
        (low, high, total) = (min(low, bin), max(high, bin), total + count)
    }

    /// Adds `count` draws: four bins a random word, from a table of 2¹⁶ equally likely ones.
    mutating func add(
        drawing count: Int, from table: UnsafeBufferPointer<UInt16>, next: () -> UInt64
    ) {
        guard count > 0 else { return }
        counts.withUnsafeMutableBufferPointer { counts in
            var left = count
            while left >= 4 {
                let word = next()
                counts[Int(table[Int(word & 0xFFFF)])] &+= 1
                counts[Int(table[Int(word >> 16 & 0xFFFF)])] &+= 1
                counts[Int(table[Int(word >> 32 & 0xFFFF)])] &+= 1
                counts[Int(table[Int(word >> 48)])] &+= 1
                left -= 4
            }
            if left > 0 {
                var word = next()
                for _ in 0..<left {
                    counts[Int(table[Int(word & 0xFFFF)])] &+= 1
                    word >>= 16
                }
            }
        }
        (low, high, total) = (min(low, Int(table[0])), max(high, Int(table[table.count - 1])), total + count)
    }

    /// Adds or takes away what another histogram counts.
    mutating func add(_ other: LatencyHistogram) {
        guard other.low <= other.high else { return }
        for bin in other.low...other.high { counts[bin] &+= other.counts[bin] }
        (low, high, total) = (min(low, other.low), max(high, other.high), total + other.total)
    }

    /// Takes away what another histogram counts, all of which was added before.
    mutating func remove(_ other: LatencyHistogram) {
        guard other.low <= other.high else { return }
        for bin in other.low...other.high { counts[bin] &-= other.counts[bin] }
        total -= other.total
        while high >= low, counts[high] == 0 { high -= 1 }
        while low <= high, counts[low] == 0 { low += 1 }
        if low > high { (low, high) = (Self.bins, -1) }
    }

    /// Quantiles in bins, with their fraction; interpolated between order statistics, and inside a bin as if its counts lay evenly.
    /// - Parameter levels: probabilities, ascending.
    func quantiles(_ levels: [Double]) -> [Double] {
        guard total > 0 else { return levels.map { _ in 0 } }
        var (bin, before) = (low, 0)
        return levels.map { level in
            let rank = level * Double(total - 1)
            while before + Int(counts[bin]) <= Int(rank) {
                before += Int(counts[bin])
                bin += 1
            }
            return Double(bin) + (rank - Double(before) + 0.5) / (Double(counts[bin]) + 0.5)
        }
    }

    /// One high quantile, found from above.
    func quantile(_ level: Double) -> Double {
        guard total > 0 else { return 0 }
        let rank = level * Double(total - 1)
        var (bin, before) = (high, total)
        while before > Int(rank) {
            before -= Int(counts[bin])
            bin -= 1
        }
        return Double(bin + 1) + (rank - Double(before) + 0.5) / (Double(counts[bin + 1]) + 0.5)
    }
}
