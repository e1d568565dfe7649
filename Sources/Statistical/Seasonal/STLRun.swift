import Tensors

/// One decomposition at work: smoothers and memory for values of one count.
struct STLRun {
    private let settings: STL, count: Int, kernels: Kernels
    /// Of the seasons that have one value more than others, if any, and of those.
    private let longer: LoessSmoother?, shorter: LoessSmoother
    private let lowPass: LinearSmoother, trend: LinearSmoother
    /// The trend where values are not trusted evenly.
    private let robustTrend: LoessSmoother?

    init(_ settings: STL, count: Int, kernels: Kernels) {
        (self.settings, self.count, self.kernels) = (settings, count, kernels)
        let cycles = count / settings.season
        func seasonal(_ cycles: Int) -> LoessSmoother {
            LoessSmoother(count: cycles, span: settings.seasonalSpan, degree: settings.seasonalDegree, margin: 1)
        }
        longer = count % settings.season > 0 ? seasonal(cycles + 1) : nil
        shorter = seasonal(cycles)
        lowPass = LinearSmoother(count: count, span: settings.lowPassSpan, degree: settings.lowPassDegree)
        trend = LinearSmoother(count: count, span: settings.trendSpan, degree: settings.trendDegree)
        robustTrend =
            settings.outerRounds > 0 ? LoessSmoother(count: count, span: settings.trendSpan, degree: settings.trendDegree) : nil
    }

    func decompose(_ values: [Double]) -> (season: [Double], trend: [Double]) {
        var (season, trend) = ([Double](repeating: 0, count: count), [Double](repeating: 0, count: count))
        var robustness: [Double]?
        values.withUnsafeBufferPointer { values in
            for round in 0...settings.outerRounds {
                for _ in 0..<settings.innerRounds { improve(&season, &trend, values, robustness) }
                if round < settings.outerRounds {
                    robustness = RobustnessWeights.of(
                        (0..<count).map { values[$0] - season[$0] - trend[$0] }, largest: values.reduce(0) { max($0, abs($1)) })
                }
            }
        }
        return (season, trend)
    }

    /// One round of the inner loop.
    private func improve(
        _ season: inout [Double], _ trend: inout [Double], _ values: UnsafeBufferPointer<Double>, _ robustness: [Double]?
    ) {
        let p = settings.season
        withUnsafeTemporaryAllocation(of: Double.self, capacity: 3 * (count + 2 * p)) { memory in
            let free = memory.baseAddress!, cycles = free + count + 2 * p, work = cycles + count + 2 * p
            for step in 0..<count { free[step] = values[step] - trend[step] }
            smoothSeasons(cycles, free, robustness)
            // What is slower than the season goes back to the trend.
            Kernels.movingAverage(work, cycles, count: count + 2 * p, span: p)
            Kernels.movingAverage(free, work, count: count + p + 1, span: p)
            Kernels.movingAverage(work, free, count: count + 2, span: 3)
            lowPass.smooth(free, work, kernels)
            for step in 0..<count {
                season[step] = cycles[p + step] - free[step]
                work[step] = values[step] - season[step]
            }
            trend.withUnsafeMutableBufferPointer { out in
                if let robustness, let robustTrend {
                    robustTrend.smooth(out.baseAddress!, work, robustness: robustness, stride: 1, kernels)
                } else {
                    self.trend.smooth(out.baseAddress!, work, kernels)
                }
            }
        }
    }

    /// Smooths the values at each place of the season, with one season more at either end: `out` has the shape `[p + count + p]`.
    private func smoothSeasons(_ out: UnsafeMutablePointer<Double>, _ x: UnsafePointer<Double>, _ robustness: [Double]?) {
        let p = settings.season, rest = count % p
        for (smoother, places) in [(longer, 0..<rest), (shorter, rest..<p)] {
            guard let smoother else { continue }
            if let robustness {
                robustness.withUnsafeBufferPointer {
                    for place in places {
                        smoother.smooth(out + place, x + place, robustness: $0.baseAddress! + place, stride: p, kernels)
                    }
                }
            } else {
                smoother.smooth(out + places.lowerBound, x + places.lowerBound, stride: p, columns: places.count, kernels)
            }
        }
    }
}
