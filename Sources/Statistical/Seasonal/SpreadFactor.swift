import Forecasting

/// How much wider than it believes a rule should forecast, judged on the end of a history.
enum SpreadFactor {
    /// Factors to choose from.
    static let choices = [0.8, 1, 1.2, 1.4, 1.7, 2, 2.5, 3]

    /// The factor whose quantiles have the smallest pinball loss over the latest steps, which the forecast has not seen; 1.2 where there is
    /// too little to leave steps out.
    ///
    /// - Parameters:
    ///   - values: the history.
    ///   - periods: seasons of which it holds two; two of the longest must be left.
    ///   - horizon: steps that matter; more are judged where they are few.
    ///   - levels: levels of the quantiles.
    ///   - forecast: quantiles `[H, Q]` after some values, for a number of steps.
    static func best(
        of values: [Double], periods: [Int], horizon: Int, levels: QuantileLevels, forecast: ([Double], Int) -> [Double]
    ) -> Double {
        let room = values.count - 2 * (periods.max() ?? 1), span = min(max(horizon, 2 * (periods.min() ?? 1)), values.count / 3, room)
        guard span >= 4 else { return 1.2 }
        let quantiles = forecast(Array(values.dropLast(span)), span), truth = values.suffix(span)
        let losses = choices.map { factor in loss(widened(quantiles, factor, levels), truth, levels) }
        let best = losses.min()!
        return choices[losses.firstIndex(of: best)!]
    }

    /// Quantiles whose distances from the level nearest to the median are multiplied.
    static func widened(_ quantiles: [Double], _ factor: Double, _ levels: QuantileLevels) -> [Double] {
        quantiles.indices.map { index in
            let median = quantiles[index / levels.count * levels.count + levels.middle]
            return median + factor * (quantiles[index] - median)
        }
    }

    private static func loss(_ quantiles: [Double], _ truth: ArraySlice<Double>, _ levels: QuantileLevels) -> Double {
        var sum = 0.0
        for (step, value) in truth.enumerated() {
            for (index, level) in levels.values.enumerated() {
                let error = value - quantiles[step * levels.count + index]
                sum += error >= 0 ? level * error : (level - 1) * error
            }
        }
        return sum
    }
}
