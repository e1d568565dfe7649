import Tensors

/// Decomposition into a trend and several seasons: STL for each season in turn, on what the others leave, twice.
///
/// Bandara, Hyndman & Bergmeir, "MSTL: A Seasonal-Trend Decomposition Algorithm for Time Series with Multiple Seasonal Patterns", arXiv
/// 2107.13462 (2021). Seasons are smoothed by local constants over 11 neighbours for the shortest, 15 for the next, and so on, as in the
/// R package forecast and in statsforecast.
package struct SeveralSeasons: Sendable {
    /// Seasons in steps, ascending.
    package let periods: [Int]
    /// Each season's part of every step, `[periods][count]`.
    package let seasons: [[Double]]
    /// Trend of every step.
    package let trend: [Double]
    /// The values without their seasons.
    package let adjusted: [Double]

    /// Decomposes values.
    ///
    /// - Parameters:
    ///   - values: none missing.
    ///   - periods: distinct seasons of at least 2 steps, at least one, of each of which there are two.
    ///   - isRobust: whether outliers lose weight; some six times slower.
    ///   - kernels: which instructions to use.
    package init(_ values: [Double], periods: [Int], isRobust: Bool = false, kernels: Kernels = .best) {
        self.init(values, Plan(count: values.count, periods: periods, isRobust: isRobust, kernels: kernels))
    }

    /// Decomposes as many values as a plan is for.
    init(_ values: [Double], _ plan: Plan) {
        var seasons = plan.periods.map { _ in [Double](repeating: 0, count: values.count) }
        var (adjusted, trend) = (values, [Double]())
        for _ in 0..<(plan.periods.count == 1 ? 1 : 2) {
            for (index, run) in plan.runs.enumerated() {
                for step in adjusted.indices { adjusted[step] += seasons[index][step] }
                (seasons[index], trend) = run.decompose(adjusted)
                for step in adjusted.indices { adjusted[step] -= seasons[index][step] }
            }
        }
        (periods, self.seasons, self.trend, self.adjusted) = (plan.periods, seasons, trend, adjusted)
    }

    /// The latest season of every period continued, summed, for steps after the last.
    package func continued(_ horizon: Int) -> [Double] {
        let count = adjusted.count
        return (0..<horizon).map { step in
            zip(periods, seasons).reduce(0) { $0 + $1.1[count - $1.0 + step % $1.0] }
        }
    }
}

extension SeveralSeasons {
    /// What decompositions of histories of one length share.
    struct Plan {
        /// Number of values.
        let count: Int
        /// Seasons in steps, ascending.
        let periods: [Int]
        /// One for each season.
        fileprivate let runs: [STLRun]

        /// Finds all weights of loess.
        init(count: Int, periods: [Int], isRobust: Bool, kernels: Kernels) {
            (self.count, self.periods) = (count, periods.sorted())
            runs = self.periods.enumerated().map { index, period in
                STLRun(
                    STL(season: period, seasonalSpan: 11 + 4 * index, seasonalDegree: 0, isRobust: isRobust), count: count, kernels: kernels
                )
            }
        }
    }
}
