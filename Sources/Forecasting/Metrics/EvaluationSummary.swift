/// The scores of one model on one task. A score is `nil` where nothing could be scored, never a made-up number.
///
/// y is the truth, q_τ a forecast quantile, e the seasonal error of a series. "Grouped" scores are sums over a group of series divided by the
/// group's Σ|y|, then averaged over the groups, so that no group decides by its size.
public struct EvaluationSummary: Hashable, Sendable, Codable {
    /// What forecasts of the ceiling came from.
    public enum CeilingSource: String, Hashable, Sendable, Codable {
        /// Sample paths: the distribution of the maximum itself.
        case samples = "sample paths"
        /// The largest marginal 0.9 quantile over the horizon: a different quantity, wrong in both directions.
        case marginals = "marginal quantiles"
        /// Some of one kind, some of the other.
        case mixed = "sample paths and marginal quantiles"
    }

    /// Number of series.
    public var series: Int
    /// Number of forecasts: series times origins.
    public var windows: Int
    /// Number of targets scored.
    public var targets: Int
    /// Series that have no seasonal error at any origin, and so do not count in the scaled scores.
    public var withoutScale: Int
    /// Mean over windows of mean |y − q_0.5| / e.
    public var mase: Double?
    /// Mean over windows, targets and levels of quantile loss / e.
    public var sql: Double?
    /// Mean over levels of Σ quantile loss / Σ |y|, grouped.
    public var wql: Double?
    /// Σ |y − q_0.5| / Σ |y|, grouped.
    public var wape: Double?
    /// Share of targets inside [q_0.1, q_0.9].
    public var coverage80: Double?
    /// Lower end of the 95 % Wilson interval of ``coverage80``, targets taken as independent.
    public var coverage80Low: Double?
    /// Upper end of that interval.
    public var coverage80High: Double?
    /// Mean over windows of mean (q_0.9 − q_0.1) / e.
    public var width80: Double?
    /// Σ quantile loss at 0.9 of the ceilings / Σ |ceiling|, grouped; windows with a target that is not scored are left out.
    public var ceiling90: Double?
    /// Share of windows whose ceiling is not above its forecast 0.9 quantile.
    public var ceilingCoverage90: Double?
    /// Number of windows in ``ceilingCoverage90``.
    public var ceilings: Int
    /// What the forecast of the ceiling was.
    public var ceilingFrom: CeilingSource
    /// Share of targets above the 0.9 quantile, taken as capacity.
    public var underRate: Double?
    /// Σ (y − q_0.9)⁺ / Σ |y|, grouped.
    public var underVolume: Double?
    /// Σ (q_0.9 − y)⁺ / Σ |y|, grouped.
    public var overVolume: Double?
    /// Over-volume + 9 · under-volume: the cost whose optimum is the 0.9 quantile, grouped.
    public var provisioning: Double?

    enum CodingKeys: String, CodingKey {
        case series, windows, targets, mase, sql, wql, wape, coverage80, width80, ceiling90, ceilings, provisioning
        case withoutScale = "without_scale"
        case coverage80Low = "coverage80_low"
        case coverage80High = "coverage80_high"
        case ceilingCoverage90 = "ceiling_coverage90"
        case ceilingFrom = "ceiling_from"
        case underRate = "under_rate"
        case underVolume = "under_volume"
        case overVolume = "over_volume"
    }
}
