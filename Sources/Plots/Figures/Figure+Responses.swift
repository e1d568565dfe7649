import Autoscaling

extension Figure {
    /// Response times of single requests under every policy of a simulation of one series: the share of the requests that are not answered
    /// within a time, both axes logarithmic, so that one in a thousand is seen as well as one in two. Lower is better.
    ///
    /// Requests without an answer (dropped, timed out, unfinished) count as slower than any time: at the objective a curve shows the
    /// share of broken promises, and it ends level where some were never answered.
    ///
    /// - Parameters:
    ///   - report: of single requests, that is, of discrete events.
    ///   - objective: response time that was promised, drawn as a vertical line; that of the report by default.
    ///   - name: name of the figure, unique in a page.
    /// - Throws: ``PlotError/nothingToDraw(figure:reason:)`` when no response time is known, or the objective is not above 0 s.
    public static func responses(
        of report: SimulationReport, objective: Duration? = nil, name: String = "responses"
    ) throws(PlotError) -> Figure {
        try responses(
            of: report.results.compactMap { result in result.requests.map { (result.policy, $0) } }, where: report.series,
            objective: objective ?? report.service?.objective, name: name)
    }

    /// Response times of the single requests of all series together, drawn as those of one series.
    ///
    /// - Parameters:
    ///   - report: of single requests, that is, of discrete events.
    ///   - objective: response time that was promised, drawn as a vertical line; that of the report by default.
    ///   - name: name of the figure, unique in a page.
    /// - Throws: ``PlotError/nothingToDraw(figure:reason:)`` when no response time is known, or the objective is not above 0 s.
    public static func responses(of report: FleetReport, objective: Duration? = nil, name: String = "responses") throws(PlotError) -> Figure
    {
        let sums = report.scores.indices.compactMap { index -> (String, RequestTotals)? in
            let parts = report.series.compactMap { $0.results.indices.contains(index) ? $0.results[index].requests : nil }
            return parts.isEmpty ? nil : (report.scores[index].policy, parts.reduce(RequestTotals(), +))
        }
        return try responses(
            of: sums, where: "\(report.series.count) series", objective: objective ?? report.series.first?.service?.objective, name: name)
    }

    private static func responses(
        of policies: [(String, RequestTotals)], where subject: String, objective: Duration?, name: String
    ) throws(PlotError) -> Figure {
        let promised = objective.map(\.seconds)
        if let promised, promised <= 0 {
            throw .nothingToDraw(figure: name, reason: "an objective lies above 0 s, found \(promised) s")
        }
        let curves = policies.compactMap { ResponseCurve($0, $1) }
        guard !curves.isEmpty else {
            throw .nothingToDraw(figure: name, reason: "no response time is known; simulate single requests with --mode events")
        }
        let axes = ResponseAxes(curves, objective: promised)
        let colors = Palette.series(curves.map(\.policy))
        var body = GnuplotText.style + "unset key\nset grid xtics\n" + axes.commands
        body += axes.words(objective: objective)
        var plots: [String] = []
        var corners: [[(seconds: Double, slower: Double)]] = []
        for (index, curve) in curves.enumerated() {
            let line = curve.corners(axes.time, axes.share, width: axes.across, height: axes.up)
            corners.append(line)
            body += GnuplotText.block("r\(index)", line.map { [$0.seconds, $0.slower] })
            plots.append(
                "$r\(index) using 1:2 with lines linewidth 1.7 dashtype \(dash(curve.policy, index)) linecolor "
                    + GnuplotText.rgb(colors[index]))
        }
        body += axes.names(of: curves.map(\.policy), colors: colors, corners: corners, objective: promised)
        body += plot(plots)
        let listed = curves.map { curve in
            promised.map { "\(curve.policy) \(curve.slower(than: $0).percent(3))" } ?? curve.policy
        }
        let what = promised.map { "Requests slower than \(ResponseAxes.text($0))" } ?? "Share of requests slower than a time"
        return Figure(
            name: name, summary: "\(what) on \(subject): \(listed.joined(separator: ", ")).", width: ResponseAxes.width,
            height: ResponseAxes.height, body: body)
    }

    /// Lines differ in their dashes as well as in their colours; the oracle is dotted.
    private static func dash(_ policy: String, _ index: Int) -> Int { policy == "oracle" ? 3 : [1, 2, 4, 5][index % 4] }
}

