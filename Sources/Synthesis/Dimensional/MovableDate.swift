import Traces

/// A day of every year, fixed or movable.
public enum MovableDate: Hashable, Sendable {
    /// One day once.
    case once(CalendarDate)
    /// The same day every year; the 29th of February falls out in other years.
    case annual(month: Int, day: Int)
    /// Days from Easter Sunday of the Gregorian calendar.
    case easter(offset: Int)
    /// Days from Easter Sunday of the Julian calendar, as the Orthodox churches keep it.
    case orthodoxEaster(offset: Int)
    /// The nth weekday of a month (Monday = 0); −1 is the last.
    case nthWeekday(nth: Int, weekday: Int, month: Int)

    /// The day in a year, if there is one.
    public func date(in year: Int) -> CalendarDate? {
        switch self {
        case .once(let date): return date.components.year == year ? date : nil
        case .annual(let month, let day): return CalendarDate(year: year, month: month, day: day)
        case .easter(let offset): return CalendarDate(daysSinceEpoch: Self.gregorianEaster(year).daysSinceEpoch + offset)
        case .orthodoxEaster(let offset): return CalendarDate(daysSinceEpoch: Self.julianEaster(year).daysSinceEpoch + offset)
        case .nthWeekday(let nth, let weekday, let month):
            guard let first = CalendarDate(year: year, month: month, day: 1) else { return nil }
            let offset = (weekday - first.weekday + 7) % 7
            let days = (0..<5).map { CalendarDate(daysSinceEpoch: first.daysSinceEpoch + offset + 7 * $0) }
                .filter { $0.components.month == month }
            if nth == -1 { return days.last }
            return days.indices.contains(nth - 1) ? days[nth - 1] : nil
        }
    }

    /// Easter Sunday by the anonymous Gregorian computus (Meeus, "Astronomical Algorithms", chapter 8).
    static func gregorianEaster(_ year: Int) -> CalendarDate {
        let (a, b, c) = (year % 19, year / 100, year % 100)
        let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30
        let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7
        let m = (a + 11 * h + 22 * l) / 451
        let days = h + l - 7 * m + 114
        return CalendarDate(year: year, month: days / 31, day: days % 31 + 1)!
    }

    /// Easter Sunday of the Julian calendar (Meeus), as a day of the Gregorian one.
    static func julianEaster(_ year: Int) -> CalendarDate {
        let d = (19 * (year % 19) + 15) % 30
        let e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
        let days = d + e + 114
        let julian = CalendarDate(year: year, month: days / 31, day: days % 31 + 1)!
        return CalendarDate(daysSinceEpoch: julian.daysSinceEpoch + year / 100 - year / 400 - 2)
    }
}
