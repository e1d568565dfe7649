import Synthesis
import TestSupport
import Testing
import Traces

/// The original's formula, its sample and its events, against what is known of them.
@Suite struct ThirdEyeTests {
    @Test func factorsAreThoseOfTheFormula() {
        let weekly = [0.7368, 0.5849, 0.3691, 0.2519, 0.3215, 0.5256, 0.7104]
        expectClose((1...7).map(ThirdEyeGenerator.weeklyFactor), weekly, .absolute(5e-5))
        let hourly = [
            0.5656, 0.6072, 0.6246, 0.6164, 0.5832, 0.5274, 0.4526, 0.3640, 0.2677, 0.1701, 0.0780, -0.0024, -0.0656, -0.1072, -0.1246,
            -0.1164, -0.0832, -0.0274, 0.0474, 0.1360, 0.2323, 0.3299, 0.4220, 0.5024,
        ]
        expectClose((0...23).map(ThirdEyeGenerator.dailyFactor), hourly, .absolute(5e-5))
    }

    @Test func valuesAreThoseOfTheFormula() {
        let generator = ThirdEyeGenerator(mean: 100)
        #expect(generator.value(weekday: 1, hour: 2, noise: 0) == 236)
        #expect(generator.value(weekday: 4, hour: 14, noise: 0) == 113)
        let week = (1...7).flatMap { day in (0...23).map { ThirdEyeGenerator(mean: 1e6).value(weekday: day, hour: $0, noise: 0) } }
        expectClose(week.reduce(0, +) / 168, 1.75e6, .relative(1e-6))
        #expect(ThirdEyeGenerator(mean: 1, deviation: 10).value(weekday: 4, hour: 14, noise: -3) == 0)
        #expect(ThirdEyeGenerator(mean: 10, deviation: 2, daily: 0, weekly: 0).value(weekday: 3, hour: 9, noise: 1.5) == 13)
    }

    /// 28 days × 24 hours × 21 cells, an hour less where clocks are set forward (8 March in Los Angeles).
    @Test func sampleHasItsSize() throws {
        let zone = try TimeZoneRules(named: "America/Los_Angeles")
        let tracking = ThirdEyeDataset.tracking(zone: zone)
        #expect(tracking.paths.count == 21 && tracking.metrics[1].cells.count == 7)
        let winter = try tracking.rows(firstDay: CalendarDate(iso: "2026-01-12")!, seed: 1)
        #expect(winter.count == 28 * 24 * 21)
        #expect(try tracking.rows(firstDay: CalendarDate(iso: "2026-03-02")!, seed: 1).count == (28 * 24 - 1) * 21)
        #expect(winter.allSatisfy { ($0.values[1] != nil) == ($0.path[0] == "us") && $0.values[0] != nil })
        let business = try ThirdEyeDataset.business(zone: zone).rows(firstDay: CalendarDate(iso: "2026-03-02")!, seed: 1)
        #expect(business.count == 28 * 9)
        // Local midnight, eight hours behind.
        #expect(TimeAxis.Kind.clock.format(winter[0].time) == "2026-01-12T08:00:00Z")
    }

    @Test func documentGivesTheSample() throws {
        let path = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
        guard case .thirdEye(let recipe) = try SynthesisDocument(contentsOf: path + "/docs/examples/thirdeye.yaml") else {
            Issue.record("not read as ThirdEye's form")
            return
        }
        let zone = try TimeZoneRules(named: "America/Los_Angeles")
        #expect(recipe.days == 28 && recipe.datasets == [.tracking(zone: zone)])
        let rows = try recipe.datasets[0].rows(firstDay: recipe.firstDay, days: 1, seed: recipe.seed)
        let table = String(decoding: recipe.datasets[0].table(rows), as: UTF8.self).split(separator: "\n")
        #expect(table[0] == "time,country,browser,platform,pageViews,adImpressions" && table.count == 1 + 24 * 21)
        #expect(table[8].hasPrefix("2026-03-02T08:00:00Z,ca,chrome,desktop,") && table[8].hasSuffix(","))
    }

    @Test func eventsComeAtTheirRate() throws {
        let types = ThirdEyeEvents.sample(seed: 4)
        let (start, end) = (Int64(1_546_300_800_000), Int64(1_577_836_800_000))  // 2019
        let events = try ThirdEyeEvents.events(types, from: start, to: end)
        let holidays = events.filter { $0.type == "holiday" }
        // Poisson counts of 365 and 1460 a year, within five standard deviations.
        #expect(abs(holidays.count - 365) < 96 && abs(events.count - holidays.count - 1_460) < 191)
        #expect(holidays.allSatisfy { (86_400_000...86_403_700).contains($0.end - $0.start) })
        #expect(events.allSatisfy { $0.start >= start && $0.start < end } && events.map(\.start) == events.map(\.start).sorted())
        #expect(try ThirdEyeEvents.events(types, from: start, to: end) == events)
    }
}
