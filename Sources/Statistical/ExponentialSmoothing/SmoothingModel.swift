import Tensors

/// One kind of exponential smoothing: how its error, its trend and its season act, as in the taxonomy of Hyndman, Koehler, Ord & Snyder,
/// "Forecasting with Exponential Smoothing" (2008), chapter 2.
///
/// Trends that multiply are left out: they explode, and the automatic procedures of Hyndman & Khandakar (2008) leave them out as well.
package struct SmoothingModel: Hashable, Sendable {
    /// How the error acts.
    package enum Error: String, Sendable, CaseIterable { case additive = "A", multiplicative = "M" }
    /// How the trend acts.
    package enum Trend: String, Sendable, CaseIterable { case none = "N", additive = "A", damped = "Ad" }
    /// How the season acts.
    package enum Season: String, Sendable, CaseIterable { case none = "N", additive = "A", multiplicative = "M" }

    /// How the error acts.
    package var error: Error
    /// How the trend acts.
    package var trend: Trend
    /// How the season acts.
    package var season: Season

    /// Makes a model.
    package init(error: Error, trend: Trend, season: Season) { (self.error, self.trend, self.season) = (error, trend, season) }

    /// The name of the field, such as `ETS(M,Ad,A)`.
    package var name: String { "ETS(\(error.rawValue),\(trend.rawValue),\(season.rawValue))" }

    /// Whether the model's variance stays finite: a multiplicative season goes with a multiplicative error only.
    package var isAdmissible: Bool { error == .multiplicative || season != .multiplicative }

    /// Models that the automatic choice considers, simpler ones first: each comes after those that its search starts from.
    ///
    /// - Parameters:
    ///   - seasonal: whether the history has a season.
    ///   - positive: whether all values are above 0, without which nothing multiplies.
    package static func candidates(seasonal: Bool, positive: Bool) -> [SmoothingModel] {
        var models: [SmoothingModel] = []
        for season in Season.allCases where season == .none || seasonal {
            for trend in Trend.allCases {
                for error in Error.allCases {
                    let model = SmoothingModel(error: error, trend: trend, season: season)
                    let multiplies = error == .multiplicative || season == .multiplicative
                    if model.isAdmissible && (positive || !multiplies) { models.append(model) }
                }
            }
        }
        return models
    }

    /// The models whose optimum is a good start for this one: the same with an additive error, with a trend that
    /// is not damped, and without trend.
    var simpler: [SmoothingModel] {
        var models: [SmoothingModel] = []
        if error == .multiplicative { models.append(SmoothingModel(error: .additive, trend: trend, season: season)) }
        if trend == .damped { models.append(SmoothingModel(error: error, trend: .additive, season: season)) }
        if trend != .none { models.append(SmoothingModel(error: error, trend: .none, season: season)) }
        return models.filter(\.isAdmissible)
    }

    /// How the kernel calls it.
    var form: Kernels.SmoothingForm {
        season == .multiplicative ? .multiplicative : error == .multiplicative ? .relative : .additive
    }

    /// Number of estimated numbers: smoothing parameters, initial states of which the last seasonal one follows from the others, and the
    /// variance of the error.
    package func parameterCount(season length: Int) -> Int {
        let ofTrend = trend == .none ? 0 : trend == .additive ? 2 : 3
        return 2 + ofTrend + (season == .none ? 0 : length) + 1
    }
}
