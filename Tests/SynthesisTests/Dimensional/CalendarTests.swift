import Synthesis
import TestSupport
import Testing
import Traces

@Suite struct CalendarTests {
    static let berlin = try! TimeZoneRules(named: "Europe/Berlin")
    static let hour: Int64 = 3_600_000_000_000

    /// Easter Sundays from 1990 to 2050 as month · 100 + day, from `dateutil.easter` of python-dateutil (Western, and Orthodox).
    @Test func easterDates() {
        let western = [
            415, 331, 419, 411, 403, 416, 407, 330, 412, 404, 423, 415, 331, 420, 411, 327, 416, 408, 323, 412, 404, 424, 408, 331, 420,
            405, 327, 416, 401, 421, 412, 404, 417, 409, 331, 420, 405, 328, 416, 401, 421, 413, 328, 417, 409, 325, 413, 405, 425, 410,
            401, 421, 406, 329, 417, 409, 325, 414, 405, 418, 410,
        ]
        let orthodox = [
            415, 407, 426, 418, 501, 423, 414, 427, 419, 411, 430, 415, 505, 427, 411, 501, 423, 408, 427, 419, 404, 424, 415, 505, 420,
            412, 501, 416, 408, 428, 419, 502, 424, 416, 505, 420, 412, 502, 416, 408, 428, 413, 502, 424, 409, 429, 420, 405, 425, 417,
            506, 421, 413, 503, 424, 409, 429, 421, 405, 425, 417,
        ]
        func found(_ date: MovableDate) -> [Int] {
            (1990...2050).map { year in
                let (_, month, day) = date.date(in: year)!.components
                return month * 100 + day
            }
        }
        #expect(found(.easter(offset: 0)) == western && found(.orthodoxEaster(offset: 0)) == orthodox)
        // Every Easter is a Sunday, between 22 March and 25 April, Orthodox ones never before Western ones.
        for year in 1990...2050 {
            let (west, east) = (MovableDate.easter(offset: 0).date(in: year)!, MovableDate.orthodoxEaster(offset: 0).date(in: year)!)
            #expect(west.weekday == 6 && east.weekday == 6 && east >= west)
            #expect((CalendarDate(year: year, month: 3, day: 22)!...CalendarDate(year: year, month: 4, day: 25)!).contains(west))
        }
    }

    @Test func movableDates() {
        #expect(MovableDate.easter(offset: -2).date(in: 2026)?.description == "2026-04-03")
        #expect(MovableDate.nthWeekday(nth: 4, weekday: 3, month: 11).date(in: 2026)?.description == "2026-11-26")
        #expect(MovableDate.nthWeekday(nth: -1, weekday: 0, month: 5).date(in: 2026)?.description == "2026-05-25")
        #expect(MovableDate.nthWeekday(nth: 5, weekday: 0, month: 2).date(in: 2026) == nil)
        #expect(MovableDate.annual(month: 2, day: 29).date(in: 2026) == nil)
        #expect(MovableDate.once(CalendarDate(iso: "2026-05-01")!).date(in: 2027) == nil)
    }

