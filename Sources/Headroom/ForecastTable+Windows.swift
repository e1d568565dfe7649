extension ForecastTable {
    /// Sums over the horizon: `unique_id,cutoff,mean,s0.1,s0.5,…`, quantiles of the sum of demand over all steps.
    public static func sumsCSV(_ series: [SamplePaths], levels: [Double]) -> [UInt8] {
        var text = TableText("unique_id,cutoff,mean," + levels.map { column($0, prefix: "s") }.joined(separator: ","))
        for paths in series {
            let sum = paths.sum(over: 0..<paths.horizon)
            text.begin([field(paths.seriesID), paths.axis.format(paths.origin), "\(Float(sum.mean))"].joined(separator: ","))
            for level in levels { text.add(sum.quantile(level)) }
        }
        return text.bytes
    }

    /// When a threshold is first exceeded: `unique_id,cutoff,ds,probability`, for every step the probability that it has been exceeded by then.
    public static func crossingsCSV(_ series: [SamplePaths], threshold: Float) -> [UInt8] {
        var text = TableText("unique_id,cutoff,ds,probability")
        for paths in series {
            let times = paths.crossingTimes(of: threshold, over: 0..<paths.horizon)
            let start = [field(paths.seriesID), paths.axis.format(paths.origin)].joined(separator: ",")
            for step in 0..<paths.horizon {
                text.begin(start)
                text.add(paths.axis.format(paths.axis.time(at: step)))
                text.add("\(times.probability(by: step))")
            }
        }
        return text.bytes
    }
}
