import Testing
import Traces

struct CalendarDateTests {
    @Test func knownDays() {
        // 1970-01-01 was a Thursday; 2000-02-29 exists; 1900 was no leap year; 2026-11-21 is a Saturday.
        #expect(CalendarDate(iso: "1970-01-01")!.daysSinceEpoch == 0 && CalendarDate(daysSinceEpoch: 0).weekday == 3)
        #expect(CalendarDate(iso: "2000-03-01")!.daysSinceEpoch == 11_017)
        #expect(CalendarDate(iso: "2000-02-29")!.weekday == 1)
        #expect(CalendarDate(iso: "2026-11-21")!.weekday == 5)
        #expect(CalendarDate(iso: "1969-12-31")!.daysSinceEpoch == -1)
        #expect(CalendarDate(iso: "0001-01-01")!.daysSinceEpoch == -719_162)
    }

    @Test func daysAndDatesAreInverse() {
        var previous: (year: Int, month: Int, day: Int)?
        for day in -800_000...800_000 where day % 97 == 0 || abs(day) < 1500 || (11_000...11_500).contains(day) {
            let date = CalendarDate(daysSinceEpoch: day)
            let (year, month, dayOfMonth) = date.components
            #expect(CalendarDate(year: year, month: month, day: dayOfMonth) == date)
            if let previous, previous == (year, month, dayOfMonth) { Issue.record("day \(day) repeats a date") }
            previous = (year, month, dayOfMonth)
        }
        #expect(CalendarDate(daysSinceEpoch: -719_163).description == "0000-12-31")
    }

    @Test(arguments: [
        "2023-02-29", "2023-13-01", "2023-00-10", "2023-04-31", "2023-1-01", "23-01-01", "2023/01/01", "2023-01-01 ", "", "2023-01-0a",
        "+023-01-01", "１９70-01-01",
    ])
    func nonsenseIsNoDate(text: String) {
        #expect(CalendarDate(iso: text) == nil)
    }

    @Test func centuriesAreLeapYearsOnlyEveryFourHundred() {
        #expect(CalendarDate(year: 1900, month: 2, day: 29) == nil && CalendarDate(year: 2100, month: 2, day: 29) == nil)
        #expect(CalendarDate(year: 2000, month: 2, day: 29) != nil && CalendarDate(year: 2024, month: 2, day: 29) != nil)
    }
}
