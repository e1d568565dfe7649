/// Length of a bucket of time.
public enum Granularity: Hashable, Sendable, CustomStringConvertible {
    /// Buckets of equal length, in nanoseconds, from a millisecond to a day.
    case fixed(nanoseconds: Int64)
    /// Local days: 23 and 25 hours where clocks change.
    case day
    /// Seven local days.
    case week
    /// Local calendar months.
    case month

    /// Reads `100ms`, `1s`, `5m` (also `5min`), `1h`, `1d`, `1w`, `1mo`; `nil` for anything else.
    public init?(_ text: String) {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int64(digits), number >= 1, number <= 1_000_000_000 else { return nil }
        let units: [String: Int64] = [
            "ms": 1_000_000, "s": 1_000_000_000, "m": 60_000_000_000, "min": 60_000_000_000, "h": 3_600_000_000_000,
        ]
        switch text.dropFirst(digits.count) {
        case "d" where number == 1: self = .day
        case "w" where number == 1: self = .week
        case "mo" where number == 1: self = .month
        case let unit:
            guard let size = units[String(unit)], number * size <= 86_400_000_000_000 else { return nil }
            self = .fixed(nanoseconds: number * size)
        }
    }

    /// As it is read.
    public var description: String {
        switch self {
        case .fixed(let length):
            if length % 3_600_000_000_000 == 0 {
                "\(length / 3_600_000_000_000)h"
            } else if length % 60_000_000_000 == 0 {
                "\(length / 60_000_000_000)m"
            } else if length % 1_000_000_000 == 0 {
                "\(length / 1_000_000_000)s"
            } else {
                "\(length / 1_000_000)ms"
            }
        case .day: "1d"
        case .week: "1w"
        case .month: "1mo"
        }
    }

    /// Nanoseconds of a bucket without a change of the clock; a month counts 30 days.
    public var nominalNanoseconds: Int64 {
        let day: Int64 = 86_400_000_000_000
        return switch self {
        case .fixed(let length): length
        case .day: day
        case .week: 7 * day
        case .month: 30 * day
        }
    }
}
