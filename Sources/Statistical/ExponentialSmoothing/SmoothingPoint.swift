/// Parameters and initial states of an exponential smoothing, as its search moves them.
///
/// The bounds of the usual region (Hyndman, Koehler, Ord & Snyder 2008, section 2.5.2) are `0 < α < 1`, `0 < β < α`, `0 < γ < 1 − α` and
/// `0.8 ≤ φ ≤ 0.98`; with `β/α` and `γ/(1 − α)` in the place of β and γ they are a box.
package struct SmoothingPoint: Sendable, Equatable {
    /// Weight of a surprise in the level, α.
    package var alpha = 0.1
    /// Weight in the trend as a share of α, β/α.
    package var betaShare = 0.0
    /// Weight in the season as a share of 1 − α, γ/(1 − α).
    package var gammaShare = 0.0
    /// Damping of the trend, φ; 1 where it is not damped.
    package var phi = 1.0
    /// Level before the first value.
    package var level = 0.0
    /// Trend before the first value, in units a step.
    package var trend = 0.0
    /// Seasonal states of steps 0, 1, … of the history; their mean is 0 where they add and 1 where they multiply.
    package var seasonal: [Double] = []

    /// Makes a point.
    package init() {}

    /// Weight in the trend, β.
    package var beta: Double { betaShare * alpha }
    /// Weight in the season, γ.
    package var gamma: Double { gammaShare * (1 - alpha) }

    /// Smallest and largest α, β/α and γ/(1 − α).
    static let weights = 1e-4...0.9999
    /// Smallest and largest φ of a damped trend.
    static let dampings = 0.8...0.98

    /// One number that a search moves.
    enum Coordinate: Hashable {
        case alpha, betaShare, gammaShare, phi, level, trend
        /// A seasonal state but the last, which takes the opposite so that the mean stays.
        case seasonal(Int)

        /// Where the coordinate may lie.
        var bounds: ClosedRange<Double> {
            switch self {
            case .alpha, .betaShare, .gammaShare: SmoothingPoint.weights
            case .phi: SmoothingPoint.dampings
            case .level, .trend, .seasonal: -.greatestFiniteMagnitude ... .greatestFiniteMagnitude
            }
        }
    }

    subscript(coordinate: Coordinate) -> Double {
        get {
            switch coordinate {
            case .alpha: alpha
            case .betaShare: betaShare
            case .gammaShare: gammaShare
            case .phi: phi
            case .level: level
            case .trend: trend
            case .seasonal(let place): seasonal[place]
            }
        }
        set {
            switch coordinate {
            case .alpha: alpha = newValue
            case .betaShare: betaShare = newValue
            case .gammaShare: gammaShare = newValue
            case .phi: phi = newValue
            case .level: level = newValue
            case .trend: trend = newValue
            case .seasonal(let place):
                seasonal[seasonal.count - 1] -= newValue - seasonal[place]
                seasonal[place] = newValue
            }
        }
    }
}
