/// Finds the cycle of recent demand: the lag at which it resembles itself most, if that is no chance.
///
/// Autocorrelation (Pearson's, of what two straight lines leave) of the last four hours minute by minute and of the last three days by tens
/// of minutes. A lag counts when it is a local maximum above `threshold`, well beyond the band of noise 1.96/√n, and fits 2.5 times; the
/// shorter cycle is preferred unless the longer one is clearly better.
struct PeriodFinder: Sendable {
    /// Least autocorrelation at a cycle.
    var threshold = 0.5

    /// The cycle in minutes, or `nil`.
    /// - Parameter minutes: demand of every minute, oldest first; NaN is missing.
    func period(of minutes: [Double]) -> Int? {
        let fine = Array(minutes.suffix(240))
        let short = best(fine)
        let tens = stride(from: minutes.count - minutes.count / 10 * 10, to: minutes.count, by: 10).suffix(432)
            .map { first in minutes[first..<first + 10].reduce(0, +) / 10 }
        let long = best(tens)
        switch (short, long) {
        case (let short?, let long?): return long.correlation > short.correlation + 0.1 ? long.lag * 10 : short.lag
        case (let short?, nil): return short.lag
        case (nil, let long?): return long.lag * 10
        case (nil, nil): return nil
        }
    }

    /// The lowest lag whose correlation is within 0.05 of the highest local maximum.
    private func best(_ values: [Double]) -> (lag: Int, correlation: Double)? {
        let n = values.count
        let longest = Int(Double(n) / 2.5)
        guard longest >= 5, let residuals = detrended(values) else { return nil }
        let floor = max(threshold, 1.96 / Double(n).squareRoot())
        // One lag more on both sides, to see maxima.
        let correlations = (3...longest + 1).map { lag in correlation(residuals, lag: lag) }
        let maxima = (1..<correlations.count - 1).filter {
            correlations[$0] >= floor && correlations[$0] > correlations[$0 - 1] && correlations[$0] >= correlations[$0 + 1]
        }
        guard let highest = maxima.map({ correlations[$0] }).max() else { return nil }
        let lowest = maxima.first { correlations[$0] >= highest - 0.05 }
        return lowest.map { (lag: $0 + 3, correlation: correlations[$0]) }
    }

    /// What a straight line leaves; `nil` where a value is missing or nothing is left.
    private func detrended(_ values: [Double]) -> [Double]? {
        let middle = Double(values.count - 1) / 2
        let mean = values.reduce(0, +) / Double(values.count)
        guard !mean.isNaN else { return nil }
        var (product, square) = (0.0, 0.0)
        for (index, value) in values.enumerated() {
            product += (Double(index) - middle) * (value - mean)
            square += (Double(index) - middle) * (Double(index) - middle)
        }
        let residuals = values.enumerated().map { $0.element - mean - product / square * (Double($0.offset) - middle) }
        let largest = residuals.reduce(0) { max($0, abs($1)) }
        return largest > 1e-9 * max(1, abs(mean)) ? residuals : nil
    }

    private func correlation(_ x: [Double], lag: Int) -> Double {
        var (product, first, second) = (0.0, 0.0, 0.0)
        x.withUnsafeBufferPointer { x in
            for t in 0..<x.count - lag {
                product += x[t] * x[t + lag]
                first += x[t] * x[t]
                second += x[t + lag] * x[t + lag]
            }
        }
        let scale = (first * second).squareRoot()
        return scale > 0 ? product / scale : 0
    }
}
