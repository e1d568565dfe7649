extension Duration {
    /// Whole nanoseconds, fractions dropped; durations beyond ±146 years are clamped there, far outside every accepted range.
    package var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let limit: Int64 = 4_611_686_018
        return min(max(seconds, -limit), limit) * 1_000_000_000 + attoseconds / 1_000_000_000
    }

    /// Seconds as a floating-point number.
    package var seconds: Double { Double(nanoseconds) / 1e9 }

    /// The duration as people write it: `15 s`, `2 min`, `1 h`, `0.5 s`.
    package var text: String {
        let count = nanoseconds
        if count != 0 && count % 3_600_000_000_000 == 0 { return "\(count / 3_600_000_000_000) h" }
        if count != 0 && count % 60_000_000_000 == 0 { return "\(count / 60_000_000_000) min" }
        if count % 1_000_000_000 == 0 { return "\(count / 1_000_000_000) s" }
        return "\(seconds) s"
    }
}

/// A duration that is written to JSON as a plain number of seconds.
@propertyWrapper
public struct CodedInSeconds: Hashable, Sendable, Codable {
    /// The duration.
    public var wrappedValue: Duration

    /// Wraps a duration.
    public init(wrappedValue: Duration) { self.wrappedValue = wrappedValue }

    /// Decodes a number of seconds, kept to whole nanoseconds.
    /// - Throws: `DecodingError` for anything but a finite number of at most 146 years.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let seconds = try container.decode(Double.self)
        guard abs(seconds) < 4.6e9 else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\(seconds) s is no duration")
        }
        wrappedValue = .nanoseconds(Int64((seconds * 1e9).rounded()))
    }

    /// Encodes a number of seconds.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(wrappedValue.seconds)
    }
}
