extension ForecastTable {
    /// Sample paths: `unique_id,cutoff,path,ds,y`, one row a path and step; paths are numbered from 1.
    public static func pathsCSV(_ series: [SamplePaths]) -> [UInt8] {
        var text = TableText("unique_id,cutoff,path,ds,y")
        text.reserve(series.reduce(0) { $0 + $1.values.count } * 60)
        for paths in series {
            let times = times(of: paths)
            for path in 0..<paths.count {
                let start = "\(field(paths.seriesID)),\(paths.axis.format(paths.origin)),\(path + 1)"
                for step in 0..<paths.horizon {
                    text.begin(start)
                    text.add(times[step])
                    text.add(paths[path, step])
                }
            }
        }
        return text.bytes
    }

    /// The same, one JSON object a path and line: `{"unique_id":…,"cutoff":…,"path":1,"ds":[…],"y":[…]}`.
    public static func pathsNDJSON(_ series: [SamplePaths]) -> [UInt8] {
        var out: [UInt8] = []
        for paths in series {
            let quote = paths.axis.kind == .clock ? "\"" : ""
            let times = times(of: paths).map { quote + $0 + quote }.joined(separator: ",")
            let start = "{\"unique_id\":\(JSONText.quoted(paths.seriesID)),\"cutoff\":\(quote)\(paths.axis.format(paths.origin))\(quote)"
            for path in 0..<paths.count {
                let values = (0..<paths.horizon).map { "\(paths[path, $0])" }.joined(separator: ",")
                out += "\(start),\"path\":\(path + 1),\"ds\":[\(times)],\"y\":[\(values)]}\n".utf8
            }
        }
        return out
    }

    /// Ceilings of sample paths: `unique_id,cutoff,c0.5,c0.9,c0.95`, quantiles of the maximum over the horizon.
    public static func ceilings(_ series: [SamplePaths], levels: [Double]) -> [UInt8] {
        ceilings(series.map { ($0.seriesID, $0.axis.format($0.origin), $0.ceiling) }, levels: levels)
    }

    private static func times(of paths: SamplePaths) -> [String] {
        (0..<paths.horizon).map { paths.axis.format(paths.axis.time(at: $0)) }
    }
}
