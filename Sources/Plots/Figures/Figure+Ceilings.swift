import Autoscaling
import Forecasting

extension Figure {
    /// Share of windows whose largest value is not above its forecast quantile, by level, a point per model with its 95 % interval; the
    /// dashed line of a level is what honest ceilings reach.
    ///
    /// - Parameters:
    ///   - models: with ceilings at the same levels.
    ///   - name: name of the figure, unique in a page.
    /// - Throws: ``PlotError/nothingToDraw(figure:reason:)`` without ceilings.
    public static func ceilings(of models: [ModelCalibration], name: String = "ceilings") throws(PlotError) -> Figure {
        let colors = ModelCalibration.colors(models)
        guard let levels = models.first(where: { !$0.ceilings.isEmpty })?.ceilings.map(\.level) else {
            throw .nothingToDraw(figure: name, reason: "no ceilings were scored")
        }
        let (width, height) = (640, 340)
        let lowest = models.flatMap { $0.ceilings.compactMap(\.coverageLow) }.min() ?? 0
        let bottom = max(0, ((min(lowest, levels[0]) - 0.02) * 10).rounded(.down) / 10)
        var body = GnuplotText.style + "set xrange [-0.6:\(levels.count - 1).6]\n"
        body += "set yrange [\(GnuplotText.number(bottom)):1.005]\n"
        body += GnuplotText.tics("x", levels.enumerated().map { AxisTick(position: Double($0), label: ($1 * 100).readable) })
        body += "set xtics scale 0\n"
        body += GnuplotText.tics("y", PanelPlace.percentTicks(from: bottom, upTo: 1, step: bottom < 0.55 ? 0.1 : 0.05))
        body += PanelPlace.labels(x: "level of the ceiling, %", y: "windows not above it, %")
        body += "set key outside top left horizontal reverse Left width 2\n"
        for (index, level) in levels.enumerated() {
            body += "set arrow \(index + 1) from \(GnuplotText.number(Double(index) - 0.4)), \(GnuplotText.number(level)) to "
            body += "\(GnuplotText.number(Double(index) + 0.4)), \(GnuplotText.number(level)) nohead dashtype 3 linewidth 1.4 linecolor "
            body += "\(GnuplotText.rgb(Palette.ink))\n"
        }
        let apart = min(0.14, 0.7 / Double(max(1, models.count)))
        for (index, model) in models.enumerated() {
            let shift = apart * (Double(index) - Double(models.count - 1) / 2)
            let rows = model.ceilings.enumerated().map { at, level -> [Double] in
                [Double(at) + shift, level.coverage.share ?? .nan, level.coverageLow ?? .nan, level.coverageHigh ?? .nan]
            }
            body += GnuplotText.block("r\(index)", rows)
        }
        body += plot(
            models.indices.filter { !models[$0].ceilings.isEmpty }.flatMap { index in
                let color = "linecolor \(GnuplotText.rgb(colors[index]))"
                return [
                    "$r\(index) using 1:3:(0):($4 - $3) with vectors nohead linewidth 1.4 \(color) notitle",
                    "$r\(index) using 1:2 with points pointtype 7 pointsize 0.8 \(color) title "
                        + GnuplotText.quoted(models[index].model),
                ]
            })
        let windows = models.flatMap { $0.ceilings.map(\.coverage.total) }.max() ?? 0
        return Figure(
            name: name,
            summary: "Reliability of the ceilings of \(windows) windows at the levels \(levels.map { "\($0)" }.joined(separator: ", ")).",
            width: width, height: height, body: body)
    }
}
