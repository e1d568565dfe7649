import Autoscaling
import Forecasting

extension Figure {
    /// Promised against observed shares, a line per model: of single quantiles, and of central intervals. Honest forecasts follow the
    /// diagonal, around which the shade is where 95 % of honest forecasts lie when targets are independent. Where targets lie on quantiles
    /// the share strictly below them is a dashed line; honest is what has the diagonal between the two.
    ///
    /// - Parameters:
    ///   - models: a line each, in this order.
    ///   - name: name of the figure, unique in a page.
    /// - Throws: ``PlotError/nothingToDraw(figure:reason:)`` when nothing was scored.
    public static func coverage(of models: [ModelCalibration], name: String = "coverage") throws(PlotError) -> Figure {
        let models = try ModelCalibration.scored(models, figure: name)
        let colors = ModelCalibration.colors(models)
        let width = 960
        let key = ModelKey(models.map(\.model), colors: colors, left: 64, width: width)
        let (top, bottom) = (key.height + 30, key.height + 356)
        let height = Int(bottom) + 54
        var body = GnuplotText.style + "unset key\nset grid xtics\nset multiplot\nset xrange [0:1]\nset yrange [0:1]\n"
        let ticks = PanelPlace.percentTicks(from: 0, upTo: 1, step: 0.2)
        body += GnuplotText.tics("x", ticks) + "set xtics scale 0\n" + GnuplotText.tics("y", ticks)
        body += band(targets: models.map(\.calibration.targets).min() ?? 1)
        for (index, model) in models.enumerated() {
            let c = model.calibration
            body += GnuplotText.block("q\(index)", c.levels.map { [$0.level, $0.atOrBelow.share ?? .nan] })
            body += GnuplotText.block("t\(index)", c.levels.map { [$0.level, $0.below.share ?? .nan] })
            body += GnuplotText.block("i\(index)", c.intervals.map { [$0.nominal, $0.coverage.share ?? .nan] })
        }
        let common = [
            "$band using 1:2:3 with filledcurves fillcolor \(GnuplotText.rgb(Palette.demandArea)) fillstyle solid noborder",
            "x with lines linewidth 1 dashtype 3 linecolor \(GnuplotText.rgb(Palette.ink))",
        ]
        func line(_ block: String, _ index: Int) -> String {
            "$\(block)\(index) using 1:2 with linespoints linewidth 1.6 pointtype 7 pointsize 0.45 linecolor "
                + GnuplotText.rgb(colors[index])
        }
        body += key.commands(width: width, height: height)
        let place = PanelPlace(left: 64, right: 456, top: top, bottom: bottom)
        body += place.commands(width: width, height: height, title: "Quantiles")
        body += PanelPlace.labels(x: "quantile level, %", y: "targets not above it, %")
        let tied = models.indices.filter { hasTies(models[$0].calibration) }.map { index in
            "$t\(index) using 1:2 with lines linewidth 1.2 dashtype 2 linecolor \(GnuplotText.rgb(colors[index]))"
        }
        body += plot(common + tied + models.indices.map { line("q", $0) })
        body += "unset label\nunset arrow\n"
        let second = PanelPlace(left: 548, right: 940, top: top, bottom: bottom)
        body += second.commands(width: width, height: height, title: "Central intervals")
        body += PanelPlace.labels(x: "promised share, %", y: "targets inside, %")
        body += plot(common + models.indices.map { line("i", $0) }) + "unset multiplot\n"
        let listed = models.map { model in
            let c = model.calibration.intervals.first { abs($0.nominal - 0.8) < 1e-9 }
            return "\(model.model) \((c?.coverage.share ?? .nan).percent(1))"
        }
        return Figure(
            name: name, summary: "Promised against observed shares; inside the 80 % interval: \(listed.joined(separator: ", ")).",
            width: width, height: height, body: body)
    }

    /// Whether a visible share of the targets lies on a quantile.
    private static func hasTies(_ calibration: CalibrationEvaluation) -> Bool {
        calibration.levels.contains { ($0.atOrBelow.share ?? 0) - ($0.below.share ?? 0) > 0.02 }
    }

    /// Where the observed share of an honest promise lies: `p ± 1.96·√(p(1 − p)/n)`.
    private static func band(targets: Int) -> String {
        GnuplotText.block(
            "band",
            (0...50).map { step -> [Double] in
                let p = Double(step) / 50
                let half = 1.96 * (p * (1 - p) / Double(targets)).squareRoot()
                return [p, max(0, p - half), min(1, p + half)]
            })
    }

    static func plot(_ curves: [String]) -> String { "plot " + curves.joined(separator: ", \\\n     ") + "\n" }
}
