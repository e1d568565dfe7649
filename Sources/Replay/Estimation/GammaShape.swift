import Tensors

/// Shapes of gamma distributions from statistics of a sample.
public enum GammaShape {
    /// Below this a sample does not vary as far as its numbers tell.
    public static let regular = 1e-12

    /// The shape k that solves `ln k − ψ(k) = s`, by Newton's method on ln k, in which the function is nearly straight; 1e-12 relative.
    ///
    /// With `s = ln mean − mean ln` of a sample it is the shape of greatest likelihood; with `s = mean(g − 1 − ln g)` that of gaps whose
    /// mean is known to be 1.
    /// - Parameter s: the statistic; not negative but for rounding.
    /// - Returns: the shape; infinity, a constant, for `s ≤ 1e-12`.
    public static func solving(_ s: Double) -> Double {
        guard s > regular else { return .infinity }
        // Minka's start is within 1.5 %; for small k the function is about 1/k, which it knows.
        var k = (3 - s + ((s - 3) * (s - 3) + 24 * s).squareRoot()) / (12 * s)
        for _ in 0..<60 {
            let step = (GammaFunctions.logMinusDigamma(k) - s) / (k * GammaFunctions.logMinusDigammaSlope(k))
            k *= Exponential.value(-max(-2, min(2, step)))
            // The next step would be the square of this one.
            if abs(step) <= 1e-7 { break }
        }
        return k
    }
}

/// How the shape of gaps between arrivals is estimated.
public enum ShapeEstimator: String, Hashable, Sendable, CaseIterable {
    /// Greatest likelihood of gamma gaps of mean 1 in operational time.
    case likelihood
    /// Mean squared deviation of those gaps from 1, which is the square of their coefficient of variation.
    case moments
    /// Index of dispersion of counts in twentieths of a window, which for a renewal process tends to the same square.
    case dispersion
}
