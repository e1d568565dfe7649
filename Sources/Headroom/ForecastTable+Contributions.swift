extension ForecastTable {
    /// Contributions to the middle level: `unique_id,cutoff,ds,kind,contribution`, for every step first `base`, then a row per kind of
    /// features.
    public static func contributionsCSV(_ explanations: [ForecastExplanation]) -> [UInt8] {
        var text = TableText("unique_id,cutoff,ds,kind,contribution")
        for explanation in explanations {
            let start = [field(explanation.seriesID), explanation.axis.format(explanation.origin)].joined(separator: ",")
            for step in 0..<explanation.horizon {
                let time = explanation.axis.format(explanation.axis.time(at: step))
                for (kind, contribution) in rows(explanation, step: step) {
                    text.begin(start)
                    text.add(time)
                    text.add(kind)
                    text.add("\(contribution)")
                }
            }
        }
        return text.bytes
    }

    /// The same, one JSON object per step and line: `{"unique_id":…,"cutoff":…,"ds":…,"base":…,"lags":…}`.
    public static func contributionsNDJSON(_ explanations: [ForecastExplanation]) -> [UInt8] {
        var out: [UInt8] = []
        for explanation in explanations {
            let axis = explanation.axis
            let quote = axis.kind == .clock ? "\"" : ""
            let cutoff = "\(quote)\(axis.format(explanation.origin))\(quote)"
            for step in 0..<explanation.horizon {
                var line = "{\"unique_id\":\(JSONText.quoted(explanation.seriesID)),\"cutoff\":\(cutoff)"
                line += ",\"ds\":\(quote)\(axis.format(axis.time(at: step)))\(quote)"
                for (kind, contribution) in rows(explanation, step: step) { line += ",\"\(kind)\":\(contribution)" }
                out += (line + "}\n").utf8
            }
        }
        return out
    }

    private static func rows(_ explanation: ForecastExplanation, step: Int) -> [(kind: String, contribution: Double)] {
        [("base", explanation.base)] + zip(explanation.kinds, explanation[step]).map { ($0.rawValue, $1) }
    }
}
