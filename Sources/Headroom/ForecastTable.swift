/// The forecast table: one row per series, origin and target, readable by any judge.
///
/// `unique_id,cutoff,ds,y,mean,q0.1,…`: `cutoff` is the last time known, `ds` the target, `y` the truth (empty when unknown), quantile
/// columns are `q` and the level as asked. Times are ISO 8601 UTC, or integers on an index axis.
public enum ForecastTable {
    /// Column of a level: `q0.1`, `q0.95`.
    static func column(_ level: Double, prefix: String = "q") -> String { "\(prefix)\(level)" }

    /// CSV text of forecasts, header included.
    /// - Parameters:
    ///   - forecasts: one for each series and origin.
    ///   - actual: truth of every forecast `[H]`, NaN = unknown; `nil` leaves the column empty.
    ///   - levels: of the columns.
    /// - Throws: `ForecastError.levelOutsideRange(_:trained:)`.
    public static func csv(
        _ forecasts: [QuantileForecast], actual: [[Float]]? = nil, levels: QuantileLevels
    ) throws(ForecastError) -> [UInt8] {
        var text = TableText("unique_id,cutoff,ds,y,mean," + levels.values.map { column($0) }.joined(separator: ","))
        text.reserve(forecasts.reduce(0) { $0 + $1.horizon } * (80 + 10 * levels.count))
        for (index, forecast) in forecasts.enumerated() {
            let shown = try forecast.at(levels)
            let mean = forecast.mean
            let start = [field(forecast.seriesID), forecast.axis.format(forecast.origin)].joined(separator: ",")
            for step in 0..<forecast.horizon {
                text.begin(start)
                text.add(forecast.axis.format(forecast.axis.time(at: step)))
                text.add(actual.map { $0[index][step] } ?? .nan)
                text.add(mean[step])
                for q in 0..<levels.count { text.add(shown[step, q]) }
            }
        }
        return text.bytes
    }

    /// One row per quantile: `unique_id,cutoff,ds,quantile,value`.
    public static func longCSV(_ forecasts: [QuantileForecast], levels: QuantileLevels) throws(ForecastError) -> [UInt8] {
        var text = TableText("unique_id,cutoff,ds,quantile,value")
        for forecast in forecasts {
            let shown = try forecast.at(levels)
            let start = [field(forecast.seriesID), forecast.axis.format(forecast.origin)].joined(separator: ",")
            for step in 0..<forecast.horizon {
                for (q, level) in levels.values.enumerated() {
                    text.begin(start)
                    text.add(forecast.axis.format(forecast.axis.time(at: step)))
                    text.add("\(level)")
                    text.add(shown[step, q])
                }
            }
        }
        return text.bytes
    }

    /// One JSON object per line: `{"unique_id":…,"cutoff":…,"ds":…,"mean":…,"q0.1":…}`.
    public static func ndjson(_ forecasts: [QuantileForecast], levels: QuantileLevels) throws(ForecastError) -> [UInt8] {
        var out: [UInt8] = []
        for forecast in forecasts {
            let shown = try forecast.at(levels)
            let mean = forecast.mean
            let quote = forecast.axis.kind == .clock ? "\"" : ""
            for step in 0..<forecast.horizon {
                var line =
                    "{\"unique_id\":\(JSONText.quoted(forecast.seriesID)),\"cutoff\":\(quote)\(forecast.axis.format(forecast.origin))\(quote)"
                line += ",\"ds\":\(quote)\(forecast.axis.format(forecast.axis.time(at: step)))\(quote),\"mean\":\(mean[step])"
                for (q, level) in levels.values.enumerated() { line += ",\"\(column(level))\":\(shown[step, q])" }
                out += (line + "}\n").utf8
            }
        }
        return out
    }

    /// Ceilings: `unique_id,cutoff,c0.5,c0.9,c0.95`, quantiles of the maximum over the horizon.
    public static func ceilings(
        _ entries: [(forecast: QuantileForecast, ceiling: Ceiling)], levels: [Double] = [0.5, 0.9, 0.95]
    ) -> [UInt8] {
        ceilings(entries.map { ($0.forecast.seriesID, $0.forecast.axis.format($0.forecast.origin), $0.ceiling) }, levels: levels)
    }

    static func ceilings(_ rows: [(id: String, cutoff: String, ceiling: Ceiling)], levels: [Double]) -> [UInt8] {
        var text = TableText("unique_id,cutoff," + levels.map { column($0, prefix: "c") }.joined(separator: ","))
        for (id, cutoff, ceiling) in rows {
            text.begin([field(id), cutoff].joined(separator: ","))
            for level in levels { text.add(ceiling.quantile(level)) }
        }
        return text.bytes
    }

    // RFC 4180: quotes only where a separator, quote or line end asks for them.
    static func field(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 0x2c || $0 == 0x22 || $0 == 0x0a || $0 == 0x0d }) else { return text }
        return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}

/// Text of a CSV table under construction.
struct TableText {
    private(set) var bytes: [UInt8]

    init(_ header: String) { bytes = Array((header).utf8) + [0x0a] }

    mutating func reserve(_ count: Int) { bytes.reserveCapacity(bytes.count + count) }

    /// Starts a row; the line end of the row before is already there.
    mutating func begin(_ text: String) {
        bytes += text.utf8
        bytes.append(0x0a)
    }

    /// Appends a field to the last row.
    mutating func add(_ text: String) {
        bytes.removeLast()
        bytes.append(0x2c)
        bytes += text.utf8
        bytes.append(0x0a)
    }

    /// Appends a number, shortest form that reads back to the same value; NaN is an empty field.
    mutating func add(_ value: Float) { add(value.isNaN ? "" : "\(value)") }
}

/// Strings as JSON writes them.
enum JSONText {
    static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            case _ where scalar.value < 0x20:
                let hex = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }
}
