extension ForecastTable {
    /// What parts of the past add to a forecast: `unique_id,cutoff,from,to,ceiling,mean`, the oldest part first.
    public static func occlusionsCSV(_ series: [(history: History, parts: [Occlusion])]) -> [UInt8] {
        var text = TableText("unique_id,cutoff,from,to,ceiling,mean")
        for (history, parts) in series {
            let axis = history.series.axis
            for part in parts {
                text.begin([field(history.id), axis.format(history.origin)].joined(separator: ","))
                text.add(axis.format(part.first))
                text.add(axis.format(part.last))
                text.add("\(part.ceiling)")
                text.add("\(part.mean)")
            }
        }
        return text.bytes
    }

    /// The same, one JSON object per part and line.
    public static func occlusionsNDJSON(_ series: [(history: History, parts: [Occlusion])]) -> [UInt8] {
        var out: [UInt8] = []
        for (history, parts) in series {
            let axis = history.series.axis
            let quote = axis.kind == .clock ? "\"" : ""
            func time(_ value: Int64) -> String { "\(quote)\(axis.format(value))\(quote)" }
            for part in parts {
                let line =
                    "{\"unique_id\":\(JSONText.quoted(history.id)),\"cutoff\":\(time(history.origin)),\"from\":\(time(part.first)),"
                    + "\"to\":\(time(part.last)),\"ceiling\":\(part.ceiling),\"mean\":\(part.mean)}\n"
                out += line.utf8
            }
        }
        return out
    }
}
