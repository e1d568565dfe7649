import FoundationEssentials
import Testing
import Traces

struct TraceSummaryTests {
    static let minute = TimeAxis.clock(startSeconds: 1_563_177_600, stepSeconds: 60)  // 2019-07-15T08:00:00Z

    static func functions() throws -> SeriesSet {
        let timer = (0..<480).map { Float($0 % 60 == 5 ? 12 : 0) }
        let hourly: [Int] = [30, 35, 40, 45, 50, 45, 40, 35]
        let wave = (0..<480).map { t -> Float in Float(hourly[t / 60] + t * 7 % 5) }
        return try SeriesSet(
            [
                Series(id: "timer", axis: minute, values: timer),
                Series(id: "web-frontend-with-a-very-long-name", axis: minute, values: wave),
                Series(id: "idle\u{1B}[31m", axis: minute, values: [Float](repeating: 0, count: 480)),
            ], quantity: .count("invocations"))
    }

    @Test func numbersByHand() throws {
        let axis = TimeAxis.clock(startSeconds: 0, stepSeconds: 3600)
        let set = try SeriesSet(
            [
                Series(id: "a", axis: axis, values: [1, .nan, .nan, 4, 0, .nan]),
                Series(id: "b", axis: axis.advanced(by: 2), values: [10, 2, .nan]), Series(id: "c", axis: axis, values: []),
            ], quantity: .count("calls"))
        let s = TraceSummary(of: set)
        #expect(s.series == 3 && s.stepSeconds == 3600 && s.stepIndex == nil && s.steps == 6 && s.shortest == 0 && s.longest == 6)
        #expect(s.start == "1970-01-01T00:00:00Z" && s.end == "1970-01-01T05:00:00Z")
        #expect(s.values == 9 && s.missing == 4 && s.zeros == 0.2)
        // Known 0, 1, 2, 4, 10.
        #expect(s.minimum == 0 && s.median == 2 && s.mean == 3.4 && s.maximum == 10 && s.total == 17)
        #expect(s.gaps.count == 3 && s.gaps.series == 2 && s.gaps.longest == 2)
        #expect(s.gaps.longestSeries == "a" && s.gaps.longestStart == "1970-01-01T01:00:00Z")
        #expect(s.top.map(\.id) == ["b", "a", "c"] && s.top.map(\.total) == [12, 5, 0] && s.top[2].mean == nil)
        // Sum at each hour: 1, unknown, 10, 4 + 2, 0, unknown.
        #expect(s.sparkline == "▂ █▆▁ ")
        #expect(s.seasons.isEmpty)
    }

    @Test func countsStayExact() throws {
        // A float cannot hold 2²⁴ + 1 and becomes 2²⁴; the reader counted it.
        let set = try SeriesSet([Series(id: "a", axis: .index(), values: [16_777_216, 1])], quantity: .count())
        #expect(TraceSummary(of: set, exactTotals: [16_777_218]).total == 16_777_218)
        #expect(TraceSummary(of: set, exactTotals: [16_777_218]).mean == 8_388_609)
        #expect(TraceSummary(of: set).total == 16_777_217)
    }

