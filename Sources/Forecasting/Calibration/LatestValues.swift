/// The latest values of a series under observation, side by side in memory that never grows.
struct LatestValues: Sendable, Equatable {
    /// Number of values that are kept.
    let span: Int
    /// At least the last `span` values, or all so far; a quarter more at most.
    private(set) var values: [Float] = []

    init(span: Int) {
        self.span = span
        values.reserveCapacity(room)
    }

    private var room: Int { span + span / 4 + 1 }

    /// Takes the next value; NaN is missing.
    mutating func append(_ value: Float) {
        guard span > 0 else { return }
        // Trimming moves the values; doing it rarely keeps the cost of one value constant.
        if values.count == room { values.removeFirst(values.count - span + 1) }
        values.append(value)
    }
}

/// As bit patterns: JSON knows no NaN.
extension LatestValues: Codable {
    private enum CodingKeys: CodingKey { case span, bits }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(span: min(max(0, try container.decode(Int.self, forKey: .span)), 1 << 16))
        values += try container.decode([UInt32].self, forKey: .bits).suffix(span).map(Float.init(bitPattern:))
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(span, forKey: .span)
        try container.encode(values.suffix(span).map(\.bitPattern), forKey: .bits)
    }

    static func == (a: Self, b: Self) -> Bool {
        a.span == b.span && a.values.suffix(a.span).map(\.bitPattern) == b.values.suffix(b.span).map(\.bitPattern)
    }
}
