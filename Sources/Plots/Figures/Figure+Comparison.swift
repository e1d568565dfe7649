import Autoscaling

extension Figure {
    /// Violations against cost, a point per policy: down and to the left is better.
    ///
    /// - Throws: ``PlotError/nothingToDraw(figure:reason:)`` without scores.
    public static func comparison(of scores: [PolicyScore], name: String = "comparison") throws(PlotError) -> Figure {
        guard !scores.isEmpty else { throw .nothingToDraw(figure: name, reason: "no policy was simulated") }
        let right = max(scores.map(\.replicaHours).max() ?? 0, 1e-9) * 1.12
        let top = max((scores.map(\.violationTimeShare).max() ?? 0) * 100 * 1.15, 0.1)
        var body = GnuplotText.style + "set grid xtics\nunset key\n"
        body += "set xrange [0:\(GnuplotText.number(right))]\nset yrange [\(GnuplotText.number(-0.04 * top)):\(GnuplotText.number(top))]\n"
        body += GnuplotText.tics("x", GnuplotText.valueTicks(upTo: right, count: 6)) + "set xtics scale 0\n"
        body += GnuplotText.tics("y", GnuplotText.valueTicks(upTo: top))
        body += "set xlabel 'replica-hours asked for' textcolor \(GnuplotText.rgb(Palette.quiet))\n"
        body += "set ylabel 'time in violation, %' textcolor \(GnuplotText.rgb(Palette.quiet))\n"
        let colors = Palette.series(scores.map(\.policy))
        for (index, placed) in ComparisonLabels.place(scores, right: right, top: top).enumerated() {
            body += "set label \(index + 1) \(GnuplotText.quoted(scores[index].policy, bold: true)) at \(GnuplotText.number(placed.x)), "
            body += "\(GnuplotText.number(placed.y)) \(placed.side) offset \(placed.side == "left" ? "1.1" : "-1.1"),\(placed.lift) "
            body += "textcolor \(GnuplotText.rgb(colors[index]))\n"
        }
        for (index, score) in scores.enumerated() {
            body += GnuplotText.block("p\(index)", [[score.replicaHours, score.violationTimeShare * 100]])
        }
        let points = scores.indices.map { index in
            let type = scores[index].policy == "oracle" ? 6 : 7
            return
                "$p\(index) using 1:2 with points pointtype \(type) pointsize 1.1 linewidth 1.6 linecolor \(GnuplotText.rgb(colors[index]))"
        }
        body += "plot " + points.joined(separator: ", \\\n     ") + "\n"
        let listed = scores.map { "\($0.policy) \($0.violationTimeShare.percent(2)) at \($0.replicaHours.fixed(1)) h" }.joined(
            separator: ", ")
        return Figure(
            name: name, summary: "Time in violation against replica-hours: \(listed).", width: 640, height: 360, body: body)
    }
}

/// Puts names beside points so that they do not lie on each other.
enum ComparisonLabels {
    struct Place: Equatable {
        var x: Double
        var y: Double
        /// `left` when the words begin at the point.
        var side: String
        /// Lines upwards; never downwards, where the axis is.
        var lift: String
    }

    static func place(_ scores: [PolicyScore], right: Double, top: Double) -> [Place] {
        var placed: [Place] = []
        for score in scores {
            let (x, y) = (score.replicaHours, score.violationTimeShare * 100)
            let side = x > 0.8 * right ? "right" : "left"
            // Words that begin within a fifth of the width and a sixteenth of the height of each other would touch.
            let near = placed.filter { abs($0.x - x) < 0.2 * right && abs($0.y - y) < 0.0625 * top }.count
            placed.append(Place(x: x, y: y, side: side, lift: "\(near)"))
        }
        return placed
    }
}
