import Testing
import Traces

/// Times from text and back, exact to the nanosecond.
struct TimeTextTests {
    private let clock = TimeAxis.Kind.clock

    @Test func knownInstants() {
        let cases: [(String, Int64)] = [
            ("1970-01-01", 0), ("1970-01-01T00:00:00Z", 0), ("1970-01-01t00:00:01z", 1_000_000_000),
            ("2001-09-09 01:46:40", 1_000_000_000_000_000_000),
            ("2023-11-16 18:15:46.6805900", 1_700_158_546_680_590_000), ("2026-11-21T05:00:00+05:30", 1_795_217_400_000_000_000),
            ("2026-11-20T23:30:00Z", 1_795_217_400_000_000_000), ("2026-11-21T05:00:00+0530", 1_795_217_400_000_000_000),
            ("1969-12-31T23:59:59.999999999Z", -1), ("1969-12-31T19:59:59-04", -1_000_000_000),
            ("2000-02-29 12:00", 951_825_600_000_000_000),
            ("1700-01-01", -8_520_336_000_000_000_000), ("2199-12-31T23:59:59Z", 7_258_118_399_000_000_000),
            ("2020-01-01T00:00:00.1234567899Z", 1_577_836_800_123_456_789),
        ]
        for (text, time) in cases { #expect(clock.parse(text) == time, "\(text)") }
        #expect(TimeAxis.Kind.index.parse("-17") == -17)
        #expect(TimeAxis.Kind.index.parse("+17") == 17)
        #expect(clock.parse("17") == nil)
        #expect(TimeAxis.Kind.index.parse("2020-01-01") == nil)
        #expect(clock.parse("") == nil)
    }

    @Test func formatting() {
        #expect(clock.format(0) == "1970-01-01T00:00:00Z")
        #expect(clock.format(1_700_158_546_680_590_000) == "2023-11-16T18:15:46.68059Z")
        #expect(clock.format(-1) == "1969-12-31T23:59:59.999999999Z")
        #expect(clock.format(.min) == "1677-09-21T00:12:43.145224192Z")
        #expect(clock.format(.max) == "2262-04-11T23:47:16.854775807Z")
        #expect(TimeAxis.Kind.index.format(.min) == "-9223372036854775808")
        #expect(TimeAxis.Kind.index.format(42) == "42")
        #expect(TimeAxis.clock(startSeconds: 60, stepSeconds: 60).format(120_000_000_000) == "1970-01-01T00:02:00Z")
    }

    @Test func everyDayOfFiveHundredYearsComesBack() {
        let day: Int64 = 86_400_000_000_000
        var time: Int64 = -8_520_336_000_000_000_000
        while time < 7_258_118_400_000_000_000 {
            #expect(clock.parse(clock.format(time)) == time)
            time += day
        }
    }

    @Test func oddInstantsComeBack() {
        var state: UInt64 = 7
        for _ in 0..<50_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let time = Int64(bitPattern: state) % 7_000_000_000_000_000_000
            #expect(clock.parse(clock.format(time)) == time)
        }
    }

    @Test func unixTimes() throws {
        func times(_ text: String, _ unit: UnixTimeUnit) throws -> Int64 {
            try read("unique_id,ds,y\na,\(text),1\na,1700000000,1\n") { ($0.timeUnit, $0.outOfOrder, $0.gaps) = (unit, .sort, .missing) }
                .set.series[0]
                .axis.start
        }
        #expect(try times("1699999940", .seconds) == 1_699_999_940_000_000_000)
        #expect(try times("1699999999.5", .seconds) == 1_699_999_999_500_000_000)
        #expect(try times("1699999999.123456789", .seconds) == 1_699_999_999_123_456_789)
        #expect(try times("-5", .milliseconds) == -5_000_000)
        #expect(try times("1699999.25", .milliseconds) == 1_699_999_250_000)
    }

    @Test func wallClocks() throws {
        // A clock that is an hour ahead until 2020-06-01T02:00, then shows one hour twice, and skips 05:00 to 06:00 on that day.
        let change: Int64 = 1_590_976_800
        let clock = WallClock(name: "test") { local in
            if local >= change + 10_800, local < change + 14_400 { return .skipped }
            if local >= change - 3_600, local < change { return .repeated(earlier: local - 3_600, later: local) }
            return .unique(local < change ? local - 3_600 : local)
        }
        let hours = ["2020-06-01 00:00", "2020-06-01 01:00", "2020-06-01 01:00", "2020-06-01 02:00"]
        let text = "unique_id,ds,y\n" + hours.enumerated().map { "a,\($1),\($0)\n" }.joined()
        let series = try read(text) { $0.wallClock = clock }.set.series[0]
        #expect(series.axis == .clock(startSeconds: change - 10_800, stepSeconds: 3_600))
        #expect(series.values == [0, 1, 2, 3])
        #expect(
            failure("unique_id,ds,y\na,2020-06-01 05:30,1\n") { $0.wallClock = clock }
                == .invalidTime(
                    at: at(2, "ds"), found: "\"2020-06-01 05:30\"", reason: "the local clock never showed it (daylight saving began)"))
        // Times with a zone do not ask the clock.
        #expect(
            try read("unique_id,ds,y\na,2020-06-01T05:30Z,1\na,2020-06-01T05:31Z,1\n") { $0.wallClock = clock }.assumptions.contains(
                .universalTime) == false)
        #expect(
            try read(text.replacing("2020-06-01 01:00,2", with: "2020-06-01 03:00,2")) { $0.gaps = .missing }.assumptions.contains(
                .universalTime))
    }
}
