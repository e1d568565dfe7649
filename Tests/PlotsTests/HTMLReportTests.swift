import Autoscaling
import Forecasting
import FoundationEssentials
import Plots
import Testing
import Traces

@Suite struct HTMLReportTests {
    @Test func textIsEscapedEverywhere() async throws {
        let nasty = "<script>alert('&\"')</script>\u{8}"
        let report = HTMLReport(
            title: nasty, lead: nasty,
            sections: [
                .init(
                    nasty,
                    [
                        .text(nasty), .facts([(nasty, nasty)]),
                        .table(ReportTable(header: [nasty, nasty], rows: [[nasty, nasty]], quietRows: [0], note: nasty)),
                    ])
            ], footer: nasty)
        let page = try await report.html()
        #expect(!page.contains("<script"))
        #expect(page.ranges(of: "&lt;script&gt;alert(&#39;&amp;&quot;&#39;)&lt;/script&gt; ").count == 13)
    }

    @Test func pageIsCompleteAndNeedsNothingElse() async throws {
        let page = try await HTMLReport(title: "T", lead: "L", sections: [.init("S", [.text("x")])], footer: "F").html()
        #expect(page.hasPrefix("<!doctype html>\n<html lang=\"en\">"))
        #expect(page.hasSuffix("</html>\n"))
        for outside in ["http:", "https:", "<script", "<link", "@import", "url("] { #expect(!page.contains(outside), "\(outside)") }
        #expect(page.contains("prefers-color-scheme: dark"))
        #expect(page.contains("--plot-median: #0072b2") && page.contains("--plot-median: #6cc3f5"))
    }

    @Test func tableShowsWordsLeftAndNumbersRight() async throws {
        let table = ReportTable(try Samples.report().scores, prices: SimulationPrices())
        let page = try await HTMLReport(title: "T", lead: "", sections: [.init("S", [.table(table)])], footer: "").html()
        #expect(page.contains("<th scope=\"row\">static</th><td>"))
        #expect(page.contains("<tr class=\"quiet\"><th scope=\"row\">oracle</th>"))
        #expect(page.contains("th, td { padding: 0.42rem 0.65rem; text-align: right;"))
    }

    @Test func scoresBecomeATable() {
        let table = ReportTable(Samples.scores)
        #expect(table.header == ["model", "MASE", "coverage"])
        #expect(table.rows == [["lstm", "0.732", "0.79"], ["seasonal-naive", "1.000", "0.74"], ["naive", "1.312", "–"]])
        #expect(table.note.hasSuffix("coverage: share inside the central 80 %."))
    }

    @Test func missingGnuplotIsASentenceThatNamesTheWayOut() async throws {
        let figure = try Figure.scores(Samples.scores)
        for executable in ["gnuplot-that-nobody-has", "/nowhere/gnuplot"] {
            await #expect(throws: PlotError.gnuplotMissing(searched: executable)) {
                try await Gnuplot(executable: executable).render(figure, as: .svg)
            }
        }
        #expect(PlotError.gnuplotMissing(searched: "gnuplot").description.contains("make setup"))
        let report = HTMLReport(title: "T", lead: "", sections: [.init("S", [.figure(figure, caption: "")])], footer: "")
        await #expect(throws: PlotError.gnuplotMissing(searched: "gnuplot-that-nobody-has")) {
            try await report.html(using: Gnuplot(executable: "gnuplot-that-nobody-has"))
        }
    }

    @Test func programThatDrawsNothingIsAnError() async throws {
        let figure = try Figure.scores(Samples.scores)
        for executable in ["/bin/true", "/bin/false"] {
            await #expect(throws: PlotError.self) { try await Gnuplot(executable: executable).render(figure, as: .png) }
        }
    }
}

@Suite(.enabled(if: Samples.gnuplotIsInstalled, "\(Samples.skipped)"))
struct RenderingTests {
    private func figures() throws -> [Figure] {
        let series = Samples.series(Samples.wave)
        return [
            try .forecast(Samples.forecast(series), of: series, quantity: .count("calls")), try .timeline(of: Samples.report()),
            try .comparison(of: Samples.report().scores), try .scores(Samples.scores),
        ]
    }

    @Test func everyFigureBecomesAPicture() async throws {
        for figure in try figures() {
            let svg = try await Gnuplot().svg(figure)
            #expect(svg.contains("<svg") && svg.hasSuffix("</svg>\n\n") || svg.hasSuffix("</svg>\n"), "\(figure.name)")
            #expect(svg.contains("viewBox=\"0 0 \(figure.width) \(figure.height)\""))
            let png = try await Gnuplot().render(figure, as: .png)
            #expect(Array(png.prefix(8)) == [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], "\(figure.name)")
            // Width and height of the header, big-endian.
            let size = [16, 20].map { at in png[at..<at + 4].reduce(0) { $0 << 8 | Int($1) } }
            #expect(size == [2 * figure.width, 2 * figure.height])
        }
    }

