import Tensors

/// The regularised incomplete gamma function of one shape.
///
/// Series below `x = a + 1`, continued fraction above (Press et al., "Numerical Recipes", 6.2): 1e-12 relative, for large shapes 1e-14 of
/// them; the number of terms grows with the square root of the shape.
package struct IncompleteGamma: Sendable {
    package let shape: Double
    /// ln Γ(a + 1).
    private let logFactorial: Double

    /// - Precondition: `shape > 0`.
    package init(shape: Double) {
        self.shape = shape
        logFactorial = GammaFunctions.logGamma(shape + 1)
    }

    /// Upper tail `Q(a, x)` for `x ≥ 0`, and `x^a·e^(−x)/Γ(a + 1)`, by which it grows with every whole step of the shape.
    package func upper(_ x: Double) -> (tail: Double, step: Double) {
        guard x > 0 else { return (1, 0) }
        guard x < 1e300 else { return (0, 0) }
        let step = Exponential.value(shape * PortableMath.log(max(x, 0x1p-1000)) - x - logFactorial)
        if x < shape + 1 {
            var (term, sum, a) = (1.0, 1.0, shape)
            repeat {
                a += 1
                term *= x / a
                sum += term
            } while term > sum * 1e-16
            return (max(0, 1 - step * sum), step)
        }
        // Lentz's method.
        var b = x + 1 - shape
        var c = 1e300, d = 1 / b
        var fraction = d
        for i in 1...100_000 {
            let a = -Double(i) * (Double(i) - shape)
            b += 2
            d = 1 / nonzero(a * d + b)
            c = nonzero(b + a / c)
            let factor = d * c
            fraction *= factor
            if abs(factor - 1) < 1e-15 { break }
        }
        return (min(1, step * shape * fraction), step)
    }

    private func nonzero(_ x: Double) -> Double { abs(x) < 1e-300 ? 1e-300 : x }
}
