import Autoscaling

/// The names of the models in their colours, in lines over all panels of a picture.
struct ModelKey {
    private var places: [(x: Double, line: Int)] = []
    private let names: [String]
    private let colors: [PlotColor]

    /// - Parameters:
    ///   - names: of the models.
    ///   - colors: one for each.
    ///   - left: where lines begin, in pixels.
    ///   - width: of the picture.
    init(_ names: [String], colors: [PlotColor], left: Double, width: Int) {
        (self.names, self.colors) = (names, colors)
        var (x, line) = (left, 0)
        for name in names {
            // A letter is about 7 pixels wide; before it come a stroke and a blank, after it a gap.
            let needed = 32 + 7 * Double(name.count) + 24
            if x > left && x + needed > Double(width) { (x, line) = (left, line + 1) }
            places.append((x, line))
            x += needed
        }
    }

    /// Height in pixels.
    var height: Double { 12 + 20 * Double((places.last?.line ?? 0) + 1) }

    /// Draws the key with the next plot, in a picture of this size; `unset label` and `unset arrow` end it.
    func commands(width: Int, height: Int) -> String {
        var out = ""
        for (index, place) in places.enumerated() {
            func across(_ x: Double) -> String { (x / Double(width)).fixed(5) }
            let y = (1 - (16 + 20 * Double(place.line)) / Double(height)).fixed(5)
            out += "set arrow \(100 + index) from screen \(across(place.x)), screen \(y) to screen \(across(place.x + 24)), screen \(y) "
            out += "nohead linewidth 2.4 linecolor \(GnuplotText.rgb(colors[index]))\n"
            out += "set label \(100 + index) \(GnuplotText.quoted(names[index])) at screen \(across(place.x + 32)), screen \(y) left "
            out += "textcolor \(GnuplotText.rgb(Palette.ink))\n"
        }
        return out
    }
}
