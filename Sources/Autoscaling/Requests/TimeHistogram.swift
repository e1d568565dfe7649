internal import CKernels

/// How often each time occurred, in bins at most 1/128 of their times wide; quantiles are right to 0.8 %.
public struct TimeHistogram: Hashable, Sendable, Codable {
    /// Bins that are not empty, ascending: number of the bin and times in it.
    private var bins: [Int: UInt64]
    /// Times in all.
    public private(set) var count: UInt64

    /// A histogram without times.
    public init() { (bins, count) = ([:], 0) }

    /// From an array with a count for every bin, `[HK_TIME_BINS]`.
    init(_ counts: UnsafeBufferPointer<UInt64>, zeros: UInt64 = 0) {
        self.init()
        for (bin, count) in counts.enumerated() where count > 0 { bins[bin] = count }
        if zeros > 0 { bins[0, default: 0] += zeros }
        count = bins.values.reduce(0, +)
    }

    /// Adds the times of another histogram.
    public mutating func merge(_ other: TimeHistogram) {
        bins.merge(other.bins, uniquingKeysWith: +)
        count += other.count
    }

    /// The `level`-quantile in seconds, inside its bin by proportion; `nil` without times.
    /// - Parameter level: in 0…1.
    public func quantile(_ level: Double) -> Double? {
        precondition((0...1).contains(level), "a quantile of level \(level)")
        guard count > 0 else { return nil }
        let rank = level * Double(count)
        var below = 0.0
        for (bin, inBin) in bins.sorted(by: { $0.key < $1.key }) {
            let reached = below + Double(inBin)
            if reached >= rank {
                let (begin, end) = (Double(hk_time_bin_begin(bin)), Double(hk_time_bin_begin(bin + 1)))
                // Bins of one nanosecond are exact.
                let inside = end - begin <= 1 ? 0 : (rank - below) / Double(inBin) * (end - begin)
                return (begin + inside) / 1e9
            }
            below = reached
        }
        return nil
    }

    /// Share of the times at most so long, by proportion inside a bin; 1 without times.
    public func share(atMost seconds: Double) -> Double {
        guard count > 0 else { return 1 }
        let limit = max(0, seconds) * 1e9
        var below = 0.0
        for (bin, inBin) in bins {
            let (begin, end) = (Double(hk_time_bin_begin(bin)), Double(hk_time_bin_begin(bin + 1)))
            below += Double(inBin) * min(1, max(0, (limit - begin) / (end - begin)))
        }
        return below / Double(count)
    }

    /// Distribution function at the ends of the bins: (seconds, share of times below), for plots.
    public var distribution: [(seconds: Double, share: Double)] {
        var below: UInt64 = 0
        return bins.sorted { $0.key < $1.key }.map { bin, inBin in
            below += inBin
            return (Double(hk_time_bin_begin(bin + 1)) / 1e9, Double(below) / Double(max(1, count)))
        }
    }
}
