import Autoscaling

/// Broken promises over time, under a panel of a timeline.
struct RequestStrip {
    let number: Int
    private let part: Range<Int>
    private let seconds: Double
    private let bin: Int
    /// Requests whose promise was broken, for each bar.
    private let broken: [Int]

    /// Pixels between the panel and the strip, and those of both together.
    static let (gap, room) = (12, 46)
    private static let bars = 430

    /// - Parameters:
    ///   - number: of the panel.
    ///   - requests: of the whole run.
    ///   - part: sub-steps to show.
    ///   - seconds: length of a sub-step.
    init(number: Int, requests: RequestTimeline, part: Range<Int>, seconds: Double) {
        (self.number, self.part, self.seconds) = (number, part, seconds)
        let bin = RoundBins.size(count: part.count, seconds: seconds, most: Self.bars)
        var broken = [Int](repeating: 0, count: (part.count + bin - 1) / bin)
        for subStep in part { broken[(subStep - part.lowerBound) / bin] += Int(requests.violations[subStep]) }
        (self.bin, self.broken) = (bin, broken)
    }

    /// The highest bar.
    var most: Int { broken.max() ?? 0 }

    /// Bars that are not empty: middle and height.
    var block: String {
        let rows = broken.indices.filter { broken[$0] > 0 }.map { index -> [Double] in
            let end = min((index + 1) * bin, part.count)
            return [Double(index * bin + end) / 2 * seconds, Double(broken[index])]
        }
        return rows.isEmpty ? "" : GnuplotText.block("broken\(number)", rows)
    }

    /// Axes and bars; what the panel had set apart from the axis of time is gone afterwards.
    /// - Parameter most: the highest bar of all panels.
    func commands(most: Int) -> String {
        // A bar of one request among thousands is still one and a half pixels high.
        let top = Double(max(most, 1))
        let least = top * 1.5 / Double(Self.room - Self.gap)
        var out = "unset label 1\nunset label 2\nset yrange [0:\(GnuplotText.number(top))]\n"
        let quiet = GnuplotText.rgb(Palette.quiet)
        let length = Duration.seconds(Double(bin) * seconds).text
        out += "unset ytics\nunset y2label\nset ylabel ''\n"
        out += "unset y2tics\n"
        if most > 0 { out += "set label 4 \(GnuplotText.quoted(top.grouped(0))) at graph 1.01, graph 0.8 left textcolor \(quiet)\n" }
        out += "set label 3 \(GnuplotText.quoted("broken\nper \(length)")) at graph -0.01, graph 0.75 right textcolor \(quiet)\n"
        if self.most > 0 {
            // Without a width of their own lonely bars would reach half-way to the next.
            out += "set boxwidth \(GnuplotText.number(Double(bin) * seconds)) absolute\n"
            out += "plot $broken\(number) using 1:($2 > \(GnuplotText.number(least)) ? $2 : \(GnuplotText.number(least))) with boxes "
            out += "fillcolor \(GnuplotText.rgb(Palette.violation)) fillstyle solid noborder\n"
        } else {
            out += "plot NaN notitle\n"
        }
        return out + "unset label 3\nunset label 4\nset ytics scale 0\n"
    }
}
