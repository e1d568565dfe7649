/// A colour with its counterpart on a dark page.
///
/// Series have the hues of Okabe & Ito ("Color Universal Design", 2008), which people with any common colour blindness tell apart.
public struct PlotColor: Hashable, Sendable {
    /// Name of the CSS variable that stands for it in pages, without the dashes.
    public let name: String
    /// `#rrggbb` on white.
    public let light: String
    /// `#rrggbb` on a dark page.
    public let dark: String
}

/// The colours of all figures.
public enum Palette {
    /// Words.
    public static let ink = PlotColor(name: "plot-ink", light: "#1f2937", dark: "#e5e7eb")
    /// Axes and their words.
    public static let quiet = PlotColor(name: "plot-quiet", light: "#6b7280", dark: "#9ca3af")
    /// Grid lines.
    public static let grid = PlotColor(name: "plot-grid", light: "#e7e9ee", dark: "#2c3442")
    /// Demand as a line.
    public static let demand = PlotColor(name: "plot-demand", light: "#64748b", dark: "#94a3b8")
    /// Demand as an area.
    public static let demandArea = PlotColor(name: "plot-demand-area", light: "#dde2ea", dark: "#333d4d")
    /// Demand that is not served, and what went wrong in general.
    public static let violation = PlotColor(name: "plot-violation", light: "#d55e00", dark: "#ff8a3c")
    /// The times in which that happened.
    public static let violationArea = PlotColor(name: "plot-violation-area", light: "#fbe3d2", dark: "#4a2a17")
    /// Median of a forecast.
    public static let median = PlotColor(name: "plot-median", light: "#0072b2", dark: "#6cc3f5")
    /// Central 50 %, 80 % and 98 % of a forecast.
    public static let bands = [
        PlotColor(name: "plot-band-50", light: "#93c6e4", dark: "#2b6387"),
        PlotColor(name: "plot-band-80", light: "#c0dff0", dark: "#214a66"),
        PlotColor(name: "plot-band-98", light: "#e2f0f8", dark: "#1a3447"),
    ]

    /// Hosts and other machines in use.
    public static let inUse = green
    /// Bars of models to compare with.
    public static let rival = PlotColor(name: "plot-rival", light: "#aab4c3", dark: "#556275")

    /// Known policies keep their colour in all figures; others take the rest in turn.
    public static func series(_ names: [String]) -> [PlotColor] {
        let taken = Set(names.compactMap { fixed[$0] })
        let free = others.filter { !taken.contains($0) }
        var next = 0
        return names.map { name in
            if let known = fixed[name] { return known }
            next += 1
            return free[(next - 1) % free.count]
        }
    }

    /// Colours of the models of one figure; models to compare with are grey.
    /// - Parameters:
    ///   - names: of the models, in the order of the figure.
    ///   - rivals: names of those to compare with.
    public static func models(_ names: [String], rivals: Set<String> = []) -> [PlotColor] {
        let turn = [median, orange, green, purple, brown, sky]
        var next = 0
        return names.map { name in
            if rivals.contains(name) { return quiet }
            next += 1
            return turn[(next - 1) % turn.count]
        }
    }

    private static let green = PlotColor(name: "plot-green", light: "#009e73", dark: "#2fcfa0")
    private static let orange = PlotColor(name: "plot-orange", light: "#b87d00", dark: "#f0b429")
    private static let purple = PlotColor(name: "plot-purple", light: "#b0558b", dark: "#e39cc6")
    private static let sky = PlotColor(name: "plot-sky", light: "#3a9bd1", dark: "#8fd0f5")
    private static let brown = PlotColor(name: "plot-brown", light: "#8c6d46", dark: "#c9a87c")
    private static let fixed = ["static": green, "hpa": orange, "quantile": median, "oracle": quiet]
    private static let others = [purple, sky, brown, median, green, orange]

    /// Every colour once, for the style sheet of a page.
    public static let all =
        [
            ink, quiet, grid, demand, demandArea, violation, violationArea, median, rival, green, orange, purple, sky, brown,
        ] + bands
}
