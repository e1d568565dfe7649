import FoundationEssentials
import Testing
import Traces

struct DemandCalendarTests {
    static let second = TimeAxis.nanosecondsPerSecond

    @Test func utcByDefault() {
        let calendar = DemandCalendar()
        #expect(calendar.timeOfDayIsReal && calendar.dayOfWeekIsReal && calendar.timeZone == .utc && calendar.holidays == .none)
        // 1970-01-01T00:00:00Z was a Thursday; the nanosecond before it still Wednesday.
        #expect(calendar.localTime(at: 0) == .init(secondOfDay: 0, weekday: 3, isHoliday: false))
        #expect(calendar.localTime(at: -1) == .init(secondOfDay: 86_399, weekday: 2, isHoliday: false))
    }

    /// The half-hourly demand of Victoria is stamped in UTC: local midnight is 13:00 UTC in summer, 14:00 in winter.
    @Test func localMidnightOfVictoria() throws {
        let calendar = DemandCalendar(timeZone: try TimeZoneRulesTests.zone("Australia/Melbourne"))
        for (stamp, hour) in [("2011-12-31", 13), ("2012-06-30", 14), ("2014-12-30", 13)] {
            let time = calendar.localTime(at: TimeZoneRulesTests.utc(stamp, hour) * Self.second)
            #expect(time.secondOfDay == 0)
        }
        // 2012-01-01 was a Sunday there while it still was Saturday in Greenwich.
        #expect(calendar.localTime(at: TimeZoneRulesTests.utc("2011-12-31", 13) * Self.second).weekday == 6)
        #expect(calendar.localDate(at: TimeZoneRulesTests.utc("2011-12-31", 13) * Self.second).description == "2012-01-01")
        #expect(calendar.localDate(at: TimeZoneRulesTests.utc("2011-12-31", 12, 59, 59) * Self.second).description == "2011-12-31")
    }

    @Test func daysOf23And25Hours() throws {
        let calendar = DemandCalendar(timeZone: try TimeZoneRulesTests.zone("Europe/Berlin"))
        func hours(onLocalDay day: String) -> [Int] {
            let from = TimeZoneRulesTests.utc(day, -3)
            return (0..<30).map { from + $0 * 3600 }.filter { calendar.localDate(at: $0 * Self.second).description == day }.map {
                calendar.localTime(at: $0 * Self.second).secondOfDay / 3600
            }
        }
        #expect(hours(onLocalDay: "2023-03-26") == [0, 1] + Array(3...23))
        #expect(hours(onLocalDay: "2023-10-29") == [0, 1, 2, 2] + Array(3...23))
        #expect(hours(onLocalDay: "2023-06-01") == Array(0...23))
    }

    @Test func holidaysAreLocalDates() throws {
        let melbourne = try TimeZoneRulesTests.zone("Australia/Melbourne")
        let calendar = DemandCalendar(timeZone: melbourne, holidays: HolidayTable([CalendarDate(iso: "2012-12-25")!]))
        // Christmas begins in Melbourne at 13:00 UTC on the 24th and ends there at 13:00 UTC on the 25th.
        let begin = TimeZoneRulesTests.utc("2012-12-24", 13)
        #expect(
            [begin - 1, begin, begin + 86_399, begin + 86_400].map { calendar.localTime(at: $0 * Self.second).isHoliday } == [
                false, true, true, false,
            ])
    }

    @Test func aCursorAgreesWithTheCalendar() throws {
        for name in ["Europe/Berlin", "Australia/Lord_Howe", "Africa/Casablanca", "Pacific/Apia"] {
            let calendar = DemandCalendar(
                timeZone: try TimeZoneRulesTests.zone(name),
                holidays: HolidayTable([CalendarDate(iso: "2011-12-31")!, CalendarDate(iso: "2012-05-01")!]))
            var clock = LocalClock(calendar)
            let start = TimeZoneRulesTests.utc("2011-12-01", 0)
            for step in 0..<20_000 {
                let time = (start + Int64(step) * 1800) * Self.second
                #expect(clock.localTime(at: time) == calendar.localTime(at: time))
            }
            // Jumps in any order, also before the first change and beyond the tabulated years.
            for seconds: Int64 in [4_200_000_000, -4_000_000_000, 0, 4_200_000_001, 1_700_000_000, -1, 9_000_000_000, 1_320_000_000] {
                #expect(clock.localTime(at: seconds * Self.second) == calendar.localTime(at: seconds * Self.second))
            }
        }
    }

    @Test func aModelCarriesItsCalendar() throws {
        let calendar = DemandCalendar(
            timeOfDayIsReal: true, dayOfWeekIsReal: false, timeZone: try TimeZoneRulesTests.zone("America/New_York"),
            holidays: HolidayTable([CalendarDate(iso: "2026-07-04")!]))
        let restored = try JSONDecoder().decode(DemandCalendar.self, from: JSONEncoder().encode(calendar))
        #expect(restored == calendar)
        for day in 0..<20_000 {
            let time = Int64(day) * 86_400 * Self.second
            #expect(restored.localTime(at: time) == calendar.localTime(at: time))
        }
        // Written before calendars had zones.
        let old = try JSONDecoder().decode(DemandCalendar.self, from: Data(#"{"timeOfDayIsReal":false,"dayOfWeekIsReal":true}"#.utf8))
        #expect(old == DemandCalendar(timeOfDayIsReal: false))
    }
}
