import Autoscaling
import Traces

extension Figure {
    /// How busy the ready replicas were over time, a panel per policy: of single requests those in service over the places for them, in
    /// fluid time the demand over the capacity, 1 where it is more.
    ///
    /// A long run is thinned out: the line is the mean of several sub-steps, weighted by capacity, the area reaches from the least to the
    /// most of them. Where no replica is ready, or demand is unknown, there is a gap.
    ///
    /// - Parameters:
    ///   - report: a report with timelines.
    ///   - policies: names of the policies, top to bottom; all but the oracle by default.
    ///   - target: utilisation that was aimed at, in (0, 1]; that of the deployment by default, where it is below 1.
    ///   - concurrency: requests that a replica serves at a time; that of the report by default, and where it says none, reckoned from
    ///     the capacity of a replica and the mean service time of the run.
    ///   - subSteps: the part to show; everything by default.
    ///   - calendar: whose clock the time axis shows.
    ///   - name: name of the figure, unique in a page.
    /// - Throws: ``PlotError/nothingToDraw(figure:reason:)`` without timelines, for a part outside them, for an unknown policy, for a
    ///   target or a concurrency outside their ranges, or for requests of another length than their timeline.
    public static func utilisation(
        of report: SimulationReport, policies: [String]? = nil, target: Double? = nil, concurrency: Int? = nil,
        subSteps: Range<Int>? = nil, calendar: DemandCalendar = DemandCalendar(), name: String = "use"
    ) throws(PlotError) -> Figure {
        if let target, !(target > 0 && target <= 1) {
            throw .nothingToDraw(figure: name, reason: "a target utilisation lies above 0 and at most at 1, found \(target)")
        }
        if let concurrency, concurrency < 1 {
            throw .nothingToDraw(figure: name, reason: "a replica serves one request at a time or more, found \(concurrency)")
        }
        let names = policies ?? report.results.map(\.policy).filter { $0 != "oracle" }
        let colors = Palette.series(report.results.map(\.policy))
        let aim = target ?? (report.deployment.targetUtilization < 1 ? report.deployment.targetUtilization : nil)
        var panels: [ReplicaUsePanel] = []
        for policy in names {
            let (index, timeline, part) = try report.run(of: policy, subSteps: subSteps, figure: name)
            if let busy = timeline.requests?.busy, !busy.isEmpty, busy.count != timeline.count {
                throw .nothingToDraw(
                    figure: name, reason: "the run of \(policy) has requests of \(busy.count) sub-steps and a timeline of \(timeline.count)"
                )
            }
            let use = ReplicaUse(
                report.results[index], timeline: timeline, capacity: report.deployment.capacityPerReplica,
                concurrency: concurrency ?? report.service?.concurrency)
            panels.append(ReplicaUsePanel(number: panels.count, policy: policy, color: colors[index], use: use, part: part, target: aim))
        }
        guard let first = panels.first else { throw .nothingToDraw(figure: name, reason: "no policy was named") }
        let timeline = first.use.timeline
        let axis = TimeAxis(kind: .clock, start: timeline.start, step: timeline.step)
        let time = PlotTime(
            axis, from: axis.time(at: first.part.lowerBound), to: axis.time(at: first.part.upperBound), calendar: calendar)
        var body = panels.map(\.block).joined() + GnuplotText.style + "set yrange [0:1.02]\n"
        body += GnuplotText.tics("y", PanelPlace.percentTicks(from: 0, upTo: 1, step: 0.5))
        if let aim {
            let label = "target\n\((aim * 100).readable) %"
            body += GnuplotText.tics("y2", [AxisTick(position: aim, label: label)]) + "set y2range [0:1.02]\nset y2tics scale 0\n"
        }
        body += "set lmargin at screen 0.08\nset rmargin at screen 0.94\nunset key\nset multiplot\n"
        let height = 44 + 126 * panels.count
        for panel in panels {
            let upper = 30 + 126 * panel.number
            body += "set tmargin at screen \((1 - Double(upper) / Double(height)).fixed(5))\n"
            body += "set bmargin at screen \((1 - Double(upper + 80) / Double(height)).fixed(5))\n"
            let isLast = panel.number + 1 == panels.count
            body += time.commands(words: isLast)
            if isLast { body += "set xlabel \(GnuplotText.quoted(time.label)) textcolor \(GnuplotText.rgb(Palette.quiet))\n" }
            body += panel.commands
        }
        body += "unset multiplot\n"
        let listed = panels.map { "\($0.policy) \(($0.mean ?? .nan).percent(1))" }.joined(separator: ", ")
        return Figure(
            name: name, summary: "Utilisation of the ready replicas on \(report.series) over time; mean: \(listed).", width: 960,
            height: height, body: body)
    }
}
