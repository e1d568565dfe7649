import Autoscaling
import Traces

extension Figure {
    /// A panel per policy over the same time: demand as an area, the capacity of the ready replicas as a line, what a forecasting
    /// policy planned for as a thin line, demand beyond capacity in the colour of trouble, and shades behind it so that short violations
    /// are seen as well.
    ///
    /// - Parameters:
    ///   - report: a report with timelines.
    ///   - policies: names of the policies, top to bottom; all but the oracle by default.
    ///   - subSteps: the part to show; everything by default.
    ///   - calendar: whose clock the time axis shows.
    ///   - name: name of the figure, unique in a page.
    /// - Throws: ``PlotError/nothingToDraw(figure:reason:)`` without timelines, for a part outside them, or for an unknown policy.
    public static func timeline(
        of report: SimulationReport, policies: [String]? = nil, subSteps: Range<Int>? = nil,
        calendar: DemandCalendar = DemandCalendar(), name: String = "timeline"
    ) throws(PlotError) -> Figure {
        let names = policies ?? report.results.map(\.policy).filter { $0 != "oracle" }
        var panels: [TimelinePanel] = []
        let colors = Palette.series(report.results.map(\.policy))
        for policy in names {
            guard let index = report.results.firstIndex(where: { $0.policy == policy }) else {
                throw .nothingToDraw(figure: name, reason: "the report has no policy \(policy)")
            }
            guard let timeline = report.results[index].timeline, timeline.count > 0 else {
                throw .nothingToDraw(figure: name, reason: "the run of \(policy) was kept without its timeline")
            }
            let part = subSteps ?? 0..<timeline.count
            guard !part.isEmpty, part.lowerBound >= 0, part.upperBound <= timeline.count else {
                throw .nothingToDraw(figure: name, reason: "sub-steps \(part) are not among the \(timeline.count) of the run")
            }
            panels.append(
                TimelinePanel(
                    number: panels.count, score: report.scores[index], color: colors[index], timeline: timeline, part: part,
                    capacity: report.deployment.capacityPerReplica))
        }
        guard let first = panels.first else { throw .nothingToDraw(figure: name, reason: "no policy was named") }
        let axis = TimeAxis(kind: .clock, start: first.timeline.start, step: first.timeline.step)
        let time = PlotTime(
            axis, from: axis.time(at: first.part.lowerBound), to: axis.time(at: first.part.upperBound), calendar: calendar)
        let highest = panels.map(\.highest).max() ?? 0
        let top = highest > 0 ? highest * 1.05 : 1
        var body = first.demandBlock
        for panel in panels { body += panel.blocks }
        body += GnuplotText.style + "set yrange [0:\(GnuplotText.number(top))]\n"
        body += GnuplotText.tics("y", GnuplotText.valueTicks(upTo: top, count: 4))
        let capacity = report.deployment.capacityPerReplica
        body += "set y2range [0:\(GnuplotText.number(top / capacity))]\n"
        body += GnuplotText.tics("y2", GnuplotText.valueTicks(upTo: top / capacity, count: 4)) + "set y2tics scale 0\n"
        body += "set lmargin at screen 0.08\nset rmargin at screen 0.94\nunset key\nset multiplot\n"
        let height = 44 + 168 * panels.count
        for panel in panels {
            let upper = Double(30 + 168 * panel.number) / Double(height)
            let lower = Double(30 + 168 * panel.number + 118) / Double(height)
            body += "set tmargin at screen \((1 - upper).fixed(5))\nset bmargin at screen \((1 - lower).fixed(5))\n"
            let isLast = panel.number + 1 == panels.count
            body += time.commands(words: isLast)
            if isLast {
                body += "set xlabel \(GnuplotText.quoted(time.label)) textcolor \(GnuplotText.rgb(Palette.quiet))\n"
            }
            body += panel.commands(demandLabel: report.quantity.demandLabel, peaks: first.peaks)
        }
        body += "unset multiplot\n"
        let listed = names.joined(separator: ", ")
        return Figure(
            name: name, summary: "Demand of \(report.series), ready capacity and violations over time under \(listed).", width: 960,
            height: height, body: body)
    }
}
