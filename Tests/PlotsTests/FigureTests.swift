import Autoscaling
import Forecasting
import Plots
import Testing
import Traces

/// Programs of figures as text. When a change is meant, `HEADROOM_RECORD=1 swift test -c release --filter PlotsTests` writes them anew;
/// look at the pictures before the change is committed.
@Suite struct FigureTests {
    @Test func programsAreAsRecorded() throws {
        let series = Samples.series(Samples.wave)
        let forecast = try Figure.forecast(Samples.forecast(series), of: series, quantity: .count("calls"))
        #expect(try golden("forecast.gp", forecast.script(.svg)))
        #expect(try golden("timeline.gp", Figure.timeline(of: Samples.report()).script(.svg)))
        #expect(try golden("comparison.gp", Figure.comparison(of: Samples.report().scores).script(.svg)))
        #expect(try golden("scores.gp", Figure.scores(Samples.scores).script(.png)))
    }

    @Test func bandsAreThoseThatTheLevelsReach() throws {
        let series = Samples.series(Samples.wave)
        let deciles = try Samples.forecast(series, levels: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])
        let body = try Figure.forecast(deciles, of: series, quantity: .count()).body
        #expect(body.contains("title '50 %'") && body.contains("title '80 %'"))
        #expect(!body.contains("98 %"))
        let median = try Samples.forecast(series, levels: [0.5])
        #expect(try !Figure.forecast(median, of: series, quantity: .count()).body.contains("$band"))
    }

    @Test func truthIsDrawnOnlyWhereItIsKnown() throws {
        let known = Samples.series(Samples.wave)
        let unknown = Samples.series(Array(Samples.wave.prefix(24)))
        #expect(try Figure.forecast(Samples.forecast(known), of: known, quantity: .count()).body.contains("title 'truth'"))
        #expect(try !Figure.forecast(Samples.forecast(unknown), of: unknown, quantity: .count()).body.contains("title 'truth'"))
    }

    @Test func missingValuesBreakTheLine() throws {
        var values = Samples.wave
        values[20] = .nan
        let series = Samples.series(values)
        #expect(try Figure.forecast(Samples.forecast(series), of: series, quantity: .count()).body.contains("840 NaN\n"))
    }

    @Test func forecastWithoutHistoryIsRefused() throws {
        let series = Samples.series(Samples.wave)
        let forecast = try Samples.forecast(series)
        let other = Series(id: "late", axis: series.axis.advanced(by: 24), values: [1])
        #expect(throws: PlotError.nothingToDraw(figure: "forecast", reason: "series late has no value before the forecast")) {
            try Figure.forecast(forecast, of: other, quantity: .count())
        }
    }

    @Test func axisOfCountsBeginsAtZeroWhereThatLeavesNoEmptyHalf() throws {
        let wide = Samples.series((0..<36).map { Float($0 * 6) })
        #expect(try Figure.forecast(Samples.forecast(wide), of: wide, quantity: .count()).body.contains("set yrange [0:"))
        let narrow = Samples.series(Samples.wave.map { $0 + 10_000 })
        let levels = try QuantileLevels([0.5])
        let forecast = QuantileForecast(
            history: History(narrow, count: 24), levels: levels, horizon: 2, values: [10_100, 10_100])
        #expect(try !Figure.forecast(forecast, of: narrow, quantity: .count()).body.contains("set yrange [0:"))
    }

    @Test func timeAxisShowsTheClockOfTheCalendar() throws {
        let series = Samples.series(Samples.wave)
        let forecast = try Samples.forecast(series)
        func tics(_ calendar: DemandCalendar) throws -> String {
            let body = try Figure.forecast(forecast, of: series, quantity: .count(), calendar: calendar).body
            return body.split(separator: "\n").first { $0.hasPrefix("set xtics") }.map(String.init) ?? ""
        }
        // History from 22:36 on: three horizons of six steps before 22:54.
        #expect(try tics(DemandCalendar()).hasPrefix("set xtics ('22:40'.\"\\n\".'15 Jul' 240, '22:45' 540"))
        let tokyo = DemandCalendar(timeZone: TimeZoneRules(name: "Asia/Tokyo", offset: 9 * 3600))
        #expect(try tics(tokyo).hasPrefix("set xtics ('07:40'.\"\\n\".'16 Jul' 240, '07:45' 540"))
        let shifted = DemandCalendar(timeOfDayIsReal: false)
        #expect(try tics(shifted).hasPrefix("set xtics ('00:00'.\"\\n\".'day 1' 0, '00:05' 300"))
    }

    @Test func stepsWithoutAClockAreNumbered() throws {
        let series = Series(id: "m4", axis: .index(start: 100), values: Samples.wave)
        let levels = try QuantileLevels([0.5])
        let forecast = QuantileForecast(history: History(series, count: 30), levels: levels, horizon: 6, values: [1, 1, 1, 1, 1, 1])
        let body = try Figure.forecast(forecast, of: series, quantity: .gauge("MW")).body
        #expect(body.contains("set xtics ('115' 3, '120' 8, '125' 13, '130' 18, '135' 23)"))
        #expect(body.contains("set xlabel 'step'"))
        #expect(body.contains("set ylabel 'MW'"))
    }

    @Test func timelineOfAPartSaysThatItsNumbersAreOfTheWhole() throws {
        let report = try Samples.report()
        #expect(try !Figure.timeline(of: report).body.contains("whole run"))
        #expect(try Figure.timeline(of: report, subSteps: 10..<30).body.contains("whole run: violated"))
        #expect(try Figure.timeline(of: report, policies: ["oracle"]).body.contains("oracle"))
    }

    @Test func violationsAreShadedWhereTheyAre() throws {
        // Two replicas from 30 s on serve 20 of 30 between 300 s and 600 s; the HPA is late by 60 s.
        let body = try Figure.timeline(of: Samples.report()).body
        #expect(body.contains("$shade0 << EOD\n450 300 600\nEOD"))
        #expect(body.contains("$shade1 << EOD\n330 300 360\nEOD"))
        #expect(body.contains("$missing0 << EOD\n300 20 30\n600 20 30\n\nEOD"))
        #expect(!body.contains("$shade2"))
    }

    @Test func longTimelinesAreThinnedToTheirPeaks() throws {
        var values = (0..<6000).map { Float($0 % 7) }
        values[3001] = 500
        let series = Series(id: "long", axis: .clock(startSeconds: 0, stepSeconds: 15), values: values)
        let simulation = try Simulation(DemandTrace(series, quantity: .rate()), on: Deployment(capacityPerReplica: 10))
        let report = try SimulationReport(simulation, contenders: [Contender(StaticPolicy(replicas: 60))])
        let figure = try Figure.timeline(of: report)
        #expect(figure.body.contains("peaks of 1 min"))
        #expect(figure.body.contains(" 500\n"))
        #expect(figure.body.utf8.count < 100_000)
        // Day beside the time where it changes.
        #expect(figure.body.contains("'00:00'.\"\\n\".'2 Jan'"))
    }

    @Test func timelineWithoutWhatItNeedsIsRefused() throws {
        let report = try Samples.report()
        #expect(throws: PlotError.nothingToDraw(figure: "timeline", reason: "the report has no policy kpa")) {
            try Figure.timeline(of: report, policies: ["kpa"])
        }
        #expect(throws: PlotError.nothingToDraw(figure: "timeline", reason: "the run of static was kept without its timeline")) {
            try Figure.timeline(of: report.withoutTimelines)
        }
        #expect(throws: PlotError.nothingToDraw(figure: "timeline", reason: "no policy was named")) {
            try Figure.timeline(of: report, policies: [])
        }
        #expect(throws: PlotError.self) { try Figure.timeline(of: report, subSteps: 50..<81) }
        #expect(throws: PlotError.self) { try Figure.timeline(of: report, subSteps: 5..<5) }
        #expect(throws: PlotError.self) { try Figure.comparison(of: []) }
        #expect(throws: PlotError.self) { try Figure.scores(ScoreTable(models: [], metrics: [], values: [])) }
    }

    @Test func wordsCannotLeaveTheirQuotes() throws {
        let body = try Figure.timeline(of: Samples.report(policyName: "it's `id` {/a_b}\nplot x\u{1b}")).body
        #expect(body.contains("'{/:Bold it''s `id` \\{/a\\_b\\}}'.\"\\n\".'{/:Bold plot x }'"))
    }
}

