import Forecasting
import Plots
import Testing
import Traces

/// Figures of calibration: programs as recorded (see ``FigureTests``), and what they refuse.
@Suite struct CalibrationFigureTests {
    /// Forecasts of 0…1 at the given levels for four series and two windows of six steps; what came are sixths and, as ties, zeros.
    static func model(_ name: String, scale: Float, ceilings: Bool = false, isRival: Bool = false) throws -> ModelCalibration {
        let levels = QuantileLevels.standard
        var forecasts: [ScoredForecast] = []
        for index in 0..<8 {
            let history = History(Series(id: "s\(index / 2)", axis: .index(), values: [1, 2]), count: 2)
            let row = levels.values.map { max(0, scale * Float($0) - 0.1) }
            let forecast = QuantileForecast(history: history, levels: levels, horizon: 6, values: (0..<6).flatMap { _ in row })
            let actual = (0..<6).map { step in max(0, Float((step * 5 + index * 3) % 11) / 10 - 0.1) }
            forecasts.append(ScoredForecast(forecast: forecast, actual: actual, seasonalError: 0.5, cutoff: 1, group: "all"))
        }
        return ModelCalibration(
            model: name, calibration: try CalibrationEvaluation(of: forecasts),
            ceilings: ceilings ? try CeilingEvaluation(of: forecasts).scores() : [], isRival: isRival)
    }

    static func models(ceilings: Bool = false) throws -> [ModelCalibration] {
        [
            try model("lstm", scale: 1, ceilings: ceilings), try model("a_b's", scale: 0.6, ceilings: ceilings),
            try model("seasonal-naive", scale: 1.6, ceilings: ceilings, isRival: true),
        ]
    }

    @Test func programsAreAsRecorded() throws {
        let models = try Self.models(ceilings: true)
        #expect(try golden("coverage.gp", Figure.coverage(of: models).script(.svg)))
        #expect(try golden("pit.gp", Figure.pit(of: models).script(.svg)))
        #expect(try golden("leads.gp", Figure.leads(of: models).script(.svg)))
        #expect(try golden("sharpness.gp", Figure.sharpness(of: models).script(.svg)))
        #expect(try golden("ceilings.gp", Figure.ceilings(of: models).script(.svg)))
    }

    /// Of 48 targets: the bars of the histogram add up to 20, each the twentyfold of its share, and the share at the median is a point.
    @Test func pointsAreTheShares() throws {
        let model = try Self.model("lstm", scale: 1)
        let rows = { (body: String, name: String) -> [[Double]] in
            let start = try #require(body.ranges(of: "$\(name) << EOD\n").first).upperBound
            let end = try #require(body[start...].ranges(of: "EOD\n").first).lowerBound
            return body[start..<end].split(separator: "\n").map { $0.split(separator: " ").map { Double($0) ?? .nan } }
        }
        let bars = try rows(Figure.pit(of: [model]).body, "h0")
        #expect(bars.count == 20 && abs(bars.reduce(0) { $0 + $1[1] } - 20) < 1e-3 && bars.map { $0[0] }.first == 0.025)
        for (bar, count) in zip(bars, model.calibration.pit.counts) { #expect(abs(bar[1] - Double(count) * 20 / 48) < 1e-4) }
        let points = try rows(Figure.coverage(of: [model]).body, "q0")
        #expect(points.map { $0[0] } == QuantileLevels.standard.values)
        for (point, level) in zip(points, model.calibration.levels) { #expect(abs(point[1] - level.atOrBelow.share!) < 1e-5) }
    }

    /// The strictly smaller share is drawn where targets lie on quantiles, and only there.
    @Test func tiesAreShown() throws {
        #expect(try Figure.coverage(of: [Self.model("lstm", scale: 1)]).body.contains("$t0 using 1:2 with lines"))
        var untied = try Self.model("lstm", scale: 1)
        for index in untied.calibration.levels.indices {
            untied.calibration.levels[index].below = untied.calibration.levels[index].atOrBelow
        }
        #expect(try !Figure.coverage(of: [untied]).body.contains("$t0 using"))
    }

    @Test func rivalsAreGrey() throws {
        let models = try Self.models()
        let body = try Figure.sharpness(of: models).body
        #expect(body.contains("linecolor rgb '\(Palette.quiet.light)' title 'seasonal-naive'"))
        #expect(body.contains("linecolor rgb '\(Palette.median.light)' title 'lstm'"))
        #expect(Set(Palette.models(["a", "b", "c", "d", "e", "f"])).count == 6)
    }

    @Test func nothingToDrawIsRefused() throws {
        let none = ModelCalibration(model: "x", calibration: try CalibrationEvaluation(of: []))
        let error = PlotError.nothingToDraw(figure: "coverage", reason: "no target was scored")
        #expect(throws: error) { try Figure.coverage(of: [none]) }
        #expect(throws: PlotError.self) { try Figure.pit(of: []) }
        #expect(throws: PlotError.self) { try Figure.leads(of: [none]) }
        #expect(throws: PlotError.nothingToDraw(figure: "ceilings", reason: "no ceilings were scored")) {
            try Figure.ceilings(of: Self.models())
        }
        var flat = try Self.model("x", scale: 1)
        for index in flat.calibration.intervals.indices { flat.calibration.intervals[index].scaledWidth = nil }
        #expect(throws: PlotError.self) { try Figure.sharpness(of: [flat]) }
    }

    @Test(.enabled(if: Samples.gnuplotIsInstalled, "\(Samples.skipped)")) func sectionsHoldTheirPictures() async throws {
        let models = try Self.models(ceilings: true)
        let sections = [try HTMLReport.Section.calibration(of: models), try .ceilings(of: models)]
        let page = try await HTMLReport(title: "T", lead: "", sections: sections, footer: "").html()
        #expect(page.ranges(of: "<svg role=\"img\" aria-label=").count == 5)
        #expect(page.contains("inside 80 %") && page.contains("<tr class=\"quiet\"><th scope=\"row\">seasonal-naive</th>"))
        #expect(!page.contains("rgb("), "a colour outside the palette")
        // One model alone, of one step, is drawn as well.
        let history = History(Series(id: "s", axis: .index(), values: [1, 2]), count: 2)
        let forecast = QuantileForecast(
            history: history, levels: try QuantileLevels([0.1, 0.5, 0.9]), horizon: 1, values: [1, 1, 1])
        let one = ScoredForecast(forecast: forecast, actual: [1], seasonalError: nil, cutoff: 1, group: "a")
        let alone = [ModelCalibration(model: "one", calibration: try CalibrationEvaluation(of: [one]))]
        let small = try await HTMLReport(title: "T", lead: "", sections: [.calibration(of: alone)], footer: "").html()
        #expect(small.ranges(of: "<svg role=\"img\" aria-label=").count == 3)
    }
}
