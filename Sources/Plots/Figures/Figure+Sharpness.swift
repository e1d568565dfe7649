import Autoscaling
import Forecasting

extension Figure {
    /// Width of central intervals against what they really hold, a line per model: at equal coverage the lower line is the sharper model.
    /// Each point is an interval; the open circle is the one that promises 80 %.
    ///
    /// - Parameters:
    ///   - models: a line each, in this order.
    ///   - name: name of the figure, unique in a page.
    /// - Throws: ``PlotError/nothingToDraw(figure:reason:)`` when no series has a scale.
    public static func sharpness(of models: [ModelCalibration], name: String = "sharpness") throws(PlotError) -> Figure {
        let models = try ModelCalibration.scored(models, figure: name)
        let colors = ModelCalibration.colors(models)
        let intervals = models.flatMap(\.calibration.intervals)
        let shares = intervals.compactMap { one in one.scaledWidth.flatMap { _ in one.coverage.share } }
        guard let smallest = shares.min(), let widest = intervals.compactMap(\.scaledWidth).max() else {
            throw .nothingToDraw(figure: name, reason: "no series has a seasonal error to measure widths by")
        }
        let (width, height) = (640, 360)
        let step = smallest < 0.52 ? 0.2 : 0.1
        let left = max(0, ((smallest - 0.02) / step).rounded(.down) * step)
        let top = max(widest * 1.08, 1e-6)
        var body = GnuplotText.style + "set grid xtics\n"
        body += "set xrange [\(GnuplotText.number(left)):1]\nset yrange [0:\(GnuplotText.number(top))]\n"
        body += GnuplotText.tics("x", PanelPlace.percentTicks(from: left, upTo: 1, step: step)) + "set xtics scale 0\n"
        body += GnuplotText.tics("y", GnuplotText.valueTicks(upTo: top, count: 5))
        body += PanelPlace.labels(x: "targets inside, %", y: "width / seasonal error")
        body += "set key outside top left horizontal reverse Left width 2\n"
        for (index, model) in models.enumerated() {
            let rows = model.calibration.intervals.map { [$0.coverage.share ?? .nan, $0.scaledWidth ?? .nan, $0.nominal] }
            body += GnuplotText.block("s\(index)", rows)
            body += GnuplotText.block("e\(index)", rows.filter { abs($0[2] - 0.8) < 1e-9 })
        }
        body += plot(
            models.indices.flatMap { index in
                [
                    "$s\(index) using 1:2 with linespoints linewidth 1.6 pointtype 7 pointsize 0.45 linecolor "
                        + "\(GnuplotText.rgb(colors[index])) title \(GnuplotText.quoted(models[index].model))",
                    "$e\(index) using 1:2 with points linewidth 1.6 pointtype 6 pointsize 1.3 linecolor "
                        + "\(GnuplotText.rgb(colors[index])) notitle",
                ]
            })
        return Figure(
            name: name, summary: "Width of central intervals against their coverage of \(models.map(\.model).joined(separator: ", ")).",
            width: width, height: height, body: body)
    }
}