    @Test func gaugesAreAveraged() throws {
        let set = try SeriesSet(
            [Series(id: "a", axis: .index(start: 7), values: [10, 20]), Series(id: "b", axis: .index(start: 7), values: [30, 60])],
            quantity: .gauge("%"))
        let s = TraceSummary(of: set)
        #expect(
            s.total == nil && s.top.map(\.id) == ["b", "a"] && s.start == "7" && s.end == "8" && s.stepIndex == 1 && s.stepSeconds == nil)
        #expect(s.sparkline == "▅█")
    }

    @Test func emptyAndFarApart() throws {
        let empty = TraceSummary(of: try SeriesSet([], quantity: .rate("requests/s")))
        #expect(empty.series == 0 && empty.start == nil && empty.median == nil && empty.steps == 0)
        #expect(
            empty.text == "0 series of rates (requests/s)\nno values\n\n  values    0, none missing\n  seasons   none found\n")
        let apart = try SeriesSet(
            [
                Series(id: "a", axis: .index(start: -5_000_000_000_000_000_000), values: [1]),
                Series(id: "b", axis: .index(start: 5_000_000_000_000_000_000), values: [2]),
            ],
            quantity: .count())
        let s = TraceSummary(of: apart)
        #expect(s.sparkline == nil && s.steps == .max && s.text.contains("2 series of counts, without a clock"))
    }

    @Test func summariesAreJSON() throws {
        for set in [try Self.functions(), try SeriesSet([], quantity: .gauge())] {
            let summary = TraceSummary(of: set)
            #expect(try JSONDecoder().decode(TraceSummary.self, from: JSONEncoder().encode(summary)) == summary)
        }
    }

    @Test func lastingShiftsAreCounted() throws {
        var noise = SeasonDetectorTests.Noise(state: 8)
        func steps(_ levels: [Double]) -> [Float] { (0..<1200).map { Float(levels[$0 * levels.count / 1200] + noise.normal()) } }
        let series = [("early", [50.0, 90, 90]), ("steady", [50]), ("late", [20, 40, 30])].map { name, levels in
            Series(id: name, axis: Self.minute, values: steps(levels))
        }
        let all = TraceSummary(of: try SeriesSet(series, quantity: .gauge("%")))
        #expect(all.shifts.count == 3 && all.shifts.series == 2 && all.shifts.latestSeries == "late")
        #expect(all.shifts.latestTime == "2019-07-15T21:20:00Z", "800 minutes after 8:00")
        let (before, after) = (try #require(all.shifts.before), try #require(all.shifts.after))
        #expect(abs(before - 40) < 0.5 && abs(after - 30) < 0.5)
        #expect(all.text.contains("\n  levels    3 lasting shifts in 2 of 3 series, the latest from "))
        #expect(all.text.contains(" at 2019-07-15T21:20:00Z in late\n"))
        let one = TraceSummary(of: try SeriesSet([series[0]], quantity: .gauge("%")))
        #expect(one.text.contains("\n  levels    1 lasting shift, the latest from ") && one.text.contains(" at 2019-07-15T14:40:00Z\n"))
        let none = TraceSummary(of: try SeriesSet([series[1]], quantity: .gauge("%")))
        #expect(!none.text.contains("levels") && none.shifts.count == 0 && none.shifts.latestSeries == nil && none.shifts.before == nil)
        let json = try JSONEncoder().encode(all)
        #expect(try JSONDecoder().decode(TraceSummary.self, from: json) == all)
        #expect(String(decoding: json, as: UTF8.self).contains("\"shifts\":{"))
    }

    @Test func textIsWhatAPersonReads() throws {
        let expected = """
            3 series of counts (invocations), step 1 min
            from 2019-07-15T08:00:00Z to 2019-07-15T15:59:00Z: 480 steps, 8 h; time zone UTC

              values    1,440, none missing, 66.1 % zeros
              sizes     min 0, median 0, mean 14.07, max 54; total 20,256
              seasons   60 steps (1 h) in 1 of 2 series, strength 1; 5 steps (5 min) in 1 of 2 series, strength 1
              demand    ▆▅▅▅▇▆▆▆▇▆▆▆█▇▇▇█████▇▇▇▇▆▆▆▇▆▆▆

              largest 2 series by total
              series                     total  mean  max   zeros
              web-frontend-with-a-ver…  20,160    42   54     0 %  ▆▆▆▆▇▇▇▇▇▇▇▇████████████▇▇▇▇▇▇▇▇
              timer                         96   0.2   12  98.3 %  █▁▁▁█▁▁▁█▁▁▁█▁▁▁█▁▁▁█▁▁▁█▁▁▁█▁▁▁

            """
        #expect(TraceSummary(of: try Self.functions(), lines: 2, width: 32).text == expected)
        // Names are shown without their control characters.
        let all = TraceSummary(of: try Self.functions(), width: 32).text
        #expect(all.contains("\n  series by total\n") && all.contains("  idle�[31m ") && !all.contains("\u{1B}"))
    }

    @Test func textOfOneSeriesWithGaps() throws {
        var values = (0..<(24 * 21)).map { Float([1, 1, 1, 1, 2, 4, 8, 9, 7, 6, 6, 6, 5, 5, 5, 6, 7, 9, 8, 5, 3, 2, 1, 1][$0 % 24]) }
        for t in values.indices { values[t] *= Float(1 + t / 24 % 9) / 9 }
        for t in 100..<150 { values[t] = .nan }
        values[200] = .nan
        let axis = TimeAxis(kind: .clock, start: 1_500_000_000, step: 3_600_000_000_000)
        let set = try SeriesSet(
            [Series(id: "cpu", axis: axis, values: values)], quantity: .gauge("cores"),
            calendar: DemandCalendar(timeZone: try TimeZoneRulesTests.zone("Europe/Berlin")))
        let expected = """
            1 series of gauges (cores), step 1 h
            from 1970-01-01T00:00:01.5Z to 1970-01-21T23:00:01.5Z: 504 steps, 21 days; time zone Europe/Berlin

              values    504, 51 missing (10.1 %), 0 % zeros
              sizes     min 0.1111, median 1.556, mean 2.245, max 9
              gaps      2 in 1 series, the longest 50 steps (2 days 2 h) from 1970-01-05T04:00:01.5Z in cpu
              seasons   24 steps (1 day), strength 0.72
              demand    ▂▂▃▃▄▄▅▅▂   ▇▇████▂▂▃▃▄▄▅▅▅▅▆▆▇▇████▂▂▃▃▄▄

            """
        #expect(TraceSummary(of: set, width: 42).text == expected)
    }

    @Test func numbersReadWell() throws {
        // Through the text, since the formatter is no API.
        func sizes(_ values: [Float]) throws -> String {
            let set = try SeriesSet([Series(id: "a", axis: .index(), values: values)], quantity: .gauge())
            return try #require(TraceSummary(of: set).text.split(separator: "\n").first { $0.contains("sizes") }).description
        }
        #expect(try sizes([1_234_567, 0.5]) == "  sizes     min 0.5, median 617,284, mean 617,284, max 1,234,567")
        #expect(try sizes([-12.345, 999.96]) == "  sizes     min -12.35, median 493.8, mean 493.8, max 1,000")
        #expect(try sizes([0.00012345, 1e20]) == "  sizes     min 0.0001234, median 5.0e+19, mean 5.0e+19, max 1.0e+20")
        #expect(try sizes([1e-9, 1e-9]) == "  sizes     min 1.0e-09, median 1.0e-09, mean 1.0e-09, max 1.0e-09")
    }
}
