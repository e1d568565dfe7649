import Tensors

/// Distribution of the gaps of a renewal process in operational time, in which their mean is 1.
package enum GapLaw: Hashable, Sendable {
    case exponential
    /// A gamma distribution of this shape.
    case gamma(Double)
    /// A Lomax distribution `P(G > x) = (1 + x/(α − 1))^(−α)` of this tail index α > 1.
    case pareto(Double)
    /// Always 1.
    case constant

    /// A gamma law; shapes are kept where it can be computed, which is beyond what data tell.
    package init(shape: Double) {
        self = shape == 1 ? .exponential : shape > 1e6 ? .constant : .gamma(max(shape, 1e-5))
    }

    /// A gamma law of this coefficient of variation, 0 or more; 0 is a constant.
    init(cv: Double) { self.init(shape: 1 / (cv * cv)) }

    /// Standard deviation, which is the coefficient of variation because the mean is 1; infinite for tails of index up to 2.
    package var cv: Double {
        switch self {
        case .exponential: 1
        case .gamma(let shape): (1 / shape).squareRoot()
        case .pareto(let tail): tail > 2 ? (tail / (tail - 2)).squareRoot() : .infinity
        case .constant: 0
        }
    }

    /// Probability that the time from a point chosen without regard to arrivals to the next of them is more than `x ≥ 0`, in equilibrium:
    /// `∫ P(G > u) du` from x on.
    package func residualTail(_ x: Double) -> Double {
        switch self {
        case .exponential: return PortableMath.exp(-x)
        case .gamma(let shape): return Self.tail(IncompleteGamma(shape: shape), x).tail
        case .pareto(let tail): return PortableMath.exp(-(tail - 1) * PortableMath.log(1 + x / (tail - 1)))
        case .constant: return max(0, 1 - x)
        }
    }

    /// For a gamma law of mean 1: `∫ Q(k, ku) du = Q(k + 1, kx) − x·Q(k, kx)`, and its derivative without the sign, `Q(k, kx)`.
    private static func tail(_ gamma: IncompleteGamma, _ x: Double) -> (tail: Double, density: Double) {
        let (upper, step) = gamma.upper(gamma.shape * x)
        return (max(0, step - (x - 1) * upper), upper)
    }

    /// The time to the next arrival that is exceeded with probability `tail`, `0 < tail ≤ 1`.
    package func residual(tail: Double) -> Double {
        let tail = max(tail, 1e-15)
        switch self {
        case .exponential: return -PortableMath.log(tail)
        case .pareto(let index): return (index - 1) * (PortableMath.exp(-PortableMath.log(tail) / (index - 1)) - 1)
        case .constant: return 1 - tail
        case .gamma(let shape): return Self.residual(IncompleteGamma(shape: shape), tail: tail, guess: 0)
        }
    }

    /// Newton's method on the logarithm of the tail, which is nearly straight far out, kept between bounds that close in.
    private static func residual(_ gamma: IncompleteGamma, tail wanted: Double, guess: Double) -> Double {
        // The tail is at least 1 − x.
        var (low, high) = (1 - wanted, Double.infinity)
        var x = max(low, guess, 1e-300)
        let goal = PortableMath.log(wanted)
        for _ in 0..<200 {
            let (tail, density) = tail(gamma, x)
            if tail > wanted { low = x } else { high = x }
            var next = tail > 1e-300 && density > 0 ? x + (PortableMath.log(tail) - goal) * tail / density : .nan
            if !(next > low && next < high) { next = high < .infinity ? (low + high) / 2 : 2 * x + 1 }
            // The next step would be about the square of this one.
            if abs(next - x) <= 1e-6 * next { return next }
            x = next
        }
        return x
    }

    /// A time to the next arrival of this law in place of one of another law, at the same place of its distribution. Where the first was
    /// drawn from the equilibrium of the other law the second is one of this law's, so the mean number of arrivals stays exactly what the
    /// rate says, and a time that was short stays short.
    package func residual(insteadOf residual: Double, of other: GapLaw) -> Double {
        if self == other { return residual }
        let tail = other.residualTail(residual)
        // Laws of neighbouring windows differ little.
        if case .gamma(let shape) = self { return Self.residual(IncompleteGamma(shape: shape), tail: max(tail, 1e-15), guess: residual) }
        return self.residual(tail: tail)
    }
}
