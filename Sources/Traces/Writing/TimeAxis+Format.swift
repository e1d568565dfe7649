extension TimeAxis {
    /// A time of this axis as tables write it; see ``Kind/format(_:)``.
    public func format(_ time: Int64) -> String { kind.format(time) }
}

extension TimeAxis.Kind {
    /// A time as tables write it: `2026-11-21T05:00:00Z` on a clock, with as many decimals of a second as needed, or the plain integer.
    public func format(_ time: Int64) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32)
        append(time, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Reads a time that ``format(_:)`` wrote, and every other form that tables may have; clock times without a zone are UTC.
    /// - Returns: `nil` when the text is no time of this kind.
    public func parse(_ text: String) -> Int64? {
        var text = text
        return text.withUTF8 { bytes -> Int64? in
            guard let base = bytes.baseAddress else { return nil }
            var parser = TimestampParser(unit: nil, clock: .utc)
            let parsed = try? parser.parse(Field(base: base, count: bytes.count, isQuoted: false))
            return switch (self, parsed) {
            case (.clock, .clock(let time)), (.index, .index(let time)): time
            default: nil
            }
        }
    }

    /// Appends a time to a line of bytes.
    package func append(_ time: Int64, to bytes: inout [UInt8]) {
        guard self == .clock else { return bytes.append(decimal: time) }
        let seconds = time.dividedDown(by: TimeAxis.nanosecondsPerSecond)
        // By remainder: seconds × 10^9 can lie below the smallest Int64.
        let remainder = time % TimeAxis.nanosecondsPerSecond
        let nanoseconds = remainder < 0 ? remainder + TimeAxis.nanosecondsPerSecond : remainder
        let days = seconds.dividedDown(by: 86_400)
        let secondOfDay = seconds - days * 86_400
        let (year, month, day) = CivilDate.date(ofDays: days)
        // YYYY-MM-DDThh:mm:ss.fffffffff is 29 bytes; all of them are appended at once.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 30) { text in
            func put(_ value: Int64, at start: Int, width: Int, before mark: UInt8) {
                var rest = value
                for place in (start..<(start + width)).reversed() {
                    text[place] = UInt8(truncatingIfNeeded: rest % 10) + 0x30
                    rest /= 10
                }
                text[start + width] = mark
            }
            put(year, at: 0, width: 4, before: 0x2d)
            put(month, at: 5, width: 2, before: 0x2d)
            put(day, at: 8, width: 2, before: 0x54)
            put(secondOfDay / 3_600, at: 11, width: 2, before: 0x3a)
            put(secondOfDay / 60 % 60, at: 14, width: 2, before: 0x3a)
            put(secondOfDay % 60, at: 17, width: 2, before: 0x5a)
            var count = 20
            if nanoseconds != 0 {
                text[19] = 0x2e
                put(nanoseconds, at: 20, width: 9, before: 0x5a)
                count = 29
                while text[count - 1] == 0x30 { count -= 1 }
                text[count] = 0x5a
                count += 1
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[..<count]))
        }
    }
}
