/// Cells of plain lines: what readers take without a second look.
enum PlainCell {
    /// A number that is finite in Float, or NaN for an empty cell and its names; nil for everything else.
    @inline(__always)
    static func value(_ cell: Field) -> Double? {
        var value = 0.0
        switch NumberParser.parse(cell, into: &value) {
        case .number: return value.magnitude < 0x1p127 || (value.magnitude < 0x1p128 && Float(value).isFinite) ? value : nil
        case .missing: return .nan
        case .infinite, .outOfRange, .malformed: return nil
        }
    }

    /// A count as `CSVScanner.count(_:)` takes it; nil also when the cell is empty.
    @inline(__always)
    static func count(_ cell: Field) -> Int64? {
        guard let value = value(cell), value >= 0, value <= 0x1p53, value.rounded(.towardZero) == value else { return nil }
        return Int64(value)
    }
}
