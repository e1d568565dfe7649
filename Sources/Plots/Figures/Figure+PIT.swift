import Autoscaling
import Forecasting

extension Figure {
    /// Histograms of probability integral transforms, a panel per model: how often the truth lay in each twentieth of the forecast
    /// distribution, relative to once in twenty. Honest forecasts are flat up to the shade, in which 95 % of the bars lie when targets are
    /// independent.
    ///
    /// - Parameters:
    ///   - models: a panel each, in this order.
    ///   - name: name of the figure, unique in a page.
    /// - Throws: ``PlotError/nothingToDraw(figure:reason:)`` when nothing was scored.
    public static func pit(of models: [ModelCalibration], name: String = "pit") throws(PlotError) -> Figure {
        let models = try ModelCalibration.scored(models, figure: name)
        let colors = ModelCalibration.colors(models)
        let columns = min(4, models.count)
        let rows = (models.count + columns - 1) / columns
        let (width, panel) = (960, 216.0)
        let height = Int(panel) * rows + 28
        let slot = Double(width - 48) / Double(columns)
        func heights(_ pit: PITHistogram) -> [Double] {
            pit.counts.map { Double($0) * Double(pit.counts.count) / Double(max(1, pit.total)) }
        }
        // A bar that is far above all others would leave them no height: it is cut and its number written beside it.
        let top = min(max(1.6, (models.flatMap { heights($0.calibration.pit) }.max() ?? 1) * 1.06), 3)
        var body = GnuplotText.style + "unset key\nset multiplot\nset xrange [0:1]\nset yrange [0:\(GnuplotText.number(top))]\n"
        body += GnuplotText.tics("x", PanelPlace.percentTicks(from: 0, upTo: 1, step: 0.25)) + "set xtics scale 0\n"
        body += GnuplotText.tics("y", GnuplotText.valueTicks(upTo: top, count: 4))
        for (index, model) in models.enumerated() {
            let pit = model.calibration.pit
            let share = 1 / Double(pit.counts.count)
            let rows = heights(pit).enumerated().map { [(Double($0) + 0.5) * share, min($1, top), 0.92 * share] }
            body += GnuplotText.block("h\(index)", rows)
            let band = pit.band() ?? 0...0
            body += GnuplotText.block("b\(index)", [0, 1].map { [$0, band.lowerBound / share, band.upperBound / share] })
            let (column, row) = (index % columns, index / columns)
            let left = 64 + Double(column) * slot
            let place = PanelPlace(
                left: left, right: left + slot - 56, top: Double(row) * panel + 40, bottom: Double(row + 1) * panel - 24)
            body += place.commands(width: width, height: height, title: model.model)
            for (bin, value) in heights(pit).enumerated() where value > top {
                let x = (Double(bin) + 0.5) * share
                let (side, offset) = x > 0.5 ? ("right", "-0.8") : ("left", "0.8")
                body += "set label \(10 + bin) \(GnuplotText.quoted(value.fixed(1))) at first \(GnuplotText.number(x)), graph 1 "
                body += "\(side) offset \(offset),-0.7 textcolor \(GnuplotText.rgb(Palette.ink)) front\n"
            }
            let isLast = index + columns >= models.count
            body += PanelPlace.labels(x: isLast ? "probability integral transform, %" : "", y: column == 0 ? "relative frequency" : "")
            body += plot([
                "$h\(index) using 1:2:3 with boxes fillcolor \(GnuplotText.rgb(colors[index])) fillstyle solid 0.55 noborder",
                "$b\(index) using 1:2 with lines linewidth 1 dashtype 2 linecolor \(GnuplotText.rgb(Palette.ink))",
                "$b\(index) using 1:3 with lines linewidth 1 dashtype 2 linecolor \(GnuplotText.rgb(Palette.ink))",
            ])
            body += "unset label\n"
        }
        body += "unset multiplot\n"
        let listed = models.map { "\($0.model) \(((12 * ($0.calibration.pit.variance ?? .nan))).fixed(2))" }.joined(separator: ", ")
        return Figure(
            name: name, summary: "Histograms of probability integral transforms; dispersion relative to honest forecasts: \(listed).",
            width: width, height: height, body: body)
    }
}
