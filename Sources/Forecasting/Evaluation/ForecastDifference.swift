/// How far apart two sets of forecasts of the same moments are, in units of their own uncertainty: what a change of precision costs.
///
/// A difference counts as a share of the mean width of the forecast's interval between its outermost levels, of the first set. Forecasts
/// without width are left out unless they differ, which counts as infinite.
public struct ForecastDifference: Sendable, Hashable {
    /// Mean and largest share over all quantiles; 0 for no forecasts.
    public let mean: Double, largest: Double
    /// Forecasts compared.
    public let count: Int

    /// Compares forecasts pair by pair.
    /// - Precondition: as many of each, of the same horizons and levels.
    public init(_ first: [QuantileForecast], _ second: [QuantileForecast]) {
        precondition(first.count == second.count, "\(first.count) forecasts cannot be compared with \(second.count)")
        var (sum, numbers, largest) = (0.0, 0, 0.0)
        for (a, b) in zip(first, second) {
            precondition(a.values.count == b.values.count && a.levels == b.levels, "forecasts of \(a.seriesID) have different shapes")
            let last = a.levels.count - 1
            let width = (0..<a.horizon).reduce(0.0) { $0 + Double(a[$1, last]) - Double(a[$1, 0]) } / Double(a.horizon)
            for (x, y) in zip(a.values, b.values) where width > 0 || x != y {
                let share = abs(Double(x) - Double(y)) / width
                sum += share
                numbers += 1
                largest = max(largest, share)
            }
        }
        (mean, self.largest, count) = (numbers > 0 ? sum / Double(numbers) : 0, largest, first.count)
    }
}
