import FoundationEssentials
import Forecasting
import TestSupport
import Testing
import Traces

@Suite struct CalendarEncoderTests {
    /// Monday 2024-01-01 00:00 UTC.
    static let monday: Int64 = 1_704_067_200

    private func encode(_ encoder: CalendarEncoder, seconds: Int64) -> [Float] {
        var out = [Float](repeating: .nan, count: encoder.channels)
        encoder.write(seconds * 1_000_000_000, to: &out)
        return out
    }

    private func hourly(_ calendar: DemandCalendar) -> CalendarEncoder {
        CalendarEncoder(calendar: calendar, axis: .clock(startSeconds: 0, stepSeconds: 3600))
    }

    /// Day: sine and cosine of one and of two turns; week: of one turn, by the hour.
    private func expected(secondOfDay: Int, weekday: Int) -> [Double] {
        let day = 2 * Double.pi * Double(secondOfDay / 60) / 1440
        let week = 2 * Double.pi * Double(weekday * 24 + secondOfDay / 3600) / 168
        return [sine(day), cosine(day), sine(2 * day), cosine(2 * day), sine(week), cosine(week)]
    }

    @Test(arguments: [(0, 0), (6 * 3600, 0), (86_399, 0), (86_400 + 12 * 3600 + 1234, 1), (6 * 86_400 + 23 * 3600, 6)])
    func channelsAreHarmonicsOfDayAndWeek(seconds: Int, weekday: Int) {
        let found = encode(hourly(DemandCalendar()), seconds: Self.monday + Int64(seconds))
        expectClose(found, expected(secondOfDay: seconds % 86_400, weekday: weekday), .absolute(1e-6))
    }

    /// In the zone the wall clock counts: in New York it is 19:00 on Sunday.
    @Test func theZoneOfTheCalendarCounts() throws {
        let zone = TimeZoneRules(name: "-05:00", offset: -5 * 3600)
        let found = encode(hourly(DemandCalendar(timeZone: zone)), seconds: Self.monday)
        expectClose(found, expected(secondOfDay: 19 * 3600, weekday: 6), .absolute(1e-6))
    }

    @Test func holidaysAreAChannel() throws {
        let table = HolidayTable([CalendarDate(iso: "2024-01-01")!])
        let encoder = hourly(DemandCalendar(holidays: table))
        #expect(encoder.channels == 7)
        #expect(encode(encoder, seconds: Self.monday + 3600)[6] == 1)
        #expect(encode(encoder, seconds: Self.monday + 86_400)[6] == 0)
        #expect(encode(encoder, seconds: Self.monday - 1)[6] == 0)
    }

    @Test func channelsWithoutMeaningAreLeftOut() {
        func channels(_ calendar: DemandCalendar, _ axis: TimeAxis) -> Int { CalendarEncoder(calendar: calendar, axis: axis).channels }
        let day: Int64 = 86_400
        #expect(channels(DemandCalendar(), .index()) == 0)
        #expect(channels(DemandCalendar(), .clock(startSeconds: 0, stepSeconds: day)) == 2)
        #expect(channels(DemandCalendar(), .clock(startSeconds: 0, stepSeconds: 7 * day)) == 0)
        #expect(channels(DemandCalendar(timeOfDayIsReal: false), .clock(startSeconds: 0, stepSeconds: 60)) == 2)
        #expect(channels(DemandCalendar(dayOfWeekIsReal: false), .clock(startSeconds: 0, stepSeconds: 60)) == 4)
        #expect(channels(DemandCalendar(timeOfDayIsReal: false, dayOfWeekIsReal: false), .clock(startSeconds: 0, stepSeconds: 60)) == 0)
    }

    /// A restored calendar gives the same features on both sides of a change of the clock, without a zone database.
    @Test func restoredCalendarsGiveTheSameFeatures() throws {
        let rules = try TimeZoneRules(compiled: Self.berlin(), name: "Europe/Berlin")
        let calendar = DemandCalendar(timeZone: rules, holidays: HolidayTable([CalendarDate(iso: "2024-03-31")!]))
        let restored = try JSONDecoder().decode(DemandCalendar.self, from: JSONEncoder().encode(calendar))
        let (one, two) = (hourly(calendar), hourly(restored))
        for hour in -48..<48 {
            let seconds = 1_711_846_800 + Int64(hour) * 3600  // 2024-03-31 01:00 UTC: the clocks go forward
            #expect(encode(one, seconds: seconds) == encode(two, seconds: seconds))
        }
        // 00:30 UTC is 01:30, 01:30 UTC is 03:30.
        expectClose(
            encode(two, seconds: 1_711_846_800 - 1800).prefix(2), expected(secondOfDay: 5400, weekday: 6).prefix(2), .absolute(1e-6))
        expectClose(
            encode(two, seconds: 1_711_846_800 + 1800).prefix(2), expected(secondOfDay: 3 * 3600 + 1800, weekday: 6).prefix(2),
            .absolute(1e-6))
    }

    /// A TZif file of version 2 without tabulated changes, only with the rule of Central Europe.
    private static func berlin() -> [UInt8] {
        func header(_ counts: [UInt8]) -> [UInt8] {
            Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15) + counts.flatMap { [0, 0, 0, $0] }
        }
        // isutc, isstd, leap, transitions, types, characters; one type: UTC+1, standard, abbreviation 0.
        let block: [UInt8] = [0, 0, 14, 16, 0, 0] + Array("CET\0".utf8)
        return header([0, 0, 0, 0, 1, 4]) + block + header([0, 0, 0, 0, 1, 4]) + block + Array("\nCET-1CEST,M3.5.0,M10.5.0/3\n".utf8)
    }
}
