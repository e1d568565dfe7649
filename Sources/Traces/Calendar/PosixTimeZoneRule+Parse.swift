extension PosixTimeZoneRule {
    /// Reads `std offset [dst [offset] , start [/time] , end [/time]]`; `nil` when the text is not of that form.
    ///
    /// Daylight saving without dates, which POSIX leaves to the implementation, is refused.
    init?(_ text: some StringProtocol) {
        var scanner = Scanner(text)
        guard scanner.skipName(), let standard = scanner.time(hours: 24) else { return nil }
        // POSIX counts offsets west of Greenwich.
        self.standardOffset = -standard
        if scanner.isAtEnd { return }
        guard scanner.skipName() else { return nil }
        var saving = standardOffset + 3600
        if !scanner.take(",") {
            guard let offset = scanner.time(hours: 24), scanner.take(",") else { return nil }
            saving = -offset
        }
        guard let start = scanner.change(), scanner.take(","), let end = scanner.change(), scanner.isAtEnd else { return nil }
        self.daylight = Daylight(offset: saving, start: start, end: end)
    }

    private struct Scanner {
        private var rest: ArraySlice<UInt8>

        init(_ text: some StringProtocol) { rest = Array(text.utf8)[...] }

        var isAtEnd: Bool { rest.isEmpty }

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard rest.first == UInt8(ascii: character) else { return false }
            rest = rest.dropFirst()
            return true
        }

        /// At least three letters, or anything of letters, digits and signs in angle brackets.
        mutating func skipName() -> Bool {
            let quoted = take("<")
            let name = rest.prefix { byte in
                let isLetter = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                let isDigitOrSign =
                    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
                return isLetter || (quoted && isDigitOrSign)
            }
            rest = rest.dropFirst(name.count)
            return name.count >= 3 && (!quoted || take(">"))
        }

        /// Digits, at most four, whose value is inside the range.
        mutating func number(_ range: ClosedRange<Int>) -> Int? {
            let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            guard !digits.isEmpty, digits.count <= 4 else { return nil }
            rest = rest.dropFirst(digits.count)
            let value = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
            return range.contains(value) ? value : nil
        }

        /// `[+-]h[h][:mm[:ss]]` in seconds.
        mutating func time(hours limit: Int) -> Int? {
            let sign = take("-") ? -1 : (take("+") ? 1 : 1)
            guard let hours = number(0...limit) else { return nil }
            var seconds = hours * 3600
            for unit in [60, 1] {
                guard take(":") else { break }
                guard let part = number(0...59) else { return nil }
                seconds += part * unit
            }
            return sign * seconds
        }

        mutating func change() -> Change? {
            let day: Change.Day
            if take("J") {
                guard let n = number(1...365) else { return nil }
                day = .withoutLeapDay(n)
            } else if take("M") {
                guard let month = number(1...12), take("."), let week = number(1...5), take("."), let weekday = number(0...6) else {
                    return nil
                }
                day = .weekday(month: month, week: week, day: weekday)
            } else {
                guard let n = number(0...365) else { return nil }
                day = .ofYear(n)
            }
            guard take("/") else { return Change(day: day, second: 2 * 3600) }
            guard let second = time(hours: 167) else { return nil }
            return Change(day: day, second: second)
        }
    }
}
