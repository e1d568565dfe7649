/// Continuous ranked probability score, `∫ (F(x) − 1[x ≥ y])² dx = ∫₀¹ QL_τ(y, F⁻¹(τ)) dτ`, in the unit of the data: the absolute error of a
/// distribution. Smaller is better; for a point forecast it is the absolute error.
///
/// Gneiting & Raftery, Journal of the American Statistical Association 102, 2007, §4.2.
public enum CRPS {
    /// CRPS of the distribution that quantiles stand for: the quantile function is linear between neighbouring levels (the rule of
    /// ``QuantileLevels/position(of:)``) and flat beyond the outermost ones. Exact for that distribution, whatever the spacing of the levels.
    ///
    /// Flat tails make the score a lower bound for forecasts with mass beyond the outermost levels. Leaderboards instead average the
    /// quantile loss over evenly spaced levels: ``QuantileLoss/mean(actual:quantiles:levels:)``.
    /// - Parameters:
    ///   - y: the value that came; finite.
    ///   - quantiles: values at the levels, non-decreasing.
    ///   - levels: ascending inside (0, 1).
    /// - Precondition: as many quantiles as levels, at least one.
    public static func ofQuantiles(_ quantiles: [Double], levels: [Double], actual y: Double) -> Double {
        precondition(!levels.isEmpty && quantiles.count == levels.count)
        let last = levels.count - 1
        // Flat parts: ∫ 2(τ − 1[y < q])(y − q) dτ over [0, τ₁] and [τ_Q, 1].
        let (low, high) = (levels[0], levels[last])
        var sum = y >= quantiles[0] ? (y - quantiles[0]) * low * low : (quantiles[0] - y) * low * (2 - low)
        let rest = 1 - high
        sum += y >= quantiles[last] ? (y - quantiles[last]) * rest * (1 + high) : (quantiles[last] - y) * rest * rest
        for i in 0..<last {
            let (a, b) = (levels[i], levels[i + 1])
            let (qa, qb) = (quantiles[i], quantiles[i + 1])
            // Where the line passes y the indicator switches.
            let crossing = qa < y && y < qb ? a + (b - a) * (y - qa) / (qb - qa) : (y <= qa ? a : b)
            sum += linearPart(from: a, to: crossing, start: qa, slope: (qb - qa) / (b - a), base: a, y: y, isBelow: true)
            sum += linearPart(from: crossing, to: b, start: qa, slope: (qb - qa) / (b - a), base: a, y: y, isBelow: false)
        }
        return sum
    }

    /// CRPS of the distribution that puts equal weight on every sample: `mean |x − y| − ½·mean |x − x'|`.
    /// - Parameters:
    ///   - samples: ascending, for instance ``Ceiling/samples``.
    ///   - y: what came.
    /// - Precondition: at least one sample.
    /// - Complexity: O(n).
    public static func ofSamples(_ samples: [Float], actual y: Double) -> Double {
        precondition(!samples.isEmpty)
        // With sorted samples mean |x − x'| = (2/n²)·Σ (2i − n − 1)·x_i, i from 1.
        let n = Double(samples.count)
        var (distance, spread) = (0.0, 0.0)
        for (i, sample) in samples.enumerated() {
            distance += abs(Double(sample) - y)
            spread += (2 * Double(i + 1) - n - 1) * Double(sample)
        }
        return max(0, distance / n - spread / (n * n))
    }

    // ∫ 2(τ − 1[y < q(τ)])·(y − q(τ)) dτ with q linear: a parabola, for which Simpson's rule is exact.
    private static func linearPart(
        from: Double, to: Double, start: Double, slope: Double, base: Double, y: Double, isBelow: Bool
    ) -> Double {
        guard to > from else { return 0 }
        func loss(_ tau: Double) -> Double { 2 * (isBelow ? tau : tau - 1) * (y - (start + slope * (tau - base))) }
        return (to - from) / 6 * (loss(from) + 4 * loss(0.5 * (from + to)) + loss(to))
    }
}
