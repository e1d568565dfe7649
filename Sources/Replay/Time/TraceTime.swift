/// A time of a trace, in seconds from its start.
///
/// People write `day.hour.minute`, all counted from zero: `0.0.0` is the start, `1.0.0` the beginning of the second day. A minute may be
/// 60, so that `13.23.60` is the end of 14 days, as is `14.0.0`. Seconds may follow, with a fraction: `0.0.38.55.5` is
/// 38 minutes and 55.5 seconds. Plain seconds are understood too: `3600`, `3600s`, `0.5s`.
public struct TraceTime: Hashable, Comparable, Sendable {
    /// Seconds from the start of the trace.
    public let seconds: Double

    /// A time by its seconds.
    /// - Precondition: `seconds` is finite.
    public init(seconds: Double) {
        precondition(seconds.isFinite, "a time of \(seconds) s")
        self.seconds = seconds
    }

    /// Days that are understood, about a century.
    private static let mostDays = 36_525

    /// A time as people write it.
    /// - Throws: ``ReplayError/notATime(_:)``.
    public init(_ text: String) throws(ReplayError) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        if parts.count >= 3 {
            guard let day = Self.whole(parts[0]), let hour = Self.whole(parts[1]), let minute = Self.whole(parts[2]),
                day <= Self.mostDays, hour < 24, minute <= 60, let second = Self.whole(parts.count > 3 ? parts[3] : "0"), second < 60,
                parts.count <= 5, let fraction = Self.fraction(parts.count > 4 ? parts[4] : "0"),
                // All at once, so that a decimal fraction is rounded once.
                let value = Double("\(86_400 * day + 3600 * hour + 60 * minute + second).\(fraction)")
            else { throw .notATime(text) }
            seconds = value
        } else if text.hasSuffix("s") {
            guard parts.count <= 2, let value = Double(text.dropLast()), value >= 0, value <= Double(Self.mostDays) * 86_400 else {
                throw .notATime(text)
            }
            seconds = value
        } else {
            // With one point it could be meant as two of the three parts, so only whole seconds need no unit.
            guard let value = Self.whole(text[...]), value <= Self.mostDays * 86_400 else { throw .notATime(text) }
            seconds = Double(value)
        }
    }

    private static func whole(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.count <= 12, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return Int(text)
    }

    /// Digits behind a decimal point, as many as the shortest text of a double can have.
    private static func fraction(_ text: Substring) -> Substring? {
        (1...24).contains(text.utf8.count) && text.utf8.allSatisfy { (48...57).contains($0) } ? text : nil
    }

    /// Order in time.
    public static func < (a: TraceTime, b: TraceTime) -> Bool { a.seconds < b.seconds }
}

extension TraceTime: CustomStringConvertible {
    /// `day.hour.minute`, with seconds where these are not whole minutes; reads back as the same time.
    public var description: String {
        let text = "\(seconds)", parts = text.split(separator: ".")
        guard seconds >= 0, parts.count == 2, let whole = Self.whole(parts[0]), whole <= Self.mostDays * 86_400,
            let fraction = Self.fraction(parts[1])
        else { return text + "s" }
        let minutes = whole / 60, second = whole % 60
        let clock = "\(minutes / 1440).\(minutes / 60 % 24).\(minutes % 60)"
        if fraction != "0" { return "\(clock).\(second).\(fraction)" }
        return second == 0 ? clock : "\(clock).\(second)"
    }
}
