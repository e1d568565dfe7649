import Autoscaling
import Traces

/// A window of demand as an example of a class.
public struct WindowExample: Hashable, Sendable {
    /// The class that it stands for: examples of one class stand below each other.
    public var group: String
    /// What is written above it.
    public var title: String
    /// Values of the window, NaN where missing.
    public var values: [Float]
    /// Values before the window, for orientation.
    public var before: [Float]

    /// Makes an example.
    public init(group: String, title: String, values: [Float], before: [Float] = []) {
        (self.group, self.title, self.values, self.before) = (group, title, values, before)
    }
}

extension Figure {
    /// Windows of demand side by side, a column per class: what came before in grey, the window in the colour of its class. Every panel has an
    /// axis of its own, from 0: classes are shapes, not sizes.
    ///
    /// - Parameters:
    ///   - examples: the windows; groups stand in the order of their first example.
    ///   - step: words for the step of the values, such as `1 min`.
    ///   - name: name of the figure, unique in a page.
    /// - Throws: ``PlotError/nothingToDraw(figure:reason:)`` without a window that has a value.
    public static func windowExamples(_ examples: [WindowExample], step: String, name: String = "examples") throws(PlotError) -> Figure {
        let examples = examples.filter { $0.values.contains { !$0.isNaN } }
        guard !examples.isEmpty else { throw .nothingToDraw(figure: name, reason: "no window has a value") }
        var groups: [String] = []
        for example in examples where !groups.contains(example.group) { groups.append(example.group) }
        let colors = Palette.models(groups)
        let columns = groups.map { group in examples.filter { $0.group == group } }
        let rows = columns.map(\.count).max() ?? 0
        let (width, panel) = (960, 136.0), height = 136 * rows + 60
        let slot = Double(width - 40) / Double(groups.count)
        var body = GnuplotText.style + "unset key\nset multiplot\nset xtics scale 0\n"
        for (column, own) in columns.enumerated() {
            for (row, example) in own.enumerated() {
                let index = "\(column)_\(row)"
                let known = (example.before + example.values).filter { !$0.isNaN }
                let (lowest, highest) = (Double(min(0, known.min() ?? 0)), Double(known.max() ?? 1))
                let top = highest > lowest ? highest + 0.05 * (highest - lowest) : lowest + 1
                func block(_ name: String, _ values: [Float], from start: Int) -> String {
                    GnuplotText.block(name, values.enumerated().map { [Double(start + $0), Double($1)] })
                }
                body += block("b\(index)", example.before + example.values.prefix(1), from: -example.before.count)
                body += block("w\(index)", example.values, from: 0)
                body += "set xrange [\(-example.before.count):\(max(1, example.values.count - 1))]\n"
                body += "set yrange [\(GnuplotText.number(lowest)):\(GnuplotText.number(top))]\n"
                let far = [-example.before.count, 0, example.values.count - 1].filter {
                    $0 != 0 || example.before.isEmpty || example.before.count > 4
                }
                let isLast = row + 1 == own.count
                body += GnuplotText.tics("x", Set(far).sorted().map { AxisTick(position: Double($0), label: isLast ? "\($0)" : "") })
                body += GnuplotText.tics("y", GnuplotText.valueTicks(from: lowest, upTo: top, count: 3))
                let left = 56 + Double(column) * slot
                let place = PanelPlace(
                    left: left, right: left + slot - 48, top: Double(row) * panel + 40, bottom: Double(row + 1) * panel + 10)
                body += place.commands(width: width, height: height, title: example.title)
                body += PanelPlace.labels(x: isLast ? "steps of \(step)" : "", y: "")
                body += "plot $b\(index) using 1:2 with lines linewidth 1 linecolor \(GnuplotText.rgb(Palette.rival)), \\\n     "
                body += "$w\(index) using 1:2 with lines linewidth 1.4 linecolor \(GnuplotText.rgb(colors[column]))\n"
                body += "unset label\n"
            }
        }
        body += "unset multiplot\n"
        return Figure(
            name: name, summary: "Windows of demand as examples of \(groups.joined(separator: ", ")).", width: width, height: height,
            body: body)
    }
}
