import Forecasting
import Tensors

/// Exponential smoothing with automatic choice of error, trend and season (ETS).
///
/// State-space models of Hyndman, Koehler, Ord & Snyder, "Forecasting with Exponential Smoothing" (2008): error {A, M} × trend {N, A, Ad} ×
/// season {N, A, M}, fifteen of them admissible. Each is fitted by maximum likelihood over its smoothing parameters and all initial states;
/// the least AICc decides. Models that multiply are tried where all values are positive, and taken where their relative errors are small
/// and their trend does not live on a bias.
///
/// - Missing values are skipped: level and season wait, the trend goes on.
/// - The season is the first of the setting's that is at most ``longestSeason`` steps and has two cycles in the history. Initial states of
///   seasons longer than 48 steps are those of a classical decomposition; shorter ones are fitted.
/// - Quantiles come from 512 futures that meet the errors of the history again. Histories of fewer than 100 known values have
///   normal quantiles, with the variance of the model: exact with additive seasons, approximated for small errors where the season multiplies.
/// - Constant histories answer with their value, histories of fewer than 7 known values with a random walk, and say so in their note.
public struct ETS: LocalModel {
    /// Name of the rule.
    public static let name = "ets"
    /// Longest season in steps that is looked at: a week of minutes.
    public static let longestSeason = 10_080
    /// Fewest known values for a model.
    static let fewestValues = 7

    /// Latest values that are read; three cycles of the season where these are more.
    public var history: Int

    /// Makes the rule.
    /// - Precondition: `history` is in `16...10_000_000`.
    public init(history: Int = 2048) {
        ReadHistory.check(history)
        self.history = history
    }

    /// Latest values that are read.
    public func reach(in setting: LocalSetting) -> Int {
        ReadHistory.reach(history, seasons: setting.seasons, longest: Self.longestSeason)
    }

    /// Fits and forecasts each history.
    public func answers(for histories: [ArraySlice<Float>], horizon: Int, in setting: LocalSetting) -> [LocalAnswer] {
        let draws = ErrorDraws(horizon: horizon)
        return histories.map { answer(for: KnownHistory($0), draws: draws, in: setting) }
    }

    private func answer(for history: KnownHistory, draws: ErrorDraws, in setting: LocalSetting) -> LocalAnswer {
        let horizon = draws.horizon, kernels = Kernels(setting.instructionSet)
        if let plain = history.plainAnswer(atLeast: Self.fewestValues, horizon: horizon, in: setting) { return plain }
        let season = history.season(among: setting.seasons, longest: Self.longestSeason)
        guard let fit = AutomaticSmoothing.fit(history, season: season, kernels: kernels) else {
            return .randomWalk(history.known, horizon: horizon, in: setting, note: "no exponential smoothing fits: a random walk")
        }
        if history.known.count >= ErrorDraws.fewestErrors {
            return fit.futures(draws, errors: fit.errors(of: history, kernels: kernels), in: setting)
        }
        return .gaussian(
            means: fit.means(horizon: horizon), deviations: fit.variances(horizon: horizon).map { max($0, 0).squareRoot() }, in: setting)
    }
}

extension ETS {
    private enum CodingKeys: String, CodingKey { case history }

    /// Restores the rule.
    /// - Throws: `DecodingError` for a history outside `16...10_000_000`.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(history: try ReadHistory.decoded(values, .history))
    }
}