@Suite struct PaletteTests {
    /// Relative luminance, WCAG 2.
    private func luminance(_ hex: String) throws -> Double {
        let value = try #require(Int(hex.dropFirst(), radix: 16))
        let parts = [16, 8, 0].map { shift -> Double in
            let c = Double((value >> shift) & 255) / 255
            if c <= 0.04045 { return c / 12.92 }
            // ((c + 0.055) / 1.055) ^ 2.4 = x² · x^0.4, the fifth root by Newton's method.
            let x = (c + 0.055) / 1.055
            var root = 1.0
            for _ in 0..<60 { root -= (root * root * root * root * root - x) / (5 * root * root * root * root) }
            return x * x * root * root
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }

    private func contrast(_ a: String, _ b: String) throws -> Double {
        let (x, y) = (try luminance(a), try luminance(b))
        return (max(x, y) + 0.05) / (min(x, y) + 0.05)
    }

    @Test func wordsAndLinesStandOutOnBothPages() throws {
        #expect(try abs(contrast("#ffffff", "#767676") - 4.54) < 0.01)
        for color in [Palette.ink, Palette.quiet] {
            #expect(try contrast(color.light, "#ffffff") >= 4.5, "\(color.name)")
            #expect(try contrast(color.dark, "#12161d") >= 4.5, "\(color.name)")
        }
        for color in Palette.series(["static", "hpa", "quantile", "oracle", "a", "b", "c"]) + [Palette.violation, Palette.median] {
            #expect(try contrast(color.light, "#ffffff") >= 3, "\(color.name)")
            #expect(try contrast(color.dark, "#12161d") >= 3, "\(color.name)")
        }
    }

    @Test func everyColourHasItsOwnNameAndValue() {
        #expect(Set(Palette.all.map(\.name)).count == Palette.all.count)
        #expect(Set(Palette.all.map(\.light)).count == Palette.all.count)
    }

    @Test func policiesOfOneFigureDoNotShareColours() {
        let names = ["static", "hpa", "quantile", "x", "y", "z", "oracle"]
        #expect(Set(Palette.series(names)).count == names.count)
        #expect(Palette.series(["hpa"]) == [Palette.series(names)[1]])
    }
}
