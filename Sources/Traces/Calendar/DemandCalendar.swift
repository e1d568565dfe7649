/// How clock times map to the rhythms people live by: time of day, day of week, holidays.
///
/// A value type without outside state: the rules of the time zone and the holidays are part of it and are encoded with it, so that a
/// model file carries its calendar and gives the same features on a machine without a zone database.
public struct DemandCalendar: Hashable, Sendable, Codable {
    /// Position of an instant in the local day and week.
    public struct LocalTime: Hashable, Sendable {
        /// Seconds since local midnight by the wall clock, `0 ..< 86_400`. On days with a change of the clock it jumps with it.
        public var secondOfDay: Int
        /// Day of the week, Monday = 0 … Sunday = 6.
        public var weekday: Int
        /// Whether the local date is in the holiday table.
        public var isHoliday: Bool

        /// Makes a local time.
        public init(secondOfDay: Int, weekday: Int, isHoliday: Bool) {
            self.secondOfDay = secondOfDay
            self.weekday = weekday
            self.isHoliday = isHoliday
        }
    }

    /// Whether the time of day means anything for these series (false for traces whose clock was shifted or anonymised).
    public var timeOfDayIsReal: Bool
    /// Whether the day of the week means anything.
    public var dayOfWeekIsReal: Bool
    /// The zone whose clocks people look at.
    public var timeZone: TimeZoneRules
    /// Local dates that are holidays.
    public var holidays: HolidayTable

    /// A calendar; unless told otherwise in UTC, with a real clock and weekday, without holidays.
    public init(
        timeOfDayIsReal: Bool = true, dayOfWeekIsReal: Bool = true, timeZone: TimeZoneRules = .utc, holidays: HolidayTable = .none
    ) {
        self.timeOfDayIsReal = timeOfDayIsReal
        self.dayOfWeekIsReal = dayOfWeekIsReal
        self.timeZone = timeZone
        self.holidays = holidays
    }

    /// Local time of day, weekday and holiday of an instant. Many instants in order are faster through a ``LocalClock``.
    /// - Parameter time: nanoseconds since 1970-01-01T00:00:00Z.
    public func localTime(at time: Int64) -> LocalTime {
        let seconds = time.dividedDown(by: TimeAxis.nanosecondsPerSecond)
        return localTime(onWallClock: Int(seconds) + timeZone.offset(at: seconds))
    }

    /// Local date of an instant, in nanoseconds since 1970-01-01T00:00:00Z.
    public func localDate(at time: Int64) -> CalendarDate {
        let seconds = time.dividedDown(by: TimeAxis.nanosecondsPerSecond)
        return CalendarDate(daysSinceEpoch: (Int(seconds) + timeZone.offset(at: seconds)).dividedDown(by: 86_400))
    }

    func localTime(onWallClock seconds: Int) -> LocalTime {
        let date = CalendarDate(daysSinceEpoch: seconds.dividedDown(by: 86_400))
        return LocalTime(
            secondOfDay: seconds - date.daysSinceEpoch * 86_400, weekday: date.weekday, isHoliday: holidays.contains(date))
    }

    private enum CodingKeys: String, CodingKey {
        case timeOfDayIsReal, dayOfWeekIsReal, timeZone, holidays
    }

    /// Reads a calendar; one written without zone or holidays is in UTC and has none.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            timeOfDayIsReal: try container.decode(Bool.self, forKey: .timeOfDayIsReal),
            dayOfWeekIsReal: try container.decode(Bool.self, forKey: .dayOfWeekIsReal),
            timeZone: try container.decodeIfPresent(TimeZoneRules.self, forKey: .timeZone) ?? .utc,
            holidays: try container.decodeIfPresent(HolidayTable.self, forKey: .holidays) ?? .none)
    }
}
