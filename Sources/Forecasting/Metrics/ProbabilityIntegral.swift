/// Where a value lies in the distribution that quantiles stand for: the range of probabilities that belongs to it.
///
/// The quantile function is linear between neighbouring levels (the rule of ``QuantileLevels/position(of:)``) and flat beyond the outermost
/// ones. A value on a flat stretch is an atom: its probability is that of the stretch, with the tail behind it where the stretch reaches
/// an outermost level. Of a value beyond the outermost quantiles only the tail is known.
///
/// A uniform draw over the range is the *randomised* probability integral transform: uniform on [0, 1] when the truth is drawn from the
/// forecast, atoms or not. Brockwell, "Universal residuals: a multivariate transformation", Statistics & Probability Letters 77, 2007;
/// Czado, Gneiting & Held, "Predictive model assessment for count data", Biometrics 65, 2009.
package enum ProbabilityIntegral {
    /// `[F(low−), F(high)]`: a single point where `low == high` lies between two quantiles.
    /// - Parameters:
    ///   - low: the value, or the lower end of all that is rounded to it.
    ///   - high: the value, or the upper end.
    ///   - quantiles: of one step, `[Q]`, non-decreasing.
    ///   - levels: ascending, `[Q]`.
    /// - Precondition: `low ≤ high`, as many quantiles as levels, at least one.
    package static func range(from low: Float, to high: Float, quantiles: ArraySlice<Float>, levels: [Double]) -> ClosedRange<Double> {
        precondition(low <= high && quantiles.count == levels.count && !levels.isEmpty)
        let bottom = below(low, quantiles, levels)
        return bottom...max(bottom, upTo(high, quantiles, levels))
    }

    // F(x−): the level at which the quantile function reaches x first.
    private static func below(_ x: Float, _ quantiles: ArraySlice<Float>, _ levels: [Double]) -> Double {
        guard let above = quantiles.firstIndex(where: { $0 >= x }) else { return levels[levels.count - 1] }
        guard above > quantiles.startIndex else { return 0 }
        return between(above - 1, x, quantiles, levels)
    }

    // F(x): the level at which it leaves x.
    private static func upTo(_ x: Float, _ quantiles: ArraySlice<Float>, _ levels: [Double]) -> Double {
        guard let last = quantiles.lastIndex(where: { $0 <= x }) else { return levels[0] }
        guard last < quantiles.endIndex - 1 else { return 1 }
        return between(last, x, quantiles, levels)
    }

    private static func between(_ index: Int, _ x: Float, _ quantiles: ArraySlice<Float>, _ levels: [Double]) -> Double {
        let level = index - quantiles.startIndex
        let (low, high) = (Double(quantiles[index]), Double(quantiles[index + 1]))
        return levels[level] + (levels[level + 1] - levels[level]) * (Double(x) - low) / (high - low)
    }
}
