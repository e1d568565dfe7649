/// Unit of times that are written as plain numbers since 1970.
public enum UnixTimeUnit: String, Hashable, Sendable, Codable, CaseIterable {
    /// Seconds; decimals allowed.
    case seconds = "s"
    /// Milliseconds; decimals allowed.
    case milliseconds = "ms"

    /// Length of the unit.
    public var nanoseconds: Int64 { self == .seconds ? 1_000_000_000 : 1_000_000 }

    /// Decimal digits of the unit that nanoseconds can hold.
    var fractionDigits: Int { self == .seconds ? 9 : 6 }

    /// The unit of a time since 1970 by its size: seconds reach 10¹¹ in the year 5138, milliseconds did in 1973.
    init(ofSize number: Double) { self = number > 1e11 ? .milliseconds : .seconds }
}
