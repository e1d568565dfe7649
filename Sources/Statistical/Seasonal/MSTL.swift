import Forecasting

/// Several seasons by loess, each continued as its latest cycle, and a rule for what they leave.
///
/// The history is decomposed by `SeveralSeasons`; what is left without seasons, trend and remainder, is forecast by `DampedTrend`.
/// Seasons of which the history holds fewer than two cycles are left out. Missing values are guessed from their neighbours in the season.
public struct MSTL: LocalModel {
    /// `mstl`.
    public static let name = "mstl"

    /// Whether outliers lose weight in the decomposition: fifteen rounds, some six times slower.
    public var isRobust: Bool

    /// Makes a rule.
    /// - Parameter isRobust: whether outliers lose weight in the decomposition.
    public init(isRobust: Bool = false) { self.isRobust = isRobust }

    /// A thousand values, or four of the longest season.
    public func reach(in setting: LocalSetting) -> Int { max(1000, 4 * (setting.seasons.max() ?? 0)) }

    /// Quantiles of trend and seasons. A history without any known value answers with the lower bound, or 0, a constant one with its value,
    /// one of fewer than eight known values with their quantiles, and one that holds no season twice with the trend alone.
    public func answers(for histories: [ArraySlice<Float>], horizon: Int, in setting: LocalSetting) -> [LocalAnswer] {
        var rule = SeasonalRule(trend: DampedTrend(), setting: setting, isRobust: isRobust)
        return histories.map { history in
            let periods = Set(setting.seasons.filter { $0 >= 2 && $0 <= history.count / 2 }).sorted()
            return rule.answer(for: history, periods: periods, horizon: horizon)
        }
    }
}