    /// Days on which clocks change have 23 and 25 hours, and a day's bucket is as long.
    @Test func daysHaveTheirHours() throws {
        func grid(_ day: String, _ granularity: Granularity) throws -> TimeGrid {
            try TimeGrid(firstDay: CalendarDate(iso: day)!, days: 1, granularity: granularity, zone: Self.berlin)
        }
        #expect(try grid("2026-03-29", .fixed(nanoseconds: Self.hour)).count == 23)
        #expect(try grid("2026-10-25", .fixed(nanoseconds: Self.hour)).count == 25)
        #expect(try grid("2026-06-01", .fixed(nanoseconds: Self.hour / 4)).count == 96)
        #expect(try grid("2026-03-29", .day).interval(of: 0).count == Int(23 * Self.hour))
        let months = try TimeGrid(firstDay: CalendarDate(iso: "2026-01-01")!, days: 365, granularity: .month, zone: Self.berlin)
        #expect(months.count == 12 && months.absoluteIndex(of: 11) - months.absoluteIndex(of: 0) == 11)
        let weeks = try TimeGrid(firstDay: Cubes.monday, days: 30, granularity: .week, zone: Self.berlin)
        #expect(weeks.count == 4 && weeks.absoluteIndex(of: 3) - weeks.absoluteIndex(of: 0) == 3)
        #expect(Granularity("100ms") == .fixed(nanoseconds: 100_000_000) && Granularity("1mo") == .month && Granularity("2d") == nil)
        for text in ["100ms", "5s", "15m", "1h", "1d", "1w", "1mo"] { #expect(Granularity(text)?.description == text) }
    }

    /// The rate of a day is the sum of its hours: a bucket knows how long it is.
    @Test func coarserBucketsHoldTheSameRate() throws {
        func expected(_ granularity: Granularity) throws -> Double {
            var recipe = Cubes.small(days: 1)
            (recipe.zone, recipe.firstDay, recipe.granularity) = (Self.berlin, CalendarDate(iso: "2026-03-29")!, granularity)
            recipe.metrics[0].per = Self.hour
            let generator = try DimensionalGenerator(recipe)
            return try (0..<generator.grid.count).reduce(0) { try $0 + generator.truth(metric: "views", cell: 5, bucket: $1).expected }
        }
        let hours = try expected(.fixed(nanoseconds: Self.hour))
        expectClose(try expected(.day), hours, .relative(1e-12), "a day of 23 hours")
        expectClose(try expected(.fixed(nanoseconds: Self.hour / 60)), hours, .relative(0.01), "minutes")
    }

    /// Holidays touch the cells they are for, at their local days, with margins.
    @Test func eventsAreLocal() throws {
        var recipe = Cubes.small(days: 14)
        recipe.metrics[0].settings = CellSettings()
        var tokyo = CellSettings()
        tokyo.zone = try TimeZoneRules(named: "Asia/Tokyo")
        recipe.metrics[0].overrides = [CellOverride(CellFilter(["country": ["us"]]), tokyo)]
        recipe.events = [
            CalendarEvent(name: "fair", date: .once(CalendarDate(iso: "2026-03-05")!), days: 1, lead: 1, lag: 0.5, impact: 3)
        ]
        recipe.events[0].filter = CellFilter(["platform": ["desktop", "mobile"]])
        let generator = try DimensionalGenerator(recipe)
        func factor(_ cell: [String], _ bucket: Int) throws -> Double {
            let number = (0..<24).first { generator.cell($0) == cell }!
            return try generator.truth(metric: "views", cell: number, bucket: bucket).components.event
        }
        let (home, away, tablet) = (["de", "desktop", "page-01"], ["us", "mobile", "page-02"], ["de", "tablet", "page-01"])
        // 5 March is hours 72…95 in UTC, and nine hours earlier in Tokyo.
        #expect(try factor(home, 71) > 2.9 && factor(home, 72) == 3 && factor(home, 95) == 3 && factor(home, 96) < 3)
        #expect(try factor(home, 59) > 1.9 && factor(home, 47) == 1 && factor(home, 108) == 1)
        #expect(try factor(away, 63) == 3 && factor(away, 86) == 3 && factor(away, 87) < 3)
        #expect(try factor(tablet, 80) == 1)
    }

    /// Shapes have their peaks where people are, in the cell's own zone, and no step at midnight.
    @Test func seasonsFollowLocalClocks() throws {
        var recipe = Cubes.small(days: 7)
        recipe.metrics[0].overrides = []
        var away = CellSettings()
        away.zone = try TimeZoneRules(named: "+06:00")
        recipe.metrics[0].overrides = [CellOverride(CellFilter(["country": ["us"]]), away)]
        let generator = try DimensionalGenerator(recipe)
        func daily(_ cell: Int) throws -> [Double] {
            try (0..<24).map { try generator.truth(metric: "views", cell: cell, bucket: $0).components.daily }
        }
        let (home, there) = (try daily(0), try daily(12))
        #expect((10...15).contains(home.firstIndex(of: home.max()!)!))
        for hour in 0..<18 { expectClose(home[hour + 6], there[hour], .absolute(1e-12)) }
        expectClose(home.max()! - home.min()!, 0.6, .absolute(0.03))
        let steps = zip(home, home.dropFirst() + [home[0]]).map { abs($0 - $1) }
        #expect(steps[23] < steps.max()! / 3)
    }

    /// Arrival times are as many as the count says, inside their bucket.
    @Test func arrivalsAgreeWithCounts() throws {
        let generator = try DimensionalGenerator(Cubes.small(days: 1))
        let table = try generator.table()
        for bucket in [3, 12] {
            for cell in 0..<24 {
                let times = try generator.arrivals(metric: "views", cell: cell, bucket: bucket)
                #expect(times.count == Int(table.value(bucket, group: cell)) && times == times.sorted())
                #expect(times.allSatisfy(generator.grid.interval(of: bucket).contains))
            }
        }
    }
}
