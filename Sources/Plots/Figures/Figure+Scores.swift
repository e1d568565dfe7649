import Autoscaling

extension Figure {
    /// Bars of the scores of a backtest, a panel per metric, a bar per model with its number.
    ///
    /// - Throws: ``PlotError/nothingToDraw(figure:reason:)`` for an empty table.
    public static func scores(_ table: ScoreTable, name: String = "scores") throws(PlotError) -> Figure {
        guard !table.models.isEmpty, !table.metrics.isEmpty else { throw .nothingToDraw(figure: name, reason: "there are no scores") }
        let (width, left) = (960.0, 150.0)
        let rows = table.models.count
        let height = 46 + 26 * rows
        let slot = (width - left) / Double(table.metrics.count)
        let colors = table.models.map { table.rivals.contains($0) ? Palette.rival : Palette.median }
        var body = GnuplotText.style + "unset key\nunset grid\nset border 0\nunset xtics\nunset ytics\n"
        body += "set yrange [\(rows - 1).6:-0.6]\nset style fill solid 1 noborder\nset multiplot\n"
        body += "set tmargin at screen \((1 - 34 / Double(height)).fixed(5))\nset bmargin at screen \((6 / Double(height)).fixed(5))\n"
        for (column, metric) in table.metrics.enumerated() {
            let numbers = table.values.map { $0[column].flatMap { $0.isFinite ? $0 : nil } }
            // Numbers stand in a column of their own at the right, where no bar and no line reaches; it takes about 58 pixels.
            let room = max(1.32, (slot - 24) / max(slot - 24 - 58, 1))
            let top = max(numbers.compactMap(\.self).max() ?? 0, metric.reference ?? 0, 1e-12) * room
            let from = left + Double(column) * slot
            body += "set lmargin at screen \((from / width).fixed(5))\nset rmargin at screen \(((from + slot - 24) / width).fixed(5))\n"
            body += "set xrange [0:\(GnuplotText.number(top))]\nunset label\nunset arrow\n"
            body += "set label 1 \(GnuplotText.quoted(metric.name, bold: true)) at graph 0, graph 1.12 left "
            body += "textcolor \(GnuplotText.rgb(Palette.ink))\n"
            if let reference = metric.reference {
                body += "set arrow 1 from \(GnuplotText.number(reference)), graph 0 to \(GnuplotText.number(reference)), graph 1.03 "
                body += "nohead dashtype 3 linecolor \(GnuplotText.rgb(Palette.ink)) front\n"
            }
            for (row, number) in numbers.enumerated() {
                body += "set label \(100 + row) \(GnuplotText.quoted(number?.fixed(metric.places) ?? "–")) at graph 1, "
                body += "first \(row) right textcolor \(GnuplotText.rgb(Palette.ink)) front\n"
                if column == 0 {
                    body += "set label \(200 + row) \(GnuplotText.quoted(table.models[row])) at graph 0, first \(row) right offset -1,0 "
                    body += "textcolor \(GnuplotText.rgb(Palette.ink))\n"
                }
            }
            for (row, number) in numbers.enumerated() {
                body += GnuplotText.block("b\(column)x\(row)", [[(number ?? 0) / 2, Double(row), (number ?? 0) / 2, 0.3]])
            }
            let bars = numbers.indices.map { "$b\(column)x\($0) using 1:2:3:4 with boxxyerror fillcolor \(GnuplotText.rgb(colors[$0]))" }
            body += "plot " + bars.joined(separator: ", \\\n     ") + "\n"
        }
        body += "unset multiplot\n"
        let listed = table.metrics.map(\.name).joined(separator: ", ")
        return Figure(
            name: name, summary: "Scores of \(table.models.joined(separator: ", ")) by \(listed).", width: Int(width), height: height,
            body: body)
    }
}