/// The axes of a figure of response times.
struct ResponseAxes {
    static let (width, height) = (760, 420)
    let time: LogAxis
    let share: LogAxis
    /// Margins in pixels from the upper left corner.
    private static let (left, right, top, bottom) = (98.0, 744.0, 30.0, 366.0)
    /// Size of the plot in pixels.
    var across: Double { Self.right - Self.left }
    var up: Double { Self.bottom - Self.top }

    /// Axes that hold all curves and the objective.
    init(_ curves: [ResponseCurve], objective: Double?) {
        // Below the fastest hundredth all curves are one line at 100 %.
        let quick = curves.compactMap { $0.totals.responses.quantile(0.01) }.min() ?? 1e-3
        let slow = curves.compactMap(\.points.last?.seconds).max() ?? 1
        let low = max(1e-6, min(quick, (objective ?? quick) / 2))
        time = LogAxis(from: low, to: max(slow, 1.5 * (objective ?? slow), 2 * low) * 1.15)
        // Shares below one of the requests do not occur.
        let least = curves.map { 1 / Double($0.totals.arrived) }.min() ?? 1e-3
        share = LogAxis(from: min(0.5, max(1e-8, 0.8 * least)), to: 1)
    }

    /// Margins, ranges and tics.
    var commands: String {
        func across(_ x: Double) -> String { (x / Double(Self.width)).fixed(5) }
        func up(_ y: Double) -> String { (1 - y / Double(Self.height)).fixed(5) }
        var out = "set lmargin at screen \(across(Self.left))\nset rmargin at screen \(across(Self.right))\n"
        out += "set tmargin at screen \(up(Self.top))\nset bmargin at screen \(up(Self.bottom))\nset logscale xy\n"
        for (axis, range, ticks) in [("x", time, time.ticks(Self.text)), ("y", share, share.ticks { "\(($0 * 100).readable) %" })] {
            out += "set \(axis)range [\(GnuplotText.number(range.low)):\(GnuplotText.number(range.high))]\n"
            out += GnuplotText.tics(axis, ticks)
        }
        return out + "set xtics scale 0\n"
    }

    /// What the axes mean, and the objective as a line.
    func words(objective: Duration?) -> String {
        var out = PanelPlace.labels(x: "response time (waiting and service)", y: "share of the requests that are slower")
        guard let objective else { return out }
        let x = GnuplotText.number(objective.seconds)
        out += "set arrow 1 from \(x), graph 0 to \(x), graph 1 nohead linewidth 1.2 dashtype 2 linecolor "
        out += "\(GnuplotText.rgb(Palette.violation))\n"
        out += "set label 2 \(GnuplotText.quoted("objective \(Self.text(objective.seconds))")) at \(x), graph 1.035 center textcolor "
        return out + "\(GnuplotText.rgb(Palette.violation))\n"
    }

    /// Names beside their curves.
    func names(
        of policies: [String], colors: [PlotColor], corners: [[(seconds: Double, slower: Double)]], objective: Double?
    ) -> String {
        let lines = corners.map { line in
            line.map { CurveLabels.Point(x: time.fraction($0.seconds) * across, y: share.fraction($0.slower) * up) }
        }
        let labels = CurveLabels(width: across, height: up, verticals: objective.map { [time.fraction($0) * across] } ?? [])
        var out = ""
        for (index, found) in labels.place(policies, on: lines).enumerated() {
            guard let found else { continue }
            out += "set label \(10 + index) \(GnuplotText.quoted(policies[index], bold: true)) at graph \((found.x / across).fixed(4)), "
            out += "graph \((found.y / up).fixed(4)) \(found.side) front textcolor \(GnuplotText.rgb(colors[index]))\n"
        }
        return out
    }

    /// A time for people: `20 µs`, `500 ms`, `2.5 s`, `1,000 s`.
    static func text(_ seconds: Double) -> String {
        if seconds < 0.999e-3 { return "\((seconds * 1e6).readable) µs" }
        if seconds < 0.9995 { return "\((seconds * 1e3).readable) ms" }
        return "\(seconds >= 1000 ? seconds.grouped(0) : seconds.readable) s"
    }
}
