import Autoscaling

/// Pieces of gnuplot programs.
enum GnuplotText {
    /// A string constant that shows the text as it is.
    ///
    /// In single quotes, because gnuplot runs what stands between backquotes in double ones. Signs with a meaning in enhanced text get a
    /// backslash. Control characters, which would end the line, become blanks, except for line feeds.
    static func quoted(_ text: String, bold: Bool = false) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            var out = ""
            for scalar in line.unicodeScalars {
                switch scalar {
                case "'": out += "''"
                case "\\", "{", "}", "_", "^", "@", "&", "~": out += "\\" + String(scalar)
                case _ where scalar.properties.generalCategory == .control: out += " "
                default: out.unicodeScalars.append(scalar)
                }
            }
            return bold ? "'{/:Bold \(out)}'" : "'\(out)'"
        }.joined(separator: ".\"\\n\".")
    }

    /// A number with at most six significant digits; `NaN` breaks a line.
    static func number(_ value: Double) -> String {
        guard value.isFinite else { return "NaN" }
        guard value != 0 else { return "0" }
        var (places, magnitude) = (0, abs(value))
        while magnitude < 100_000 && places < 12 {
            magnitude *= 10
            places += 1
        }
        var text = value.fixed(places)
        if text.contains(".") {
            while text.last == "0" { text.removeLast() }
            if text.last == "." { text.removeLast() }
        }
        return text == "-0" ? "0" : text
    }

    /// A named block of data: one row per line, blank lines separate curves.
    static func block(_ name: String, _ rows: some Sequence<[Double]>) -> String {
        var out = "$\(name) << EOD\n"
        for row in rows { out += row.map(number).joined(separator: " ") + "\n" }
        return out + "EOD\n"
    }

    /// Colour of a line, an area or words.
    static func rgb(_ color: PlotColor) -> String { "rgb '\(color.light)'" }

    /// What all figures share: a quiet frame, horizontal grid lines, words in the colours of the palette.
    static let style = """
        set border 1 linecolor \(rgb(Palette.quiet)) linewidth 0.8
        set tics nomirror scale 0.5 textcolor \(rgb(Palette.quiet))
        set ytics scale 0
        set grid ytics linetype 1 linecolor \(rgb(Palette.grid)) linewidth 0.8
        set grid noxtics
        set key textcolor \(rgb(Palette.ink)) samplen 1.6 spacing 1.15

        """

    /// Tics with words, or without; gnuplot takes the words of tics for formats, in which a percent sign is doubled.
    static func tics(_ axis: String, _ ticks: [AxisTick], words: Bool = true) -> String {
        let places = ticks.map { "\(quoted(words ? $0.label.replacing("%", with: "%%") : "")) \(number($0.position))" }
        return "set \(axis)tics (" + places.joined(separator: ", ") + ")\n"
    }

    /// Round numbers from `bottom` to `top` with words for people, about `count` of them.
    static func valueTicks(from bottom: Double = 0, upTo top: Double, count: Int = 4) -> [AxisTick] {
        let step = AxisTick.roundStep(atLeast: (top - bottom) / Double(count))
        guard step > 0, step.isFinite else { return [AxisTick(position: bottom, label: bottom.readable)] }
        var out: [AxisTick] = []
        var multiple = (bottom / step - 1e-6).rounded(.up)
        while multiple * step <= top + 1e-6 * step && out.count <= 2 * count {
            let value = multiple * step
            out.append(AxisTick(position: value, label: label(value, step: step)))
            multiple += 1
        }
        return out
    }

    /// A tic label: `12,000`, `1.5 M`, `0.05`.
    private static func label(_ value: Double, step: Double) -> String {
        if step >= 1e5 { return value == 0 ? "0" : (value / 1e6).readable + " M" }
        return abs(value) >= 1000 ? value.grouped(step < 1 ? 1 : 0) : value.readable
    }
}
