/// The unit of locally scaled scores: how wide a forecast is at a step.
///
/// The distance between the quantiles next to 0.1 and 0.9, not less than a tenth of its mean over the forecast: beside a step that is
/// certain errors still need a size.
struct ForecastSpread {
    private let low: Int, high: Int

    init(_ levels: QuantileLevels) { (low, high) = (levels.index(nearest: 0.1), levels.index(nearest: 0.9)) }

    /// Spread of every step of quantiles `[H, Q]`; positive.
    /// - Parameter body: gets the step and its spread.
    func forEach(_ values: UnsafePointer<Float>, horizon: Int, levels: Int, _ body: (_ step: Int, _ spread: Float) -> Void) {
        var sum = 0.0
        for step in 0..<horizon { sum += Double(values[step * levels + high] - values[step * levels + low]) }
        let least = max(Float(0.1 * sum / Double(horizon)), .leastNormalMagnitude)
        for step in 0..<horizon { body(step, max(values[step * levels + high] - values[step * levels + low], least)) }
    }
}
