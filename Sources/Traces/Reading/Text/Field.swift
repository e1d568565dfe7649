/// One cell of a table as bytes. Valid until the scanner moves to the next record.
struct Field {
    /// First byte.
    let base: UnsafePointer<UInt8>
    /// Number of bytes.
    let count: Int
    /// Whether it was quoted: then blanks belong to it.
    let isQuoted: Bool

    /// The bytes.
    var bytes: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: base, count: count) }

    /// The field without blanks at its ends, unless it was quoted.
    var trimmed: Field {
        guard !isQuoted else { return self }
        var (start, end) = (0, count)
        while start < end, base[start] == 0x20 || base[start] == 0x09 { start += 1 }
        while end > start, base[end - 1] == 0x20 || base[end - 1] == 0x09 { end -= 1 }
        return Field(base: base + start, count: end - start, isQuoted: false)
    }

    /// The text; `nil` when it is no UTF-8 or holds control characters other than tab and line ends inside quotes.
    var text: String? {
        for index in 0..<count where base[index] < 0x20 {
            if !(isQuoted && (base[index] == 0x09 || base[index] == 0x0a || base[index] == 0x0d)) { return nil }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
