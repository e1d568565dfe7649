import Autoscaling
import Traces

extension Figure {
    /// Most lines that are drawn one by one.
    private static let mostLines = 5000

    /// One line for every instance, from bottom to top in the order of launch: grey while it is set up or torn down, in the colour of its
    /// user while it runs.
    ///
    /// The left edge is the cumulative curve of arrivals, its slope their rate; lines that end together are a group, short lines on a steep
    /// edge a loop that runs away. More lines than ``Figure`` can show one by one become pixels, the fainter the fewer of the instances behind
    /// a pixel were there.
    ///
    /// - Parameters:
    ///   - lives: of one trace.
    ///   - calendar: whose clock the time axis shows; `nil` counts from the start.
    ///   - start: start of the trace in Unix nanoseconds.
    ///   - name: name of the figure, unique in a page.
    /// - Throws: ``PlotError/nothingToDraw(figure:reason:)`` where no instance was ever placed.
    public static func lifetimes(
        of lives: [InstanceLife], calendar: DemandCalendar? = nil, start: Int64 = 0, name: String = "lifetimes"
    ) throws(PlotError) -> Figure {
        let shown = lives.filter { $0.outcome != .rejected }.inLaunchOrder
        guard let first = shown.first, let end = shown.map(\.done).max() else {
            throw .nothingToDraw(figure: name, reason: "no instance was ever placed")
        }
        let span = first.submitted..<max(end, first.submitted + 1)
        let time = PlotTime(microseconds: span, start: start, calendar: calendar)
        let users = LifetimeColors(shown)
        var body = GnuplotText.style + time.commands()
        body += "set yrange [0:\(shown.count)]\n" + GnuplotText.tics("y", GnuplotText.valueTicks(upTo: Double(shown.count), count: 5))
        body += "set ylabel 'instances, in the order of launch' textcolor \(GnuplotText.rgb(Palette.quiet))\n"
        body += "set xlabel \(GnuplotText.quoted(time.label)) textcolor \(GnuplotText.rgb(Palette.quiet))\n"
        body += "set key outside top left horizontal reverse Left width 2\n"
        var plots: [String]
        if shown.count <= mostLines {
            let lines = LifetimeLines(shown, span: span, users: users)
            body += lines.blocks
            plots = lines.plots
        } else {
            let raster = LifetimeRaster(shown, span: span, users: users)
            body += raster.block
            plots = [raster.plot]
        }
        plots += users.keys
        body += "plot " + plots.joined(separator: ", \\\n     ") + "\n"
        return Figure(
            name: name, summary: "Lifetimes of \(shown.count) instances over time, in the order of launch, by user.", width: 960,
            height: 480,
            body: body)
    }
}

/// The colours of users: those with the most instances have one of their own.
struct LifetimeColors {
    /// Users with a colour of their own.
    let names: [String]
    private let colors: [PlotColor]
    private let places: [String: Int]

    /// Colours that differ enough; the last is everybody else's.
    private static let most = 6

    init(_ lives: [InstanceLife]) {
        var counts: [String: Int] = [:]
        for life in lives { counts[life.user, default: 0] += 1 }
        names = Array(counts.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.prefix(Self.most).map(\.key))
        colors = Palette.models(names) + [Palette.quiet]
        places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        hasOthers = counts.count > Self.most
    }

    private let hasOthers: Bool

    /// Number of colours.
    var count: Int { colors.count }
    /// Place of a user's colour.
    func place(of user: String) -> Int { places[user] ?? names.count }
    /// A colour.
    func color(_ place: Int) -> PlotColor { colors[place] }

    /// Entries of the key, without curves.
    var keys: [String] {
        let shown = names.map { $0.isEmpty ? "no user named" : $0 } + (hasOthers ? ["others"] : [])
        let entries = shown.enumerated().map { index, user in
            "NaN with lines linewidth 4 linecolor \(GnuplotText.rgb(colors[index])) title \(GnuplotText.quoted(user))"
        }
        return entries + ["NaN with lines linewidth 4 linecolor \(GnuplotText.rgb(Palette.rival)) title 'set-up and tear-down'"]
    }
}

/// Lines of lifetimes one by one.
private struct LifetimeLines {
    let blocks: String
    let plots: [String]

    init(_ lives: [InstanceLife], span: Range<Int64>, users: LifetimeColors) {
        var running = [[[Double]]](repeating: [], count: users.count)
        var around: [[Double]] = []
        func row(_ index: Int, _ from: Int64, _ to: Int64) -> [Double] {
            [Double(from - span.lowerBound) / 1e6, Double(index) + 0.5, Double(to - from) / 1e6]
        }
        for (index, life) in lives.enumerated() {
            if life.running > life.submitted { around.append(row(index, life.submitted, life.running)) }
            if life.done > life.ended { around.append(row(index, life.ended, life.done)) }
            running[users.place(of: life.user)].append(row(index, life.running, life.ended))
        }
        // As thick as the room of a line allows, so that few are bars and many do not cover each other.
        let width = GnuplotText.number(min(6, max(0.7, 300 / Double(lives.count))))
        func plot(_ name: String, _ color: PlotColor) -> String {
            "$\(name) using 1:2:3:(0) with vectors nohead linewidth \(width) linecolor \(GnuplotText.rgb(color)) notitle"
        }
        var (blocks, plots) = ("", [String]())
        for (name, rows, color) in [("around", around, Palette.rival)]
            + running.indices.map({ ("user\($0)", running[$0], users.color($0)) })
        where !rows.isEmpty {
            blocks += GnuplotText.block(name, rows)
            plots.append(plot(name, color))
        }
        (self.blocks, self.plots) = (blocks, plots)
    }
}
