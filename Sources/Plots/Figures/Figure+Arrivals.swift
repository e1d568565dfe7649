import Autoscaling
public import Replay
import Traces

extension Figure {
    /// Arrivals over time as a histogram; the axis of values names the width of its bins and reaches as high as they do.
    ///
    /// - Parameters:
    ///   - histogram: arrivals per bin.
    ///   - title: what arrived, such as the name of a model.
    ///   - name: name of the figure, unique in a page.
    /// - Throws: ``PlotError/nothingToDraw(figure:reason:)`` for a histogram without bins.
    public static func arrivals(_ histogram: ArrivalHistogram, title: String, name: String = "arrivals") throws(PlotError) -> Figure {
        guard !histogram.counts.isEmpty else { throw .nothingToDraw(figure: name, reason: "the histogram has no bins") }
        let second = Double(TimeAxis.nanosecondsPerSecond)
        let start = Int64(histogram.start * second)
        let axis = TimeAxis(kind: .clock, start: start, step: max(1, Int64((histogram.width * second).rounded())))
        // Times count from the start of what is shown: traces hide their dates.
        let calendar = DemandCalendar(timeOfDayIsReal: false, dayOfWeekIsReal: false)
        let time = PlotTime(axis, from: start, to: axis.time(at: histogram.counts.count), calendar: calendar)
        let top = Double(max(1, histogram.counts.max() ?? 1)) * 1.06
        let width = Duration.nanoseconds(axis.step).text
        var body = GnuplotText.style + "unset key\n" + time.commands()
        // Both corners of every bin: the step of a bin begins and ends with it.
        let rows = histogram.counts.enumerated().flatMap { bin, count in
            [bin, bin + 1].map { [Double($0) * histogram.width, Double(count)] }
        }
        body += GnuplotText.block("arrivals", rows)
        body += "set yrange [0:\(GnuplotText.number(top))]\n" + GnuplotText.tics("y", GnuplotText.valueTicks(upTo: top, count: 5))
        body += PanelPlace.labels(x: time.label, y: "arrivals per \(width.hasPrefix("1 ") ? String(width.dropFirst(2)) : width)")
        // A title of gnuplot's own would stand in the middle.
        body += "set tmargin 3\nset label 1 \(GnuplotText.quoted(title, bold: true)) at graph 0, graph 1 left offset 0,1 "
        body += "textcolor \(GnuplotText.rgb(Palette.ink))\n"
        body += plot([
            "$arrivals using 1:2 with filledcurves y1=0 fillcolor \(GnuplotText.rgb(Palette.bands[1])) fillstyle solid 1 noborder",
            "$arrivals using 1:2 with lines linewidth 1 linecolor \(GnuplotText.rgb(Palette.median))",
        ])
        let total = histogram.counts.reduce(0, +)
        return Figure(
            name: name, summary: "\(title): \(total) arrivals in \(histogram.counts.count) bins of \(width).", width: 960, height: 300,
            body: body)
    }
}
