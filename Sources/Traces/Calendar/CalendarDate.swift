/// A day of the proleptic Gregorian calendar, without a time zone.
public struct CalendarDate: Hashable, Sendable, Comparable {
    /// Days since 1970-01-01, negative before.
    public let daysSinceEpoch: Int

    /// The day this many days after 1970-01-01.
    public init(daysSinceEpoch: Int) {
        self.daysSinceEpoch = daysSinceEpoch
    }

    /// A day by year, month (1…12) and day of the month; `nil` when there is no such day.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...12).contains(month), day >= 1, day <= Self.days(inMonth: month, of: year) else { return nil }
        self.daysSinceEpoch = Self.firstDay(of: year) + Self.daysBefore(month: month, of: year) + day - 1
    }

    /// Reads `YYYY-MM-DD` (exactly four, two and two digits); `nil` for anything else, and for days that do not exist.
    public init?(iso text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            let year = Self.number(bytes[0..<4]), let month = Self.number(bytes[5..<7]), let day = Self.number(bytes[8..<10])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// Year, month (1…12) and day of the month.
    public var components: (year: Int, month: Int, day: Int) {
        let year = Self.year(ofDay: daysSinceEpoch)
        var day = daysSinceEpoch - Self.firstDay(of: year)
        var month = 1
        while day >= Self.days(inMonth: month, of: year) {
            day -= Self.days(inMonth: month, of: year)
            month += 1
        }
        return (year, month, day + 1)
    }

    /// Day of the week, Monday = 0 … Sunday = 6.
    public var weekday: Int {
        // 1970-01-01 was a Thursday, weekday 3 when Monday is 0.
        let shifted = daysSinceEpoch + 3
        return shifted - shifted.dividedDown(by: 7) * 7
    }

    /// Order in time.
    public static func < (a: CalendarDate, b: CalendarDate) -> Bool { a.daysSinceEpoch < b.daysSinceEpoch }

    // Days from 1970-01-01 to the first of January of a year: 365 for each year before it, and one for each leap year among them.
    static func firstDay(of year: Int) -> Int {
        let before = year - 1
        let leapYears = before.dividedDown(by: 4) - before.dividedDown(by: 100) + before.dividedDown(by: 400)
        return 365 * (year - 1970) + leapYears - 477  // 477 leap years lie in the years 1…1969.
    }

    static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: isLeap(year) ? 29 : 28
        default: 31
        }
    }

    static func daysBefore(month: Int, of year: Int) -> Int {
        [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334][month - 1] + (month > 2 && isLeap(year) ? 1 : 0)
    }

    // 400 Gregorian years have 146,097 days. The estimate can be one too high or too low near new year.
    static func year(ofDay day: Int) -> Int {
        var year = 1970 + (day.dividedDown(by: 146_097) * 400) + (day - day.dividedDown(by: 146_097) * 146_097) * 400 / 146_097
        while firstDay(of: year) > day { year -= 1 }
        while firstDay(of: year + 1) <= day { year += 1 }
        return year
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        digits.reduce(Optional(0)) { sum, digit in
            guard let sum, digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
            return sum * 10 + Int(digit - UInt8(ascii: "0"))
        }
    }
}

extension CalendarDate: CustomStringConvertible {
    /// `YYYY-MM-DD`.
    public var description: String {
        let (year, month, day) = components
        return "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))"
    }

    static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(abs(number))
        return (number < 0 ? "-" : "") + String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension BinaryInteger {
    /// Division that rounds towards minus infinity, as calendars before 1970 need it.
    func dividedDown(by divisor: Self) -> Self {
        let quotient = self / divisor
        return self % divisor != 0 && (self < 0) != (divisor < 0) ? quotient - 1 : quotient
    }
}
