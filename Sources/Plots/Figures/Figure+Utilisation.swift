import Autoscaling
import Traces

extension Figure {
    /// How much of a cluster is in use: cores held by instances, hosts that hold any, and hosts that are on, as shares of all.
    ///
    /// Every change is drawn while there are few; otherwise every pixel shows the mean, and as an area the least and the most, so that
    /// short bursts stay visible.
    ///
    /// - Parameters:
    ///   - use: what is in use.
    ///   - cores: cores of all hosts.
    ///   - hosts: number of hosts; `nil` leaves their curves out.
    ///   - powered: hosts that are on; `nil` leaves the curve out.
    ///   - warmUp: microseconds at the beginning that are shaded.
    ///   - calendar: whose clock the time axis shows; `nil` counts from the start.
    ///   - start: start of the trace in Unix nanoseconds.
    ///   - name: name of the figure, unique in a page.
    /// - Throws: ``PlotError/nothingToDraw(figure:reason:)`` for a cluster without cores or hosts.
    public static func utilisation(
        _ use: ClusterUse, cores: Int, hosts: Int? = nil, powered: StepFunction? = nil, warmUp: Int64 = 0, calendar: DemandCalendar? = nil,
        start: Int64 = 0, name: String = "utilisation"
    ) throws(PlotError) -> Figure {
        guard cores > 0, hosts.map({ $0 > 0 }) ?? true else {
            throw .nothingToDraw(figure: name, reason: "the cluster has \(cores) cores and \(hosts ?? 0) hosts")
        }
        let time = PlotTime(microseconds: use.span, start: start, calendar: calendar)
        var curves: [UtilisationCurve] = []
        if let powered, let hosts {
            curves.append(UtilisationCurve(key: "powered", title: "hosts that are on", of: powered, total: hosts, color: Palette.median))
        }
        if let occupied = use.hosts, let hosts {
            curves.append(UtilisationCurve(key: "hosts", title: "hosts in use", of: occupied, total: hosts, color: Palette.inUse))
        }
        curves.append(UtilisationCurve(key: "cores", title: "cores in use", of: use.cores, total: cores, color: Palette.violation))
        let drawn = curves.map { $0.drawn(over: use.span) }
        let top = max(1, drawn.map(\.highest).max() ?? 1)
        var body = GnuplotText.style + time.commands() + drawn.map(\.blocks).joined()
        body += "set yrange [0:\(GnuplotText.number(top * 1.02))]\n" + GnuplotText.tics("y", GnuplotText.valueTicks(upTo: top, count: 5))
        body += "set ylabel 'share of the cluster' textcolor \(GnuplotText.rgb(Palette.quiet))\n"
        body += "set xlabel \(GnuplotText.quoted(time.label)) textcolor \(GnuplotText.rgb(Palette.quiet))\n"
        body += "set key outside top left horizontal reverse Left width 2\n"
        if warmUp > 0 {
            let end = GnuplotText.number(Double(warmUp) / 1e6)
            body += "set object 1 rectangle from 0, graph 0 to \(end), graph 1 behind fillcolor \(GnuplotText.rgb(Palette.grid)) "
            body += "fillstyle solid noborder\n"
        }
        body += "plot " + drawn.flatMap(\.plots).joined(separator: ", \\\n     ") + "\n"
        let listed = curves.map(\.title).joined(separator: ", ")
        return Figure(name: name, summary: "Shares of a cluster over time: \(listed).", width: 960, height: 320, body: body)
    }
}

/// One curve of a graph of utilisation.
private struct UtilisationCurve {
    let key: String
    let title: String
    let share: StepFunction
    let color: PlotColor

    /// Changes that are drawn one by one, and pixels otherwise.
    private static let mostChanges = 2000, pixels = 860

    init(key: String, title: String, of function: StepFunction, total: Int, color: PlotColor) {
        (self.key, self.title, self.color) = (key, title, color)
        share = StepFunction(times: function.times, values: function.values.map { $0 / Double(total) })
    }

    struct Drawn {
        var blocks: String
        var plots: [String]
        var highest: Double
    }

    func drawn(over span: Range<Int64>) -> Drawn {
        let x = { (time: Int64) in Double(time - span.lowerBound) / 1e6 }
        let line = "linewidth 1.4 linecolor \(GnuplotText.rgb(color)) title \(GnuplotText.quoted(title))"
        let changes = share.times.indices.filter { span.contains(share.times[$0]) }
        guard changes.count > Self.mostChanges else {
            var rows = [[0, share.value(at: span.lowerBound)]]
            rows += changes.map { [x(share.times[$0]), share.values[$0]] }
            rows.append([x(span.upperBound), share.value(at: span.upperBound)])
            return Drawn(
                blocks: GnuplotText.block(key, rows), plots: ["$\(key) using 1:2 with steps \(line)"],
                highest: rows.map { $0[1] }.max() ?? 0)
        }
        let pixels = share.envelope(over: span, count: Self.pixels)
        let width = x(span.upperBound) / Double(Self.pixels)
        let rows = pixels.enumerated().map { [(Double($0) + 0.5) * width, $1.least, $1.mean, $1.most] }
        return Drawn(
            blocks: GnuplotText.block(key, rows),
            plots: [
                "$\(key) using 1:2:4 with filledcurves fillcolor \(GnuplotText.rgb(color)) fillstyle transparent solid 0.25 noborder notitle",
                "$\(key) using 1:3 with lines \(line)",
            ], highest: pixels.map(\.most).max() ?? 0)
    }
}

extension PlotTime {
    /// An axis over microseconds of a trace.
    init(microseconds span: Range<Int64>, start: Int64, calendar: DemandCalendar?) {
        let axis = TimeAxis(kind: .clock, start: start + span.lowerBound * 1000, step: 1000)
        self.init(
            axis, from: start + span.lowerBound * 1000, to: start + span.upperBound * 1000,
            calendar: calendar ?? DemandCalendar(timeOfDayIsReal: false, dayOfWeekIsReal: false))
    }
}
