import Tensors

/// Seasonal-trend decomposition by loess: `value = trend + season + remainder`.
///
/// Cleveland, Cleveland, McRae & Terpenning, "STL: A Seasonal-Trend Decomposition Procedure Based on Loess", Journal of Official
/// Statistics 6(1), 1990. Every value of loess is computed, as `statsmodels` does with jumps of 1, but for spans of more than 500 steps, where
/// jumps of a fiftieth of the span are enough.
package struct STL: Sendable, Hashable {
    /// Season p in steps, at least 2.
    package var season: Int
    /// Neighbouring seasons, steps of the trend, and steps of the low-pass filter that loess looks at: odd, at least 3.
    package var seasonalSpan: Int, trendSpan: Int, lowPassSpan: Int
    /// 0 for a local constant, 1 for a local line.
    package var seasonalDegree: Int, trendDegree: Int, lowPassDegree: Int
    /// Rounds of season and trend, at least 1, and rounds after which the weights of outliers fall, 0 for none.
    package var innerRounds: Int, outerRounds: Int

    /// The usual settings for a season: the trend looks at the smallest odd number of steps that is at least `1.5 p/(1 − 1.5/seasonalSpan)`,
    /// the low-pass filter at the smallest one above p.
    package init(season: Int, seasonalSpan: Int, seasonalDegree: Int = 1, isRobust: Bool = false) {
        precondition(season >= 2 && seasonalSpan >= 3 && seasonalSpan % 2 == 1, "a season of \(season), \(seasonalSpan) neighbours")
        (self.season, self.seasonalSpan, self.seasonalDegree) = (season, seasonalSpan, seasonalDegree)
        let trend = Int((1.5 * Double(season) / (1 - 1.5 / Double(seasonalSpan))).rounded(.up))
        (trendSpan, lowPassSpan) = (max(trend | 1, 3), (season + 1) | 1)
        (trendDegree, lowPassDegree) = (1, 1)
        (innerRounds, outerRounds) = isRobust ? (2, 15) : (5, 0)
    }

    /// Season and trend of values.
    ///
    /// - Parameters:
    ///   - values: at least two seasons, none missing.
    ///   - kernels: which instructions to use.
    /// - Returns: season and trend of every step.
    package func decompose(_ values: [Double], kernels: Kernels = .best) -> (season: [Double], trend: [Double]) {
        precondition(values.count >= 2 * season, "\(values.count) values are less than two seasons of \(season)")
        return STLRun(self, count: values.count, kernels: kernels).decompose(values)
    }
}
