import Tensors

/// One decomposition at work: smoothers for values of one count.
struct STLRun: Sendable {
    private let settings: STL, count: Int, kernels: Kernels
    private let seasons: SeasonSmoother
    private let lowPass: LinearSmoother, trend: LinearSmoother

    init(_ settings: STL, count: Int, kernels: Kernels) {
        (self.settings, self.count, self.kernels) = (settings, count, kernels)
        let isRobust = settings.outerRounds > 0
        seasons = SeasonSmoother(
            count: count, season: settings.season, span: settings.seasonalSpan, degree: settings.seasonalDegree, isRobust: isRobust)
        lowPass = LinearSmoother(count: count, span: settings.lowPassSpan, degree: settings.lowPassDegree)
        trend = LinearSmoother(count: count, span: settings.trendSpan, degree: settings.trendDegree, isRobust: isRobust)
    }

    func decompose(_ values: [Double]) -> (season: [Double], trend: [Double]) {
        var (season, trend) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
        var trust: [Double]?
        let largest = values.reduce(0) { max($0, abs($1)) }
        for round in 0...settings.outerRounds {
            for _ in 0..<settings.innerRounds {
                if let trust {
                    trust.withUnsafeBufferPointer { improve(&season, &trend, values, $0.baseAddress!) }
                } else {
                    improve(&season, &trend, values, nil)
                }
            }
            guard round < settings.outerRounds else { break }
            trust = RobustnessWeights.of((0..<count).map { values[$0] - season[$0] - trend[$0] }, largest: largest)
        }
        return (season, trend)
    }

    /// One round of the inner loop.
    private func improve(_ season: inout [Double], _ trend: inout [Double], _ values: [Double], _ trust: UnsafePointer<Double>?) {
        let p = settings.season
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 3 * (count + 2 * p)) { memory in
            let free = memory.baseAddress!, cycles = free + count + 2 * p, work = cycles + count + 2 * p
            for step in 0..<count { free[step] = values[step] - trend[step] }
            seasons.smooth(cycles, free, trust: trust, kernels)
            // What is slower than the season goes back to the trend.
            Kernels.movingAverage(work, cycles, count: count + 2 * p, span: p)
            Kernels.movingAverage(free, work, count: count + p + 1, span: p)
            Kernels.movingAverage(work, free, count: count + 2, span: 3)
            lowPass.smooth(free, work, kernels)
            for step in 0..<count {
                season[step] = cycles[p + step] - free[step]
                work[step] = values[step] - season[step]
            }
            trend.withUnsafeMutableBufferPointer { self.trend.smooth($0.baseAddress!, work, trust: trust, kernels) }
        }
    }
}
