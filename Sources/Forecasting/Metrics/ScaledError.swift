/// Scores divided by the seasonal error of the history (``SeasonalError``), so that series of any size can be averaged.
///
/// NaN in `actual` = not scored; `nil` when nothing is scored.
public enum ScaledError {
    /// Mean absolute scaled error, `mean |y − q_0.5| / e_s`.
    ///
    /// Hyndman & Koehler, International Journal of Forecasting 22(4), 2006.
    /// - Precondition: as many forecasts as actual values; `seasonalError > 0`.
    public static func mase(actual: [Float], forecast: [Float], seasonalError: Double) -> Double? {
        precondition(seasonalError > 0)
        return PointError.mae(actual: actual, forecast: forecast).map { $0 / seasonalError }
    }

    /// Scaled quantile loss, `mean over τ and t of QL_τ / e_s` (fev).
    /// - Parameters:
    ///   - actual: values that came, `[H]`.
    ///   - quantiles: forecasts `[H, Q]`, row-major.
    ///   - levels: of the forecasts, `[Q]`.
    ///   - seasonalError: e_s.
    /// - Precondition: H actual values, at least one level; `seasonalError > 0`.
    public static func sql(actual: [Float], quantiles: [Float], levels: [Double], seasonalError: Double) -> Double? {
        precondition(seasonalError > 0)
        return QuantileLoss.mean(actual: actual, quantiles: quantiles, levels: levels).map { $0 / seasonalError }
    }

    /// Mean scaled interval score, `mean [(u − l) + (2/α)·(l − y)⁺ + (2/α)·(y − u)⁺] / e_s`, for central intervals of coverage 1 − α.
    ///
    /// Gneiting & Raftery, 2007 (interval score); Makridakis et al., "The M4 Competition", 2020 (scaled).
    /// - Precondition: as many limits as actual values; `0 < α < 1`; `seasonalError > 0`.
    public static func msis(actual: [Float], lower: [Float], upper: [Float], alpha: Double, seasonalError: Double) -> Double? {
        precondition(seasonalError > 0)
        return IntervalScore.mean(actual: actual, lower: lower, upper: upper, alpha: alpha).map { $0 / seasonalError }
    }
}
