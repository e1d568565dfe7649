import Tensors

/// What ``CalibrationEvaluation`` counts in one forecast.
struct WindowCalibration {
    /// Targets scored.
    private(set) var targets = 0
    /// Targets that are zero.
    private(set) var zeros = 0
    /// Σ |y|.
    private(set) var size = 0.0
    /// By interval: targets inside or on the edge, and Σ width over the scored targets.
    private(set) var inside: [Int], widths: [Double]
    /// By level: targets at or below the quantile, and below it.
    private(set) var atOrBelow: [Int], below: [Int]
    /// Targets strictly inside the 80 % interval.
    private(set) var strictlyInside80 = 0
    /// By step: the 80 % interval; `nil` where the target is not scored.
    private(set) var steps80: [(isInside: Bool, width: Double)?]
    /// One probability integral transform for each target.
    private(set) var transforms: [Double] = []

    init(
        _ scored: ScoredForecast, levels: QuantileLevels, intervals: [Double], isWhole: Bool, random: inout RandomStream
    ) throws(ForecastError) {
        let forecast = try scored.forecast.at(levels)
        var lows: [[Float]] = []
        var highs: [[Float]] = []
        for nominal in intervals {
            lows.append(try scored.forecast.quantile((1 - nominal) / 2))
            highs.append(try scored.forecast.quantile((1 + nominal) / 2))
        }
        inside = [Int](repeating: 0, count: intervals.count)
        widths = [Double](repeating: 0, count: intervals.count)
        atOrBelow = [Int](repeating: 0, count: levels.count)
        below = atOrBelow
        steps80 = [(isInside: Bool, width: Double)?](repeating: nil, count: scored.actual.count)
        let central = intervals.firstIndex { abs($0 - 0.8) < 1e-9 }!
        let half: Float = isWhole ? 0.5 : 0
        for (step, y) in scored.actual.enumerated() where !y.isNaN {
            targets += 1
            zeros += y == 0 ? 1 : 0
            size += abs(Double(y))
            for index in intervals.indices {
                inside[index] += y >= lows[index][step] && y <= highs[index][step] ? 1 : 0
                widths[index] += Double(highs[index][step]) - Double(lows[index][step])
            }
            let row = forecast.values[step * levels.count..<(step + 1) * levels.count]
            for (index, quantile) in row.enumerated() {
                atOrBelow[index] += y <= quantile ? 1 : 0
                below[index] += y < quantile ? 1 : 0
            }
            let (low, high) = (lows[central][step], highs[central][step])
            strictlyInside80 += y > low && y < high ? 1 : 0
            steps80[step] = (y >= low && y <= high, Double(high) - Double(low))
            let range = ProbabilityIntegral.range(from: y - half, to: y + half, quantiles: row, levels: levels.values)
            transforms.append(range.lowerBound + random.uniformDouble() * (range.upperBound - range.lowerBound))
        }
    }
}
