import Autoscaling

/// How often what was said with a probability came true.
public struct ReliabilityCurve: Hashable, Sendable {
    /// Name of the model.
    public var model: String
    /// Bins that hold anything: mean probability that was said, share that came true, number of statements.
    public var bins: [(said: Double, true: Double, count: Int)] { zip(said, zip(shares, counts)).map { ($0, $1.0, $1.1) } }
    private let said: [Double], shares: [Double], counts: [Int]

    /// Makes a curve; bins without statements are left out.
    public init(model: String, bins: [(said: Double, true: Double, count: Int)]) {
        let held = bins.filter { $0.count > 0 }
        (self.model, said, shares, counts) = (model, held.map(\.said), held.map(\.true), held.map(\.count))
    }
}

extension Figure {
    /// Reliability diagram (DeGroot & Fienberg, "The comparison and evaluation of forecasters", 1983): honest probabilities lie on the diagonal.
    /// The area of a point tells how many statements are behind it.
    ///
    /// - Parameters:
    ///   - curves: one per model.
    ///   - name: name of the figure, unique in a page.
    /// - Throws: ``PlotError/nothingToDraw(figure:reason:)`` without statements.
    public static func reliability(_ curves: [ReliabilityCurve], name: String = "reliability") throws(PlotError) -> Figure {
        let curves = curves.filter { !$0.bins.isEmpty }
        guard !curves.isEmpty else { throw .nothingToDraw(figure: name, reason: "nothing was said with a probability") }
        let colors = Palette.models(curves.map(\.model))
        var body = GnuplotText.style + "set xrange [0:1]\nset yrange [0:1]\nset size square\n"
        for axis in ["x", "y"] { body += GnuplotText.tics(axis, PanelPlace.percentTicks(from: 0, upTo: 1, step: 0.2)) }
        body += PanelPlace.labels(x: "probability that was said, %", y: "came true, %") + "set key bottom right\n"
        body += GnuplotText.block("diagonal", [[0, 0], [1, 1]])
        var plots = ["$diagonal using 1:2 with lines linewidth 1 dashtype 2 linecolor \(GnuplotText.rgb(Palette.quiet)) title 'honest'"]
        for (index, curve) in curves.enumerated() {
            let most = Double(curve.bins.map(\.count).max() ?? 1)
            let rows = curve.bins.map { [$0.said, $0.true, 0.4 + 1.6 * (Double($0.count) / most).squareRoot()] }
            body += GnuplotText.block("r\(index)", rows)
            let color = GnuplotText.rgb(colors[index])
            plots.append("$r\(index) using 1:2 with lines linewidth 1.4 linecolor \(color) title \(GnuplotText.quoted(curve.model))")
            plots.append("$r\(index) using 1:2:3 with points pointtype 7 pointsize variable linecolor \(color) notitle")
        }
        body += "plot " + plots.joined(separator: ", \\\n     ") + "\n"
        return Figure(
            name: name, summary: "How often what \(curves.map(\.model).joined(separator: ", ")) said with a probability came true.",
            width: 480,
            height: 460, body: body)
    }
}
