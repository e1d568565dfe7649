#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Buckets whose sizes grow by a constant ratio: bucket n covers `[first·(rⁿ − 1)/(r − 1), first·(rⁿ⁺¹ − 1)/(r − 1))`.
///
/// The relative error of an upper edge stays below the ratio from some tens of buckets on, so that one set of buckets serves values over
/// many decades. The last bucket begins at or above the largest value and has no end. As in the Kubernetes Vertical Pod Autoscaler
/// (`vertical-pod-autoscaler/pkg/recommender/util`).
public struct ExponentialBuckets: Sendable, Hashable {
    /// Size of the first bucket, which begins at 0; values below 0 fall into it too.
    public let first: Double
    /// Ratio r of neighbouring sizes, greater than 1.
    public let ratio: Double
    /// Number of buckets.
    public let count: Int

    /// CPU cores as the Vertical Pod Autoscaler counts them: from 0.01 to 1,000 by 1.05.
    public static let cores = ExponentialBuckets(first: 0.01, largest: 1_000)
    /// Bytes of memory as the Vertical Pod Autoscaler counts them: from 10⁷ to 10¹² by 1.05.
    public static let bytes = ExponentialBuckets(first: 1e7, largest: 1e12)

    /// Makes buckets.
    /// - Parameters:
    ///   - first: size of the first bucket.
    ///   - largest: value at or below which the last bucket does not begin.
    ///   - ratio: ratio of neighbouring sizes.
    /// - Precondition: `0 < first`, `0 < largest`, all finite, `1.001 ≤ ratio`, and no more than a million buckets.
    public init(first: Double, largest: Double, ratio: Double = 1.05) {
        precondition(
            first > 0 && largest > 0 && ratio >= 1.001 && first.isFinite && largest.isFinite && ratio.isFinite,
            "buckets from \(first) to \(largest) by \(ratio)")
        let wanted = (log1p(largest * (ratio - 1) / first) / log(ratio)).rounded(.up) + 1
        precondition(wanted <= 1_000_000, "\(wanted) buckets from \(first) to \(largest) by \(ratio)")
        (self.first, self.ratio, count) = (first, ratio, Int(wanted))
    }

    /// The bucket of a value, the outermost ones for values beyond them.
    /// - Precondition: `value` is not NaN.
    public func index(of value: Double) -> Int {
        guard value >= first else { return 0 }
        let position = log1p(value * (ratio - 1) / first) / log(ratio)
        return position >= Double(count - 1) ? count - 1 : Int(position)
    }

    /// Where a bucket begins, `0 ≤ index < count`.
    public func start(of index: Int) -> Double { first * (pow(ratio, Double(index)) - 1) / (ratio - 1) }
}
