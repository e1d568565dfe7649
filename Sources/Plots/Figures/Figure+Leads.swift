import Autoscaling
import Forecasting

extension Figure {
    /// Coverage of the 80 % interval and its width by lead, a line per model; whiskers are the 95 % interval of the share.
    ///
    /// - Parameters:
    ///   - models: a line each, in this order.
    ///   - name: name of the figure, unique in a page.
    /// - Throws: ``PlotError/nothingToDraw(figure:reason:)`` when nothing was scored.
    public static func leads(of models: [ModelCalibration], name: String = "leads") throws(PlotError) -> Figure {
        let models = try ModelCalibration.scored(models, figure: name)
        let colors = ModelCalibration.colors(models)
        let width = 960
        let key = ModelKey(models.map(\.model), colors: colors, left: 64, width: width)
        let (top, floor) = (key.height + 30, key.height + 256)
        let height = Int(floor) + 54
        let leads = models.flatMap(\.calibration.leads)
        let last = Double(leads.map(\.last).max() ?? 1)
        // Points of several models at the same lead stand a little apart, or their whiskers would lie on each other.
        func place(_ lead: CalibrationEvaluation.Lead, _ index: Int) -> Double {
            let apart = last * 0.008 * (Double(index) - Double(models.count - 1) / 2)
            return (Double(lead.first) + Double(lead.last)) / 2 + apart
        }
        let lowest = (leads.compactMap(\.coverage.low) + [0.7]).min() ?? 0
        let step = lowest < 0.57 ? 0.2 : 0.1
        let bottom = max(0, ((lowest - 0.02) / step).rounded(.down) * step)
        let widest = (leads.compactMap(\.scaledWidth) + [1e-6]).max() ?? 1
        var body = GnuplotText.style + "unset key\nset multiplot\nset xrange [0.5:\(GnuplotText.number(last + 0.5))]\n"
        body += "set xtics autofreq scale 0\n"
        for (index, model) in models.enumerated() {
            body += GnuplotText.block(
                "c\(index)",
                model.calibration.leads.map {
                    [place($0, index), $0.coverage.share ?? .nan, $0.coverage.low ?? .nan, $0.coverage.high ?? .nan]
                })
            body += GnuplotText.block("w\(index)", model.calibration.leads.map { [place($0, index), $0.scaledWidth ?? .nan] })
        }
        body += key.commands(width: width, height: height)
        let first = PanelPlace(left: 64, right: 456, top: top, bottom: floor)
        body += first.commands(width: width, height: height, title: "Inside the 80 % interval")
        body += PanelPlace.labels(x: "steps ahead", y: "targets inside, %")
        body += "set yrange [\(GnuplotText.number(bottom)):1]\n"
        body += GnuplotText.tics("y", PanelPlace.percentTicks(from: bottom, upTo: 1, step: step))
        body += "set arrow 1 from graph 0, first 0.8 to graph 1, first 0.8 nohead dashtype 3 linecolor \(GnuplotText.rgb(Palette.ink))\n"
        let colored = colors.map { "linecolor \(GnuplotText.rgb($0))" }
        body += plot(
            models.indices.flatMap { index in
                [
                    "$c\(index) using 1:3:(0):($4 - $3) with vectors nohead linewidth 1 \(colored[index])",
                    "$c\(index) using 1:2 with linespoints linewidth 1.6 pointtype 7 pointsize 0.45 \(colored[index])",
                ]
            })
        body += "unset label\nunset arrow\n"
        let second = PanelPlace(left: 548, right: 940, top: top, bottom: floor)
        body += second.commands(width: width, height: height, title: "Width of the 80 % interval")
        body += PanelPlace.labels(x: "steps ahead", y: "width / seasonal error")
        body += "set yrange [0:\(GnuplotText.number(widest * 1.1))]\n" + GnuplotText.tics("y", GnuplotText.valueTicks(upTo: widest * 1.1))
        body += plot(
            models.indices.map { index in
                "$w\(index) using 1:2 with linespoints linewidth 1.6 pointtype 7 pointsize 0.45 \(colored[index])"
            })
        body += "unset multiplot\n"
        return Figure(
            name: name,
            summary: "Coverage and width of the 80 % interval by steps ahead of \(models.map(\.model).joined(separator: ", ")).",
            width: width, height: height, body: body)
    }
}
