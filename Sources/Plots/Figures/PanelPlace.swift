import Autoscaling

/// Where the axes of one panel stand in a picture of several, in pixels from the upper left corner.
struct PanelPlace {
    var left: Double
    var right: Double
    var top: Double
    var bottom: Double

    /// Margins, and the panel's title above its left end.
    /// - Parameters:
    ///   - width: of the picture.
    ///   - height: of the picture.
    ///   - title: in bold.
    func commands(width: Int, height: Int, title: String) -> String {
        func across(_ x: Double) -> String { (x / Double(width)).fixed(5) }
        func up(_ y: Double) -> String { (1 - y / Double(height)).fixed(5) }
        return """
            set lmargin at screen \(across(left))
            set rmargin at screen \(across(right))
            set tmargin at screen \(up(top))
            set bmargin at screen \(up(bottom))
            set label 1 \(GnuplotText.quoted(title, bold: true)) at screen \(across(left)), screen \(up(top - 16)) left textcolor \
            \(GnuplotText.rgb(Palette.ink))

            """
    }

    /// Words under and beside the axes.
    static func labels(x: String, y: String) -> String {
        "set xlabel \(GnuplotText.quoted(x)) textcolor \(GnuplotText.rgb(Palette.quiet))\n"
            + "set ylabel \(GnuplotText.quoted(y)) textcolor \(GnuplotText.rgb(Palette.quiet))\n"
    }

    /// Tics of shares in percent, each `step` of them.
    static func percentTicks(from bottom: Double, upTo top: Double, step: Double) -> [AxisTick] {
        stride(from: bottom, through: top + 1e-9, by: step).map { AxisTick(position: $0, label: ($0 * 100).readable) }
    }
}
