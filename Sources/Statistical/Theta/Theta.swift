import Forecasting
import Tensors

/// The theta method: simple exponential smoothing, drawn to a straight line.
///
/// Assimakopoulos & Nikolopoulos, "The theta model: a decomposition approach to forecasting" (Int. J. Forecasting 16(4), 2000), in the models
/// of Fiorucci, Pellegrini, Louzada, Petropoulos & Koehler, "Models for optimising the theta method and their relationship to state space
/// models" (Int. J. Forecasting 32(4), 2016).
///
/// - The season is the first of the setting's that is at most ``longestSeason`` steps and has two cycles in the history. It is taken out by
///   classical decomposition where a test finds it, and put back on the forecast.
/// - Missing values are interpolated on a line between their neighbours.
/// - Quantiles come from 512 futures that meet the errors of the history again. Histories of fewer than 100 known values have
///   normal quantiles, with the variance of the model.
/// - Constant histories answer with their value, histories of fewer than 7 known values with a random walk, and say so in their note.
public struct Theta: LocalModel {
    /// Models of the family.
    public enum Variant: String, Sendable, Hashable, Codable, CaseIterable {
        /// The smaller squared error of ``optimised`` and ``dynamicOptimised``, of which the other two are special cases.
        case automatic
        /// θ = 2, a line through the whole history.
        case standard
        /// The best θ, a line through the whole history.
        case optimised
        /// θ = 2, a line that follows the values.
        case dynamicStandard
        /// The best θ, a line that follows the values.
        case dynamicOptimised
    }

    /// Name of the rule.
    public static let name = "theta"
    /// Longest season in steps that is looked at: a day of minutes.
    public static let longestSeason = 1440
    /// Fewest known values for a model.
    static let fewestValues = 7

    /// The model.
    public var variant: Variant
    /// Latest values that are read; three cycles of the season where these are more.
    public var history: Int

    /// Makes the rule.
    /// - Parameters:
    ///   - variant: the model.
    ///   - history: latest values that are read; three cycles of the season where these are more.
    /// - Precondition: `history` is in `16...10_000_000`.
    public init(_ variant: Variant = .automatic, history: Int = 2048) {
        ReadHistory.check(history)
        (self.variant, self.history) = (variant, history)
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
        let horizon = draws.horizon
        if let plain = history.plainAnswer(atLeast: Self.fewestValues, horizon: horizon, in: setting) { return plain }
        let season = history.season(among: setting.seasons, longest: Self.longestSeason)
        let (fit, adjustment) = fit(history.interpolated, season: season, kernels: Kernels(setting.instructionSet))
        if history.known.count >= ErrorDraws.fewestErrors { return fit.futures(draws, adjustment: adjustment, in: setting) }
        var (means, deviations) = (fit.means(horizon: horizon), fit.deviations(horizon: horizon))
        for step in 0..<horizon {
            let index = adjustment.index(after: step)
            if adjustment.multiplies {
                means[step] *= index
                deviations[step] *= index
            } else {
                means[step] += index
            }
        }
        return .gaussian(means: means, deviations: deviations, in: setting)
    }

    /// The model of a history, and the season that was taken out before.
    /// - Parameters:
    ///   - values: at least 4, none missing.
    ///   - season: in steps, `nil` for none; there are two of it or more.
    ///   - kernels: what runs the models.
    package func fit(_ values: [Double], season: Int?, kernels: Kernels) -> (fit: ThetaFit, adjustment: SeasonalAdjustment) {
        let adjustment = SeasonalAdjustment(values, season: season, kernels: kernels)
        let search = ThetaSearch(adjustment.values, kernels: kernels)
        let models: [(isDynamic: Bool, weight: Double?)] =
            switch variant {
            case .automatic: [(false, nil), (true, nil)]
            case .standard: [(false, 0.5)]
            case .optimised: [(false, nil)]
            case .dynamicStandard: [(true, 0.5)]
            case .dynamicOptimised: [(true, nil)]
            }
        let fits = models.map { search.fit(line: ThetaLine(adjustment.values, isDynamic: $0.isDynamic), weight: $0.weight) }
        return (fits.min { $0.squares < $1.squares }!, adjustment)
    }
}

extension Theta {
    private enum CodingKeys: String, CodingKey { case variant, history }

    /// Restores the rule.
    /// - Throws: `DecodingError` for an unknown variant, or a history outside `16...10_000_000`.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(try values.decode(Variant.self, forKey: .variant), history: try ReadHistory.decoded(values, .history))
    }
}
