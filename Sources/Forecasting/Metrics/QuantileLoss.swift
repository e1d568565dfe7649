/// Losses of single quantiles: the score that an honest quantile minimises.
///
/// Koenker & Bassett, "Regression Quantiles", Econometrica 46(1), 1978; Gneiting & Raftery, "Strictly Proper Scoring Rules, Prediction, and
/// Estimation", Journal of the American Statistical Association 102, 2007.
public enum QuantileLoss {
    /// Pinball loss of one value, `max(τ·(y − q), (τ − 1)·(y − q))`.
    @inlinable
    public static func pinball(_ y: Double, _ q: Double, level: Double) -> Double {
        max(level * (y - q), (level - 1) * (y - q))
    }

    /// Quantile loss of one value, `2·|(y − q)·(1[y ≤ q] − τ)|`: twice the pinball loss, so that at τ = 0.5 it is the absolute error.
    /// GluonTS, GIFT-Eval and fev all carry the factor 2.
    @inlinable
    public static func quantileLoss(_ y: Double, _ q: Double, level: Double) -> Double {
        2 * pinball(y, q, level: level)
    }

    /// Mean pinball loss of forecasts at one level, in the unit of the data; NaN in `actual` = not scored; `nil` when nothing is scored.
    /// - Precondition: as many forecasts as actual values.
    public static func meanPinball(actual: [Float], forecast: [Float], level: Double) -> Double? {
        Scored.mean(actual, forecast) { pinball($0, $1, level: level) }
    }

    /// Mean quantile loss over targets and levels, `mean_τ mean_t QL_τ`, in the unit of the data: a Riemann sum of the CRPS when the levels
    /// lie evenly. NaN in `actual` = not scored; `nil` when nothing is scored.
    /// - Parameters:
    ///   - actual: values that came, `[H]`.
    ///   - quantiles: forecasts `[H, Q]`, row-major.
    ///   - levels: of the forecasts, `[Q]`.
    /// - Precondition: H actual values, at least one level.
    public static func mean(actual: [Float], quantiles: [Float], levels: [Double]) -> Double? {
        precondition(
            !levels.isEmpty && quantiles.count == actual.count * levels.count,
            "\(quantiles.count) quantiles for \(actual.count) targets at \(levels.count) levels")
        var (sum, count) = (0.0, 0)
        for step in actual.indices where !actual[step].isNaN {
            for (q, level) in levels.enumerated() {
                sum += quantileLoss(Double(actual[step]), Double(quantiles[step * levels.count + q]), level: level)
            }
            count += levels.count
        }
        return count > 0 ? sum / Double(count) : nil
    }

    /// Weighted quantile loss, `mean_τ Σ_t QL_τ / Σ_t |y|`: what leaderboards call CRPS (`mean_weighted_sum_quantile_loss`). `nil` when nothing
    /// is scored or all actual values are 0. For several series see ``Evaluation``, which sums inside groups first.
    /// - Parameters:
    ///   - actual: values that came, `[H]`.
    ///   - quantiles: forecasts `[H, Q]`, row-major.
    ///   - levels: of the forecasts, `[Q]`.
    /// - Precondition: H actual values, at least one level.
    public static func wql(actual: [Float], quantiles: [Float], levels: [Double]) -> Double? {
        guard let loss = mean(actual: actual, quantiles: quantiles, levels: levels),
            let size = Scored.mean(actual, actual, { y, _ in abs(y) }), size > 0
        else { return nil }
        return loss / size
    }
}