    @Test(arguments: [[0, 0, 0, 0], [1e-6, 2e-6], [3e12, 1e12, 2e12], [5], [.nan, 4, .nan, .nan], [7, 7, 7]] as [[Float]])
    func extremeDemandIsDrawn(values: [Float]) async throws {
        let series = Series(id: "x", axis: .clock(startSeconds: 0, stepSeconds: 60), values: values)
        let known = Double(values.first { !$0.isNaN } ?? 0)
        let deployment = Deployment(capacityPerReplica: max(known / 2, 1e-9), minimumReplicas: 0)
        let simulation = try Simulation(DemandTrace(series, quantity: .rate()), on: deployment)
        let report = try SimulationReport(simulation, contenders: [Contender(HPAPolicy()), Contender(StaticPolicy(replicas: 0))])
        for figure in [try Figure.timeline(of: report), try .timeline(of: report, subSteps: 3..<4), try .comparison(of: report.scores)] {
            #expect(try await Gnuplot().svg(figure).contains("<svg"))
        }
        let forecast = QuantileForecast(
            history: History(series, count: 1), levels: try QuantileLevels([0.1, 0.5, 0.9]), horizon: 1,
            values: [Float(known), Float(known), Float(known)])
        for quantity in [Quantity.count(), .gauge("%", lowerBound: -5), .gauge()] {
            #expect(try await Gnuplot().svg(.forecast(forecast, of: series, quantity: quantity)).contains("<svg"))
        }
    }

    @Test(arguments: [1, 60, 3600, 86_400, 604_800] as [Int64])
    func timeAxesOfAnyLengthHaveAFewTics(step: Int64) async throws {
        for count in [2, 30, 1000] {
            let values = (0..<count).map { Float($0 % 11) }
            let series = Series(id: "x", axis: .clock(startSeconds: 1_700_000_007, stepSeconds: step), values: values)
            let forecast = QuantileForecast(
                history: History(series, count: count - 1), levels: try QuantileLevels([0.5]), horizon: 1, values: [3])
            let figure = try Figure.forecast(forecast, of: series, quantity: .count(), context: count)
            let line = try #require(figure.body.split(separator: "\n").first { $0.hasPrefix("set xtics") })
            let tics = line.split(separator: ", ").count
            #expect(count * Int(step) < 3 || (tics >= 2 && tics <= 9), "step \(step), \(count) values: \(line)")
            #expect(try await Gnuplot().svg(figure).contains("<svg"))
        }
    }

    @Test func sameFigureSamePicture() async throws {
        let figure = try figures()[1]
        #expect(try await Gnuplot().svg(figure) == Gnuplot().svg(figure))
    }

    @Test func wordsArriveAsTheyAreAndRunNothing() async throws {
        let path = "/tmp/headroom-plots-test-\(ProcessInfo.processInfo.processIdentifier)"
        let name = "a_b^{c}@&~\\ 'x' `touch \(path)` <i>"
        let svg = try await Gnuplot().svg(.timeline(of: Samples.report(policyName: name)))
        #expect(!FileManager.default.fileExists(atPath: path))
        let shown = svg.replacing("&amp;", with: "&").replacing("&lt;", with: "<").replacing("&gt;", with: ">")
        #expect(shown.contains(">\(name)</tspan>"))
    }

    @Test func complaintOfGnuplotIsPassedOn() async throws {
        let figure = Figure(name: "bad", summary: "", width: 100, height: 100, body: "plot nonsense(\n")
        let error = await #expect(throws: PlotError.self) { try await Gnuplot().render(figure, as: .svg) }
        #expect(error?.description.hasPrefix("gnuplot could not draw the figure bad: line ") == true)
    }

    @Test func pageHoldsItsPictures() async throws {
        let sections = [
            try HTMLReport.Section.backtest(Samples.scores, text: "One window."),
            try .simulation(Samples.report(), detail: 10..<40),
        ]
        let page = try await HTMLReport(title: "T", lead: "", sections: sections, footer: "").html()
        #expect(page.ranges(of: "<svg role=\"img\" aria-label=").count == 4)
        #expect(!page.contains("<?xml") && !page.contains("<!DOCTYPE svg"))
        // Every colour of a picture is one of the palette, so that all of them change at night; others stand in unused definitions.
        #expect(page.contains("stroke='var(--plot-grid, #e7e9ee)'"))
        #expect(!page.contains("rgb("), "a colour outside the palette")
        var seen = Set<Substring>()
        for found in page.matches(of: /\sid=['"]([^'"]+)['"]/) { #expect(seen.insert(found.1).inserted, "\(found.1) twice") }
        for outside in ["src=", "<script", "<link", "@import"] { #expect(!page.contains(outside)) }
    }

    @Test func fleetSection() async throws {
        let report = FleetReport([try Samples.report(), try Samples.report()], prices: SimulationPrices())
        let page = try await HTMLReport(title: "T", lead: "", sections: [.fleet(report)], footer: "").html()
        #expect(page.contains("2 series, each a deployment of its own"))
    }
}
