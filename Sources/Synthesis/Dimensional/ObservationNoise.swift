/// How an observation scatters around the rate of its cell.
public enum ObservationNoise: Hashable, Sendable {
    /// The rate itself.
    case none
    /// Counts with variance `λ`.
    case poisson
    /// Counts with variance `λ + φ·λ²`, or `λ·(1 + φ)` when the variance is linear: only the latter adds up over cells.
    case negativeBinomial(dispersion: Double, isLinear: Bool)
    /// Real numbers with standard deviation `scale · λ^exponent`: exponent 0 is absolute, 1 relative.
    case gaussian(scale: Double, exponent: Double)
    /// Positive real numbers of mean λ; `scale` is the standard deviation of the logarithm.
    case logNormal(scale: Double)

    /// Whether observations are whole numbers.
    public var isCount: Bool {
        switch self {
        case .poisson, .negativeBinomial: true
        case .none, .gaussian, .logNormal: false
        }
    }
}
