import Autoscaling

/// One policy of a figure of the utilisation of replicas.
struct ReplicaUsePanel {
    let number: Int
    let policy: String
    let color: PlotColor
    let use: ReplicaUse
    let part: Range<Int>
    let target: Double?

    /// Points that a line has at most; beyond, it is the mean of several sub-steps.
    private static let mostPoints = 480
    private var seconds: Double { Double(use.timeline.step) / 1e9 }
    private var bin: Int { RoundBins.size(count: part.count, seconds: seconds, most: Self.mostPoints) }

    /// Mean over the part, weighted by capacity; `nil` where nothing was ever ready.
    var mean: Double? {
        let sum = part.reduce(into: (done: 0.0, possible: 0.0)) { sum, subStep in
            guard let use = use.use(subStep) else { return }
            (sum.done, sum.possible) = (sum.done + use.done, sum.possible + use.possible)
        }
        return sum.possible > 0 ? sum.done / sum.possible : nil
    }

    /// Share of the sub-steps with a utilisation above the target.
    private func timeAbove(_ target: Double) -> Double {
        let known = part.compactMap { use.use($0) }
        return known.isEmpty ? 0 : Double(known.count { $0.done > target * $0.possible * (1 + 1e-9) }) / Double(known.count)
    }

    /// Mean, least and most utilisation at both ends of every bin; a blank line where there is none.
    var block: String {
        var out = "$use\(number) << EOD\n"
        for begin in stride(from: part.lowerBound, to: part.upperBound, by: bin) {
            let end = min(begin + bin, part.upperBound)
            let known = (begin..<end).compactMap { use.use($0) }
            guard !known.isEmpty else {
                out += "\n"
                continue
            }
            let shares = known.map { $0.done / $0.possible }
            let mean = known.reduce(0) { $0 + $1.done } / known.reduce(0) { $0 + $1.possible }
            for edge in [begin, end] {
                let row = [Double(edge - part.lowerBound) * seconds, mean, shares.min()!, shares.max()!]
                out += row.map(GnuplotText.number).joined(separator: " ") + "\n"
            }
        }
        return out + "EOD\n"
    }

    /// Headings and curves.
    var commands: String {
        let ink = GnuplotText.rgb(Palette.ink)
        let quiet = GnuplotText.rgb(Palette.quiet)
        var facts = mean.map { "mean \($0.percent(1)) of the ready replicas" } ?? "no replica was ever ready"
        if let target, mean != nil { facts += " · above the target in \(timeAbove(target).percent(1)) of the time" }
        if bin > 1 { facts += " · line: means of \(Duration.seconds(Double(bin) * seconds).text)" }
        var out = "set label 1 \(GnuplotText.quoted(policy, bold: true)) at graph 0, graph 1.14 left font ',13' textcolor "
        out += "\(GnuplotText.rgb(color))\nset label 2 \(GnuplotText.quoted(facts)) at graph 1, graph 1.14 right textcolor \(ink)\n"
        out += "set ylabel 'in use, %' textcolor \(quiet)\n"
        var curves: [String] = []
        if mean != nil {
            if bin > 1 {
                curves.append(
                    "$use\(number) using 1:3:4 with filledcurves fillcolor \(GnuplotText.rgb(color)) "
                        + "fillstyle transparent solid 0.25 noborder"
                )
            }
            curves.append("$use\(number) using 1:2 with lines linewidth 1.4 linecolor \(GnuplotText.rgb(color))")
        }
        curves.append("\(target.map(GnuplotText.number) ?? "NaN") with lines linewidth 1 dashtype 2 linecolor \(quiet)")
        return out + "plot " + curves.joined(separator: ", \\\n     ") + "\n"
    }
}
