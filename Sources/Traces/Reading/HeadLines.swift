/// The first two non-empty lines of a source, looked at roughly: enough to recognise a format.
struct HeadLines {
    private var lines: [UnsafeBufferPointer<UInt8>] = []
    /// Whether the last line goes on beyond the bytes looked at, so that its last cell may be cut.
    private var isCut = false

    init(_ head: UnsafeBufferPointer<UInt8>) {
        var start = 0
        while start < head.count, lines.count < 2 {
            var end = start
            while end < head.count, head[end] != 0x0a { end += 1 }
            var count = end - start
            if count > 0, head[start + count - 1] == 0x0d { count -= 1 }
            if count > 0 { lines.append(UnsafeBufferPointer(rebasing: head[start..<(start + count)])) }
            start = end + 1
            isCut = end == head.count && head.count >= OpenedSource.headBytes
        }
    }

    /// Number of lines, at most two.
    var count: Int { lines.count }

    /// The bytes of a line.
    func text(line: Int) -> UnsafeBufferPointer<UInt8> { line < lines.count ? lines[line] : UnsafeBufferPointer(start: nil, count: 0) }

    /// Whether a line holds at least one number, and nothing but numbers and missing values.
    func isNumeric(line: Int) -> Bool {
        let bytes = text(line: line)
        var hasNumber = false
        var start = 0
        for index in 0...bytes.count where index == bytes.count || BareNumbersReader.isSeparator(bytes[index]) {
            if index > start, let base = bytes.baseAddress {
                if index == bytes.count, isCut, hasNumber { return true }
                var value = 0.0
                let outcome = NumberParser.parse(base + start, index - start, into: &value)
                guard outcome == .number || outcome == .missing else { return false }
                hasNumber = hasNumber || outcome == .number
            }
            start = index + 1
        }
        return hasNumber
    }

    /// Number of cells of a line, outside quotes.
    func cells(line: Int, separator: UInt8) -> Int {
        var isQuoted = false
        return text(line: line).reduce(1) { count, byte in
            if byte == 0x22 { isQuoted.toggle() }
            return !isQuoted && byte == separator ? count + 1 : count
        }
    }

    /// The cells of a line without blanks and quotes around them.
    func names(line: Int, separator: UInt8) -> [String] {
        text(line: line).split(separator: separator, maxSplits: 1 << 16, omittingEmptySubsequences: false).map { cell in
            var cell = cell
            while let last = cell.last, last == 0x20 || last == 0x22 || last == 0x09 { cell.removeLast() }
            return String(decoding: cell.drop { $0 == 0x20 || $0 == 0x22 || $0 == 0x09 }, as: UTF8.self)
        }
    }

    /// The number in the first cell of a line, if it is one.
    func firstNumber(line: Int, separator: UInt8) -> Double? {
        let bytes = text(line: line)
        guard let base = bytes.baseAddress else { return nil }
        var value = 0.0
        let cell = Field(base: base, count: bytes.firstIndex(of: separator) ?? bytes.count, isQuoted: false)
        return NumberParser.parse(cell, into: &value) == .number ? value : nil
    }

    /// Whether the first cell of a line is a date or time.
    func beginsWithTime(line: Int, separator: UInt8) -> Bool {
        let bytes = text(line: line)
        guard let base = bytes.baseAddress else { return false }
        let count = bytes.firstIndex(of: separator) ?? bytes.count
        var parser = TimestampParser(unit: nil, clock: .utc)
        if case .clock = try? parser.parse(Field(base: base, count: count, isQuoted: false)) { return true }
        return false
    }
}
