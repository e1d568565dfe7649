/// The sum of the values of a source as they were written, before any repair: exact for whole numbers.
public enum TraceTotal: Hashable, Sendable {
    /// All values are whole: the exact sum.
    case integer(Int64)
    /// Some values have decimals, or the exact sum is beyond 64 bits: the sum in Double, with compensated rounding.
    case real(Double)

    /// The total as a Double.
    public var value: Double {
        switch self {
        case .integer(let sum): Double(sum)
        case .real(let sum): sum
        }
    }
}

extension TraceTotal: CustomStringConvertible {
    /// The number.
    public var description: String {
        switch self {
        case .integer(let sum): String(sum)
        case .real(let sum): String(sum)
        }
    }
}
