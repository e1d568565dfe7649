import Tensors

/// Sums over gaps in operational time, whose mean is 1, from which shapes are estimated; sums of windows add up to those of the model.
struct GapStatistics: Sendable {
    /// Gaps, or expected counts for the index of dispersion.
    var weight = 0.0
    /// Sum of `g − 1 − ln g`, of `(g − 1)²`, or of squared deviations of counts, by estimator.
    var sum = 0.0

    static func += (a: inout GapStatistics, b: GapStatistics) {
        a.weight += b.weight
        a.sum += b.sum
    }

    /// The shape, for a mean of `sum/weight`.
    static func shape(_ mean: Double, _ estimator: ShapeEstimator) -> Double {
        switch estimator {
        case .likelihood: GammaShape.solving(mean)
        case .moments, .dispersion: mean > GammaShape.regular ? 1 / mean : .infinity
        }
    }

    /// Statistics of every window. A gap belongs to the window in which it begins, as one that is drawn does.
    static func ofWindows(
        _ times: UnsafeBufferPointer<Double>, offsets: [Int], knots: [Double], windows: ReplayWindows, estimator: ShapeEstimator
    ) -> [GapStatistics] {
        (0..<windows.count).map { window in
            let (first, end) = (offsets[window], offsets[window + 1])
            guard end > first else { return GapStatistics() }
            let rate = (knots[window + 1] - knots[window]) / windows.length(window)
            if estimator == .dispersion {
                return dispersion(times, first, end, from: windows.edge(window), length: windows.length(window), rate)
            }
            let isLikelihood = estimator == .likelihood
            var result = GapStatistics()
            if end - first > 1 {
                let count = Double(end - 1 - first)
                result.weight = count
                if isLikelihood {
                    var logs = LogSum()
                    for index in first + 1..<end { logs.add(times[index] - times[index - 1]) }
                    result.sum =
                        rate * (times[end - 1] - times[first]) - count - logs.value - count * PortableMath.log(rate)
                } else {
                    for index in first + 1..<end {
                        let deviation = rate * (times[index] - times[index - 1]) - 1
                        result.sum += deviation * deviation
                    }
                }
            }
            if end < times.count {
                let gap = crossing(from: times[end - 1], to: times[end], window, offsets, knots, windows)
                result.weight += 1
                result.sum += isLikelihood ? gap - 1 - PortableMath.log(max(gap, 1e-300)) : (gap - 1) * (gap - 1)
            }
            result.sum = max(0, result.sum)
            return result
        }
    }

    /// Operational time between the last batch of a window and the next one, in whichever window that is.
    private static func crossing(
        from last: Double, to next: Double, _ window: Int, _ offsets: [Int], _ knots: [Double], _ windows: ReplayWindows
    ) -> Double {
        func position(_ time: Double, _ window: Int) -> Double {
            knots[window] + (knots[window + 1] - knots[window]) * (time - windows.edge(window)) / windows.length(window)
        }
        var other = window + 1
        while offsets[other + 1] == offsets[other] { other += 1 }
        return position(next, other) - position(last, window)
    }

    /// Counts in twentieths of a window against the rate.
    private static func dispersion(
        _ times: UnsafeBufferPointer<Double>, _ first: Int, _ end: Int, from start: Double, length: Double, _ rate: Double
    ) -> GapStatistics {
        let bins = 20
        let expected = rate * length / Double(bins)
        var result = GapStatistics(weight: rate * length)
        var at = first
        for bin in 1...bins {
            let edge = start + length * Double(bin) / Double(bins)
            let before = at
            while at < end, times[at] < edge || bin == bins { at += 1 }
            let deviation = Double(at - before) - expected
            // The window's own count has taken one degree of freedom.
            result.sum += deviation * deviation * Double(bins) / Double(bins - 1)
        }
        return result
    }
}
