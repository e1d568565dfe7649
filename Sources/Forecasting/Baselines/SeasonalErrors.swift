import Tensors

/// The rule of naive forecasts with intervals: the last season repeated, plus quantiles of past seasonal errors.
///
/// Point for step h: the latest known value at the same phase. Errors are `y_t − y_{t−m}` over the last 1,000 values (at least three
/// seasons). Quantiles are the empirical quantiles of these errors, centred so that the median is the point itself, and widened by
/// √k for the k-th season ahead, as for a seasonal random walk (Hyndman & Athanasopoulos, "Forecasting: Principles and Practice",
/// 3rd ed., §5.5). Normal intervals have the root mean square of the same errors as their deviation instead, as public leaderboards and
/// statsforecast have it.
struct SeasonalErrors: Sendable {
    /// Season m in steps; 1 is the naive forecast.
    let season: Int
    /// Smallest possible value.
    let lowerBound: Float?
    /// Whether errors are taken for normal ones.
    var isNormal = false

    /// Values that errors are taken from, at least.
    static let span = 1000

    /// Quantiles `[H, Q]`. Missing values are skipped; with nothing known at all the lower bound (or 0) is repeated.
    func quantiles(of history: History, horizon: Int, levels: QuantileLevels) -> [Float] {
        let values = history.series.values
        let count = history.count
        let floor = lowerBound ?? -.greatestFiniteMagnitude
        let offsets = errorQuantiles(values, count: count, levels: levels)
        var out = [Float](repeating: 0, count: horizon * levels.count)
        let points = lastSeason(values, count: count, phases: min(season, horizon))
        for step in 0..<horizon {
            let ahead = step / season
            let point = points[step % season]
            let widening = Float(Double(ahead + 1).squareRoot())
            for q in 0..<levels.count {
                let value = point + widening * offsets[q]
                out[step * levels.count + q] = min(max(value, floor), .greatestFiniteMagnitude)
            }
        }
        return out
    }

    /// The latest known value of every phase; a phase never seen has the latest value of all. Gaps are crossed once, not for every step.
    private func lastSeason(_ values: [Float], count: Int, phases: Int) -> [Float] {
        let fallback = values[..<count].last { !$0.isNaN } ?? lowerBound ?? 0
        return (0..<phases).map { phase in
            var position = count - season + phase
            while position >= 0 && values[position].isNaN { position -= season }
            return position >= 0 ? values[position] : fallback
        }
    }

    /// Centred quantiles of the seasonal errors, non-decreasing, 0 at the median.
    private func errorQuantiles(_ values: [Float], count: Int, levels: QuantileLevels) -> [Float] {
        let first = max(season, count - max(Self.span, 3 * season) + season)
        var errors: [Float] = []
        if first < count {
            errors.reserveCapacity(count - first)
            for t in first..<count where !values[t].isNaN && !values[t - season].isNaN { errors.append(values[t] - values[t - season]) }
        }
        guard !errors.isEmpty else { return [Float](repeating: 0, count: levels.count) }
        if isNormal {
            let square = errors.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(errors.count)
            return levels.values.map { Float(square.squareRoot() * NormalQuantile.value($0)) }
        }
        errors.sort()
        let middle = EmpiricalQuantiles.value(at: 0.5, sorted: errors)
        return levels.values.map { EmpiricalQuantiles.value(at: $0, sorted: errors) - middle }
    }
}

/// Empirical quantiles of a sample.
package enum EmpiricalQuantiles {
    /// Linear interpolation between order statistics, type 7 of Hyndman & Fan, "Sample Quantiles in Statistical Packages",
    /// The American Statistician 50(4), 1996. `sorted` must be ascending and not empty.
    package static func value(at level: Double, sorted: [Float]) -> Float {
        let position = level * Double(sorted.count - 1)
        let lower = min(Int(position), sorted.count - 1)
        let upper = min(lower + 1, sorted.count - 1)
        let weight = Float(position - Double(lower))
        return weight == 0
            ? sorted[lower] : min(max(sorted[lower] + weight * (sorted[upper] - sorted[lower]), sorted[lower]), sorted[upper])
    }
}
