import Forecasting

/// Pinball loss of quantiles that stay the same over several steps, by which rules judge their settings on the end of a history.
enum PinballSum {
    /// `Σ_t Σ_τ max(τ(y_t − q_τ), (τ − 1)(y_t − q_τ))`, in double.
    ///
    /// - Parameters:
    ///   - values: what happened; no NaN.
    ///   - quantiles: one for each level, `[Q]`.
    ///   - levels: their levels.
    static func of(_ values: ArraySlice<Float>, _ quantiles: [Float], _ levels: QuantileLevels) -> Double {
        var sum = 0.0
        for (quantile, level) in zip(quantiles, levels.values) {
            for value in values {
                let error = Double(value) - Double(quantile)
                sum += error >= 0 ? level * error : (level - 1) * error
            }
        }
        return sum
    }
}
