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
    /// Kinds of the columns, in the order of ``names``.
    package var kinds: [FeatureKind] { columns.map(\.kind) }
}
