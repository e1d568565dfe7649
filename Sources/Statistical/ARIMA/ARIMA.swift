import Forecasting
import Tensors

/// ARIMA on the history freed of its season.
///
/// The most important season that the history holds twice is taken out by STL with the spans of `SeveralSeasons` and continued as its
/// latest cycle; `ARIMATrend` forecasts what is left. Missing values are guessed from their neighbours in the season.
public struct ARIMA: LocalModel {
    /// `arima`.
    public static let name = "arima"

    /// Makes a rule.
    public init() {}

    /// A thousand values, or four of the most important season.
    public func reach(in setting: LocalSetting) -> Int { max(1000, 4 * (setting.seasons.first ?? 0)) }

    /// Quantiles of season and process. A history without any known value answers with the lower bound, or 0, a constant one with its
    /// value, one of fewer than eight known values with their quantiles, and one that holds no season twice with the process alone.
    public func answers(for histories: [ArraySlice<Float>], horizon: Int, in setting: LocalSetting) -> [LocalAnswer] {
        var rule = SeasonalRule(trend: ARIMATrend(instructionSet: setting.instructionSet), setting: setting)
        return histories.map { history in
            rule.answer(
                for: history, periods: setting.seasons.first { $0 >= 2 && $0 <= history.count / 2 }.map { [$0] } ?? [], horizon: horizon)
        }
    }
}
