/// The targets of validation forecasts, one by one: what corrections are fitted to.
struct CalibrationTargets {
    /// One target.
    struct Target {
        /// Index of its forecast, and its step.
        var forecast: Int, step: Int
        /// What came.
        var actual: Float
        /// One over the mean size of its series, 0 for a series of zeros: errors of large and small series count alike.
        var weight: Float
        /// Whether its series comes in whole numbers.
        var isWhole: Bool
    }

    /// All known targets, forecast by forecast.
    let all: [Target]
    /// Group of every target.
    let groups: [Int]

    init(_ sample: ValidationForecasts, groups: CalibrationGroups, isWhole: (History) -> Bool) {
        var all: [Target] = []
        var memberships: [Int] = []
        var weights = SeriesWeights()
        for (index, (origin, forecast)) in zip(sample.origins, sample.forecasts).enumerated() {
            let weight = weights.weight(of: origin)
            let (series, isWhole) = (groups.group(of: origin), isWhole(origin))
            for step in 0..<forecast.horizon {
                let actual = sample.actual(index, step: step)
                guard !actual.isNaN else { continue }
                all.append(Target(forecast: index, step: step, actual: actual, weight: weight, isWhole: isWhole))
                memberships.append(groups.group(at: forecast.axis.time(at: step), series: series))
            }
        }
        (self.all, self.groups) = (all, memberships)
    }

    /// How many independent targets the sample is worth at the level nearest 0.9: that many would let the share of targets below it vary as much
    /// as it does from window to window, of windows that do not overlap (the design effect of cluster samples: Kish, "Survey Sampling", 1965).
    static func effectiveCount(_ sample: ValidationForecasts) -> Double {
        guard let first = sample.forecasts.first else { return 0 }
        let upper = first.levels.index(nearest: 0.9)
        var last: [String: Int] = [:]
        var shares: [Double] = []
        var known = 0
        for index in sample.origins.indices.sorted(by: { (sample.origins[$0].count, $0) < (sample.origins[$1].count, $1) }) {
            let (origin, forecast) = (sample.origins[index], sample.forecasts[index])
            if let last = last[origin.id], origin.count - last < forecast.horizon { continue }
            last[origin.id] = origin.count
            var (below, count) = (0, 0)
            for step in 0..<forecast.horizon {
                let actual = sample.actual(index, step: step)
                guard !actual.isNaN else { continue }
                count += 1
                below += actual <= forecast[step, upper] ? 1 : 0
            }
            guard count > 0 else { continue }
            shares.append(Double(below) / Double(count))
            known += count
        }
        let windows = Double(shares.count)
        guard windows > 1 else { return windows }
        let mean = shares.reduce(0, +) / windows
        let variance = shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (windows - 1) / windows
        return variance > 0 ? min(Double(known), max(1, mean * (1 - mean) / variance)) : Double(known)
    }
}
