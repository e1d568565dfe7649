import Autoscaling
import Forecasting
import Traces

extension Figure {
    /// A forecast after its history: median, central 50, 80 and 98 % as far as the levels reach, and the truth where it is known.
    ///
    /// - Parameters:
    ///   - forecast: the forecast, of the given series.
    ///   - series: history and truth.
    ///   - quantity: what the values measure.
    ///   - calendar: whose clock the time axis shows.
    ///   - context: steps of history to show; three horizons by default.
    ///   - name: name of the figure, unique in a page.
    /// - Throws: ``PlotError/nothingToDraw(figure:reason:)`` when the series has no value before the forecast.
    public static func forecast(
        _ forecast: QuantileForecast, of series: Series, quantity: Quantity, calendar: DemandCalendar = DemandCalendar(),
        context: Int? = nil, name: String = "forecast"
    ) throws(PlotError) -> Figure {
        let axis = series.axis
        guard let known = axis.position(of: forecast.axis.start), known > 0, known <= series.count else {
            throw .nothingToDraw(figure: name, reason: "series \(series.id) has no value before the forecast")
        }
        let first = max(0, known - (context ?? 3 * forecast.horizon))
        let end = known + forecast.horizon - 1
        let time = PlotTime(axis, from: axis.time(at: first), to: axis.time(at: end), calendar: calendar)
        func row(_ position: Int, _ values: Double...) -> [Double] { [time.x(axis.time(at: position))] + values }
        let steps = 0..<forecast.horizon
        let bands = zip([0.5, 0.8, 0.98], Palette.bands).compactMap { share, color -> Band? in
            guard let low = try? forecast.quantile((1 - share) / 2), let high = try? forecast.quantile((1 + share) / 2) else { return nil }
            return Band(share: share, color: color, low: low, high: high)
        }
        let middle = (try? forecast.quantile(0.5)) ?? steps.map { forecast[$0, forecast.levels.count / 2] }
        var body = GnuplotText.style + time.commands()
        body += GnuplotText.block("history", (first..<known).map { row($0, Double(series.values[$0])) })
        let truth = (known - 1)..<min(series.count, end + 1)
        body += GnuplotText.block("truth", truth.map { row($0, Double(series.values[$0])) })
        for band in bands {
            let rows = steps.map { row(known + $0, Double(band.low[$0]), Double(band.high[$0])) }
            body += GnuplotText.block("band\(Int(band.share * 100))", rows)
        }
        body += GnuplotText.block("median", steps.map { row(known + $0, Double(middle[$0])) })
        let shown = series.values[first..<truth.upperBound].filter { !$0.isNaN } + (bands.last.map { $0.low + $0.high } ?? middle)
        let (lowest, highest) = (Double(shown.min() ?? 0), Double(shown.max() ?? 1))
        // Values that are all the same need room as well; all 0, they have no scale of their own.
        let scale = max(highest - lowest, abs(highest) * 1e-3)
        let room = scale > 1e-9 ? 0.06 * scale : 1
        // The axis begins at the lower bound unless that would leave more than half of the figure empty.
        let bound = quantity.lowerBound.map(Double.init)
        let bottom = bound.map { highest - $0 < 2 * (highest - lowest) ? min($0, lowest) : lowest - room } ?? lowest - room
        body += "set yrange [\(GnuplotText.number(bottom)):\(GnuplotText.number(highest + room))]\n"
        body += GnuplotText.tics("y", GnuplotText.valueTicks(from: bottom, upTo: highest + room, count: 5))
        // `per min` reads better than `per 1 min`.
        let length = Duration.nanoseconds(axis.step).text
        let stepText = axis.kind == .clock ? (length.hasPrefix("1 ") ? String(length.dropFirst(2)) : length) : nil
        body += "set ylabel \(GnuplotText.quoted(quantity.axisLabel(stepText: stepText))) textcolor \(GnuplotText.rgb(Palette.quiet))\n"
        body += "set xlabel \(GnuplotText.quoted(time.label)) textcolor \(GnuplotText.rgb(Palette.quiet))\n"
        body += "set key outside top left horizontal reverse Left width 2\n"
        let origin = GnuplotText.number(time.x(axis.time(at: known - 1)))
        body += "set arrow from \(origin), graph 0 to \(origin), graph 1 nohead linecolor \(GnuplotText.rgb(Palette.quiet)) dashtype 3\n"
        var curves: [String] = []
        for band in bands.reversed() {
            curves.append(
                "$band\(Int(band.share * 100)) using 1:2:3 with filledcurves fillcolor \(GnuplotText.rgb(band.color)) fillstyle solid noborder "
                    + "title '\(Int(band.share * 100)) %'")
        }
        curves.append("$history using 1:2 with lines linewidth 1.4 linecolor \(GnuplotText.rgb(Palette.demand)) title 'history'")
        if truth.count > 1 {
            curves.append(
                "$truth using 1:2 with linespoints linewidth 1.2 pointtype 7 pointsize 0.35 linecolor \(GnuplotText.rgb(Palette.ink)) title 'truth'"
            )
        }
        curves.append("$median using 1:2 with lines linewidth 2.2 linecolor \(GnuplotText.rgb(Palette.median)) title 'median'")
        body += "plot " + curves.joined(separator: ", \\\n     ") + "\n"
        return Figure(
            name: name, summary: "Forecast of \(series.id) over \(forecast.horizon) steps with its uncertainty, beside history and truth.",
            width: 960, height: 320, body: body)
    }
}

private struct Band {
    var share: Double
    var color: PlotColor
    var low: [Float]
    var high: [Float]
}
