import Forecasting
import Tensors

/// Seasons by loess, each continued as its latest cycle, and a rule for what they leave.
///
/// The rule sees values that their own seasons were taken from, and its errors are too small. So the history is also decomposed without its
/// end, and the distances of the quantiles from the median are multiplied by the factor of ``factors`` with which they would have had the
/// smallest pinball loss there.
struct SeasonalRule<Trend: TrendRule> {
    /// Rule for the history without its seasons.
    private let trend: Trend
    private let setting: LocalSetting
    private let isRobust: Bool
    /// Plans of the lengths met so far: the histories of a batch mostly have one length.
    private var plans: [SeveralSeasons.Plan] = []

    /// Known values from which on a trend can be told from noise at all.
    private static var fewest: Int { 8 }

    /// Makes a rule.
    init(trend: Trend, setting: LocalSetting, isRobust: Bool = false) {
        (self.trend, self.setting, self.isRobust) = (trend, setting, isRobust)
    }

    /// The answer to one history.
    ///
    /// - Parameters:
    ///   - history: any length; values that are not finite are missing.
    ///   - periods: seasons of which it holds at least two; without any the trend answers alone.
    ///   - horizon: steps, at least 1.
    mutating func answer(for history: ArraySlice<Float>, periods: [Int], horizon: Int) -> LocalAnswer {
        let known = history.lazy.filter { $0.isFinite }
        guard let low = known.min(), let high = known.max() else {
            return .constant(
                setting.quantity.lowerBound ?? 0, horizon: horizon, in: setting,
                note: "no value is known; the lowest possible one answers")
        }
        guard low < high else {
            return .constant(
                low, horizon: horizon, in: setting, note: "all known values are \(low), and so is the answer")
        }
        let count = known.count
        guard count >= Self.fewest else {
            let row = RecentQuantiles().answers(for: [history], horizon: horizon, in: setting)[0].values
            return LocalAnswer(values: row, note: "\(count) known values, \(Self.fewest) are needed; their quantiles answer")
        }
        let values = GapFilling.filled(history, season: periods.first ?? 1)
        guard !periods.isEmpty else {
            let quantiles = trend.quantiles(after: values, horizon: horizon, levels: setting.levels)
            let note = setting.seasons.min().map { "\(values.count) values hold no season of \($0) steps twice; the trend alone answers" }
            return LocalAnswer(values: quantiles.map { Float($0) }, note: note)
        }
        let factor = SpreadFactor.best(of: values, periods: periods, horizon: horizon, levels: setting.levels) {
            quantiles(after: $0, periods: periods, horizon: $1)
        }
        let found = SpreadFactor.widened(quantiles(after: values, periods: periods, horizon: horizon), factor, setting.levels)
        return LocalAnswer(values: found.map { Float($0) })
    }

    /// Quantiles `[H, Q]` as the seasons and the rule have them.
    private mutating func quantiles(after values: [Double], periods: [Int], horizon: Int) -> [Double] {
        let parts = SeveralSeasons(values, plan(count: values.count, periods: periods))
        let seasons = parts.continued(horizon), levels = setting.levels
        var quantiles = trend.quantiles(after: parts.adjusted, horizon: horizon, levels: levels)
        for index in quantiles.indices { quantiles[index] += seasons[index / levels.count] }
        return quantiles
    }

    private mutating func plan(count: Int, periods: [Int]) -> SeveralSeasons.Plan {
        if let known = plans.first(where: { $0.count == count && $0.periods == periods }) { return known }
        let plan = SeveralSeasons.Plan(count: count, periods: periods, isRobust: isRobust, kernels: Kernels(setting.instructionSet))
        // Two lengths serve a batch whose histories are equally long.
        if plans.count == 2 { plans.removeFirst() }
        plans.append(plan)
        return plan
    }
}
