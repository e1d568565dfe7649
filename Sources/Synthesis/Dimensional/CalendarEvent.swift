import Traces

/// Something on the calendar that people react to: a holiday, a sale. Local to the zone of every cell it touches.
public struct CalendarEvent: Hashable, Sendable {
    /// Name, for the labels.
    public var name: String
    /// When it comes.
    public var date: MovableDate
    /// Days it lasts.
    public var days: Int
    /// Days before it over which its effect grows.
    public var lead: Double
    /// Days after it over which its effect wanes.
    public var lag: Double
    /// Factor on the rate while it lasts.
    public var impact: Double
    /// Cells it touches.
    public var filter: CellFilter

    /// Makes an event.
    public init(
        name: String, date: MovableDate, days: Int = 1, lead: Double = 0, lag: Double = 0, impact: Double, filter: CellFilter = .all
    ) {
        (self.name, self.date, self.days, self.lead, self.lag) = (name, date, days, lead, lag)
        (self.impact, self.filter) = (impact, filter)
    }

    /// First days of the event in the years of a range, and one more at each end.
    func starts(years: ClosedRange<Int>) -> [CalendarDate] {
        ((years.lowerBound - 1)...(years.upperBound + 1)).compactMap { date.date(in: $0) }
    }

    /// Factor at a local time, in days since 1970 by the wall clock.
    func factor(atLocalDay day: Double, starts: [CalendarDate]) -> Double {
        for start in starts {
            let (first, end) = (Double(start.daysSinceEpoch), Double(start.daysSinceEpoch + days))
            if day >= first, day < end { return impact }
            if lead > 0, day >= first - lead, day < first { return 1 + (impact - 1) * (day - first + lead) / lead }
            if lag > 0, day >= end, day < end + lag { return 1 + (impact - 1) * (end + lag - day) / lag }
        }
        return 1
    }
}
