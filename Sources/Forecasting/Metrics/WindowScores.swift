/// Sums over the scored targets of one forecast: all that the scores of a task are made of.
struct WindowScores {
    /// Targets scored.
    var targets = 0
    /// Σ |y|.
    var size = 0.0
    /// Σ |y − q_0.5|.
    var absoluteError = 0.0
    /// Σ over targets and levels of the quantile loss.
    var loss = 0.0
    /// Σ (q_0.9 − q_0.1).
    var width = 0.0
    /// Targets inside [q_0.1, q_0.9].
    var inside = 0
    /// Targets above q_0.9.
    var above = 0
    /// Σ (y − q_0.9)⁺.
    var under = 0.0
    /// Σ (q_0.9 − y)⁺.
    var over = 0.0
    /// Largest value, when every target is scored; else `nil`.
    var top: Double?
    /// Forecast of its 0.9 quantile.
    var ceiling = 0.0

    /// - Throws: ``ForecastError/levelOutsideRange(_:trained:)`` when the forecast lacks a level.
    init(_ scored: ScoredForecast, levels: QuantileLevels) throws(ForecastError) {
        let quantiles = try scored.forecast.at(levels)
        let median = try scored.forecast.quantile(0.5)
        let (low, high) = (try scored.forecast.quantile(0.1), try scored.forecast.quantile(0.9))
        var largest = -Double.infinity
        for (step, value) in scored.actual.enumerated() where !value.isNaN {
            let (y, a) = (Double(value), Double(high[step]))
            targets += 1
            size += abs(y)
            absoluteError += abs(y - Double(median[step]))
            for (q, level) in levels.values.enumerated() {
                loss += QuantileLoss.quantileLoss(y, Double(quantiles[step, q]), level: level)
            }
            width += a - Double(low[step])
            inside += value >= low[step] && value <= high[step] ? 1 : 0
            above += y > a ? 1 : 0
            under += max(y - a, 0)
            over += max(a - y, 0)
            largest = max(largest, y)
        }
        if targets == scored.actual.count { top = largest }
        ceiling = Double(scored.ceiling?.quantile(0.9) ?? high.max()!)
    }
}
