/// Classes of windows as a table: `unique_id,start,archetype,p_spike,p_periodic,p_ramp,p_stationary,p_idle`.
///
/// `start` is the first minute of a window, written as the times of the trace are. An idle window has `p_idle` 1 and the others 0.
public enum ArchetypeTable {
    /// Names of the columns.
    public static let columns = ["unique_id", "start", "archetype"] + Archetype.allCases.map { "p_\($0.rawValue)" } + ["p_idle"]

    /// CSV text, header included.
    public static func csv(_ classes: [(series: Series, windows: [WindowClass])]) -> [UInt8] {
        var text = TableText(columns.joined(separator: ","))
        text.reserve(classes.reduce(0) { $0 + $1.windows.count } * 90)
        for (series, windows) in classes {
            let id = ForecastTable.field(series.id)
            for window in windows {
                text.begin(id)
                text.add(series.axis.format(series.axis.time(at: window.start)))
                text.add(window.outcome.name)
                for probability in probabilities(window) { text.add(probability) }
            }
        }
        return text.bytes
    }

    /// One JSON object per line, with the columns as keys.
    public static func ndjson(_ classes: [(series: Series, windows: [WindowClass])]) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(classes.reduce(0) { $0 + $1.windows.count } * 180)
        for (series, windows) in classes {
            let id = JSONText.quoted(series.id)
            let quote = series.axis.kind == .clock ? "\"" : ""
            for window in windows {
                let start = series.axis.format(series.axis.time(at: window.start))
                var line = "{\"unique_id\":\(id),\"start\":\(quote)\(start)\(quote),\"archetype\":\"\(window.outcome.name)\""
                for (name, probability) in zip(columns.dropFirst(3), probabilities(window)) { line += ",\"\(name)\":\(probability)" }
                out += (line + "}\n").utf8
            }
        }
        return out
    }

    /// Of the archetypes, then of idle.
    private static func probabilities(_ window: WindowClass) -> [Float] {
        window.probabilities.map { Float($0) } + [window.outcome == .idle ? 1 : 0]
    }
}
