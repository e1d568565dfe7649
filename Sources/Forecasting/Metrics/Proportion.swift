#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// So many of so many, with its uncertainty.
public struct Proportion: Hashable, Sendable, Codable {
    /// Number of cases for which it holds.
    public var count: Int
    /// Number of cases.
    public var total: Int

    /// Makes a proportion.
    /// - Precondition: `0 ≤ count ≤ total`.
    public init(count: Int, total: Int) {
        precondition(count >= 0 && count <= total)
        self.count = count
        self.total = total
    }

    /// `count / total`; `nil` of nothing.
    public var share: Double? { total > 0 ? Double(count) / Double(total) : nil }

    /// Wilson's score interval of the share: all shares p that a two-sided test at this confidence does not reject; `nil` of nothing.
    ///
    /// `[p̂ + z²/2n ± z·√(p̂(1 − p̂)/n + z²/4n²)] / (1 + z²/n)`, z the normal quantile of `(1 + confidence) / 2`. It stays inside [0, 1] and
    /// is honest for small n and shares near 0 or 1, where the textbook interval is not. Cases are taken as independent; the steps of one
    /// forecast window are not, so for those the interval is a lower bound of the uncertainty.
    ///
    /// Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the American Statistical Association 22, 1927.
    /// - Precondition: `0 < confidence < 1`.
    public func wilsonInterval(confidence: Double = 0.95) -> ClosedRange<Double>? {
        precondition(confidence > 0 && confidence < 1)
        guard let share else { return nil }
        let (z, n) = (Self.normalQuantile((1 + confidence) / 2), Double(total))
        let middle = share + z * z / (2 * n)
        let half = z * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
        let scale = 1 + z * z / n
        return max(0, (middle - half) / scale)...min(1, (middle + half) / scale)
    }

    // Root of Φ(z) = p for p ≥ 1/2 by Newton's method on erfc; the density is decreasing there, so the iteration climbs to the root from
    // below and stops when rounding ends it.
    static func normalQuantile(_ p: Double) -> Double {
        var z = 0.0
        for _ in 0..<100 {
            let tail = 0.5 * erfc(z / 2.0.squareRoot())
            let density = exp(-0.5 * z * z) / (2 * Double.pi).squareRoot()
            let next = z + (tail - (1 - p)) / density
            if abs(next - z) <= 1e-15 * max(1, abs(z)) { return next }
            z = next
        }
        return z
    }
}
