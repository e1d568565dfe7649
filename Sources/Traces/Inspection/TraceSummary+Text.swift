extension TraceSummary {
    /// The summary as a few lines of text for a terminal, at most about 100 columns wide.
    ///
    /// ```
    /// 2 series of counts (invocations), step 1 min
    /// from 2019-07-15T08:00:00Z to 2019-07-15T15:59:00Z: 480 steps, 8 h; time zone UTC
    ///
    ///   values    960, none missing, 41.2 % zeros
    ///   sizes     min 0, median 2, mean 3.518, max 60; total 3,377
    ///   seasons   60 steps (1 h) in 1 of 2 series
    ///   demand    ▂▃▅█▅▃▂▂▃▅█▅▃▂
    /// ```
    public var text: String {
        var lines = [heading, times, ""]
        func field(_ name: String, _ value: String) { lines.append("  " + Self.left(name, 10) + value) }
        field("values", "\(NumberText.grouped(values)), \(missingText)\(zeros.map { ", \(NumberText.percent($0)) zeros" } ?? "")")
        if let minimum, let median, let mean, let maximum {
            let sizes =
                "min \(NumberText.short(minimum)), median \(NumberText.short(median)), mean \(NumberText.short(mean)), "
                + "max \(NumberText.short(maximum))"
            field("sizes", sizes + (total.map { "; total \(NumberText.short($0))" } ?? ""))
        }
        if gaps.count > 0 { field("gaps", gapText) }
        field("seasons", seasons.isEmpty ? "none found" : seasons.map(seasonText).joined(separator: "; "))
        if shifts.count > 0 { field("levels", shiftText) }
        if let sparkline { field("demand", sparkline) }
        if series > 1 && !top.isEmpty { lines += ["", "  " + tableTitle] + table }
        return lines.map(Self.withoutTrailingBlanks).joined(separator: "\n") + "\n"
    }

    private var heading: String {
        let unit = unit.isEmpty ? "" : " (\(Self.printable(unit)))"
        let step = stepSeconds.map { ", step \(NumberText.span(seconds: $0))" } ?? (series == 0 ? "" : ", without a clock")
        return "\(NumberText.grouped(series)) series of \(kind.rawValue)s\(unit)\(step)"
    }

    private var times: String {
        guard let start, let end else { return "no values" }
        let span = stepSeconds.map { ", " + NumberText.span(seconds: $0 * Double(steps)) } ?? ""
        let zone = stepSeconds == nil ? "" : "; time zone \(Self.printable(timeZone))"
        let lengths = shortest == longest ? "" : "; \(NumberText.grouped(shortest)) to \(NumberText.grouped(longest)) values a series"
        return "from \(start) to \(end): \(NumberText.grouped(steps)) step\(steps == 1 ? "" : "s")\(span)\(zone)\(lengths)"
    }

    private var missingText: String {
        missing == 0 ? "none missing" : "\(NumberText.grouped(missing)) missing (\(NumberText.percent(Double(missing) / Double(values))))"
    }

    private var gapText: String {
        let length =
            "\(NumberText.grouped(gaps.longest)) step\(gaps.longest == 1 ? "" : "s")"
            + (stepSeconds.map { " (\(NumberText.span(seconds: $0 * Double(gaps.longest))))" } ?? "")
        return "\(NumberText.grouped(gaps.count)) in \(NumberText.grouped(gaps.series)) series, the longest \(length) from "
            + "\(gaps.longestStart ?? "?") in \(Self.printable(gaps.longestSeries ?? "?", most: 24))"
    }

    private var shiftText: String {
        let voters = series == 1 ? "" : " in \(NumberText.grouped(shifts.series)) of \(NumberText.grouped(series)) series"
        let levels = [shifts.before, shifts.after].map { $0.map(NumberText.short) ?? "?" }.joined(separator: " to ")
        let place = series == 1 ? "" : " in \(Self.printable(shifts.latestSeries ?? "?", most: 24))"
        return "\(NumberText.grouped(shifts.count)) lasting shift\(shifts.count == 1 ? "" : "s")\(voters), the latest from \(levels) at "
            + "\(shifts.latestTime ?? "?")\(place)"
    }

    private func seasonText(_ season: SetSeason) -> String {
        let span = stepSeconds.map { " (\(NumberText.span(seconds: $0 * Double(season.steps))))" } ?? ""
        let voters = series == 1 ? "" : " in \(NumberText.grouped(season.found)) of \(NumberText.grouped(season.eligible)) series"
        return
            "\(NumberText.grouped(season.steps)) steps\(span)\(voters), strength \(NumberText.short((season.strength * 100).rounded() / 100))"
    }

    private var tableTitle: String {
        let order = kind == .count ? "total" : "mean"
        return top.count < series ? "largest \(top.count) series by \(order)" : "series by \(order)"
    }

    private var table: [String] {
        let rows =
            [["series", "total", "mean", "max", "zeros", ""]]
            + top.map { line in
                [
                    Self.printable(line.id, most: 24), NumberText.short(line.total), line.mean.map(NumberText.short) ?? "–",
                    line.maximum.map(NumberText.short) ?? "–", line.zeros.map(NumberText.percent) ?? "–", line.sparkline,
                ]
            }
        // The sum of a rate or a gauge means nothing.
        let columns = kind == .count ? [0, 1, 2, 3, 4, 5] : [0, 2, 3, 4, 5]
        let widths = columns.map { column in rows.map { $0[column].count }.max()! }
        return rows.map { row in
            "  "
                + zip(columns, widths).map { column, width in
                    column == 0 || column == 5 ? Self.left(row[column], width) : Self.right(row[column], width)
                }.joined(separator: "  ")
        }
    }

    private static func left(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(0, width - text.count)) }
    private static func right(_ text: String, _ width: Int) -> String { String(repeating: " ", count: max(0, width - text.count)) + text }

    private static func withoutTrailingBlanks(_ line: String) -> String {
        String(line.reversed().drop { $0 == " " }.reversed())
    }

    // Names come from files: no control characters, and not longer than a column.
    private static func printable(_ text: String, most: Int = 60) -> String {
        let clean = String(text.unicodeScalars.map { $0.properties.generalCategory == .control ? "�" : Character($0) })
        return clean.count <= most ? clean : clean.prefix(most - 1) + "…"
    }
}
