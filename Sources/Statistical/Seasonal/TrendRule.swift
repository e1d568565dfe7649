import Forecasting

/// A rule that forecasts a series without seasons, such as what `SeveralSeasons` leaves.
package protocol TrendRule: Sendable {
    /// Quantiles `[H, Q]` of the steps after the last.
    ///
    /// - Parameters:
    ///   - values: none missing, at least one.
    ///   - horizon: steps, at least 1.
    ///   - levels: levels of the quantiles.
    func quantiles(after values: [Double], horizon: Int, levels: QuantileLevels) -> [Double]
}
