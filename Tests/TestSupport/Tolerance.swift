/// How near two numbers must be. State it for each operation, never globally, and derive it.
public enum Tolerance: Sendable {
    /// `|found - expected| ≤ bound`.
    case absolute(Double)
    /// `|found - expected| ≤ bound·|expected|`.
    case relative(Double)
    /// `|found - expected|` in units in the last place of the expected value, in the type of the found one.
    case ulp(Double)
    /// `Σ(found - expected)² ≤ bound·Σ expected²`, over all elements.
    case nmse(Double)

    /// The bound.
    public var bound: Double {
        switch self {
        case .absolute(let bound), .relative(let bound), .ulp(let bound), .nmse(let bound): bound
        }
    }

    /// The error of one element in the unit of the bound; 0 for equal numbers, equal infinities and two NaNs, infinite where
    /// only one of the two is finite.
    func error<Found: BinaryFloatingPoint, Expected: BinaryFloatingPoint>(_ found: Found, _ expected: Expected) -> Double {
        let (a, b) = (Double(found), Double(expected))
        if a == b || (a.isNaN && b.isNaN) { return 0 }
        guard a.isFinite, b.isFinite else { return .infinity }
        switch self {
        case .absolute: return abs(a - b)
        case .relative, .nmse: return b == 0 ? .infinity : abs(a - b) / abs(b)
        case .ulp:
            let rounded = Found(expected)
            return abs(a - b) / Double(rounded.isFinite ? rounded.ulp : Found.greatestFiniteMagnitude.ulp)
        }
    }
}
