/// What a feature of the boosted trees tells about a series.
public enum FeatureKind: String, Hashable, Sendable, Codable, CaseIterable {
    /// Single recent values, the latest change, and the time since the last demand.
    case lags
    /// Statistics of recent windows: means, deviations, extremes, quantiles, share of zeros.
    case windows
    /// Exponentially weighted means.
    case smoothed
    /// Values, levels and changes at the target's phase of past cycles.
    case cycles
    /// Time of day, weekday, holiday.
    case calendar
    /// Steps from the origin to the target.
    case step
    /// Size of the series at the origin.
    case level
    /// Covariates of the user.
    case covariates
    /// Which series it is.
    case series
}

extension FeatureSchema {
    /// Kinds of the features, in the order of ``names``.
    package var kinds: [FeatureKind] {
        func many(_ kind: FeatureKind, _ count: Int) -> [FeatureKind] { Array(repeating: kind, count: count) }
        // By place and not by name: a covariate may be called like any feature.
        var kinds = many(.level, 2) + [.windows, .lags] + many(.windows, 2)
        kinds += many(.lags, lags + 1) + many(.cycles, cycles.count)
        kinds += many(.windows, 4 * windows.count) + many(.smoothed, 2 * spans.count)
        kinds += many(.windows, Self.levels.count) + many(.cycles, cycles.count)
        kinds += many(.covariates, window.covariates.fixed.count + window.covariates.past.count)
        kinds += many(.series, seriesIDs.isEmpty ? 0 : 1) + [.step]
        kinds += many(.cycles, cycles.count * (Self.cyclesShown + 4 + Self.neighbourhoods.count + 2))
        kinds += many(.calendar, (showsDay ? 1 : 0) + (showsWeek ? 2 : 0))
        return kinds + many(.covariates, window.covariates.future.count)
    }
}
