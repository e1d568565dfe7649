import Autoscaling
import Traces

extension Figure {
    /// A panel per policy over the same time: demand as an area, the capacity of the ready replicas as a line, what a forecasting
    /// policy planned for as a thin line, demand beyond capacity in the colour of trouble, and shades behind it so that short violations
    /// are seen as well. Where there are requests, a strip under each panel counts those whose promise was broken.
    ///
    /// - Parameters:
    ///   - report: a report with timelines.
    ///   - policies: names of the policies, top to bottom; all but the oracle by default.
    ///   - subSteps: the part to show; everything by default.
    ///   - calendar: whose clock the time axis shows.
    ///   - name: name of the figure, unique in a page.
    /// - Throws: ``PlotError/nothingToDraw(figure:reason:)`` without timelines, for a part outside them, for an unknown policy, or
    ///   for requests of another length than their timeline.
    public static func timeline(
        of report: SimulationReport, policies: [String]? = nil, subSteps: Range<Int>? = nil,
        calendar: DemandCalendar = DemandCalendar(), name: String = "timeline"
    ) throws(PlotError) -> Figure {
        let names = policies ?? report.results.map(\.policy).filter { $0 != "oracle" }
        var panels: [TimelinePanel] = []
        let colors = Palette.series(report.results.map(\.policy))
        for policy in names {
            let (index, timeline, part) = try report.run(of: policy, subSteps: subSteps, figure: name)
            if let requests = timeline.requests, requests.violations.count != timeline.count {
                throw .nothingToDraw(
                    figure: name,
                    reason:
                        "the run of \(policy) has requests of \(requests.violations.count) sub-steps and a timeline of \(timeline.count)")
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
        for panel in panels { body += panel.blocks + (panel.strip?.block ?? "") }
        var axes = "set yrange [0:\(GnuplotText.number(top))]\n" + GnuplotText.tics("y", GnuplotText.valueTicks(upTo: top, count: 4))
        let capacity = report.deployment.capacityPerReplica
        axes += "set y2range [0:\(GnuplotText.number(top / capacity))]\n"
        axes += GnuplotText.tics("y2", GnuplotText.valueTicks(upTo: top / capacity, count: 4)) + "set y2tics scale 0\n"
        body += GnuplotText.style + axes
        body += "set lmargin at screen 0.08\nset rmargin at screen 0.94\nunset key\nset multiplot\n"
        let mostBroken = panels.compactMap { $0.strip?.most }.max()
        let pitch = 168 + (mostBroken == nil ? 0 : RequestStrip.room)
        let height = 44 + pitch * panels.count
        func margins(from upper: Int, to lower: Int) -> String {
            "set tmargin at screen \((1 - Double(upper) / Double(height)).fixed(5))\n"
                + "set bmargin at screen \((1 - Double(lower) / Double(height)).fixed(5))\n"
        }
        for panel in panels {
            let upper = 30 + pitch * panel.number
            body += margins(from: upper, to: upper + 118)
            let isLast = panel.number + 1 == panels.count
            let wordsOfTime = time.commands() + "set xlabel \(GnuplotText.quoted(time.label)) textcolor \(GnuplotText.rgb(Palette.quiet))\n"
            body += isLast && panel.strip == nil ? wordsOfTime : time.commands(words: false)
            body += panel.commands(demandLabel: report.quantity.demandLabel, peaks: first.peaks)
            guard let strip = panel.strip, let mostBroken else { continue }
            if isLast { body += wordsOfTime }
            body += margins(from: upper + 118 + RequestStrip.gap, to: upper + 118 + RequestStrip.room) + strip.commands(most: mostBroken)
            body += isLast ? "" : axes
        }
        body += "unset multiplot\n"
        let listed = names.joined(separator: ", ")
        return Figure(
            name: name, summary: "Demand of \(report.series), ready capacity and violations over time under \(listed).", width: 960,
            height: height, body: body)
    }
}
