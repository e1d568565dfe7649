/// ``AllocationMetrics`` of many series as one: means over the series that have the metric, each counting alike, so that no series
/// decides by its size.
public struct AllocationSummary: Hashable, Sendable, Codable {
    /// Number of series.
    public var series: Int
    /// Mean of ``AllocationMetrics/underRate``.
    public var underRate: Double?
    /// Mean of ``AllocationMetrics/underVolume``.
    public var underVolume: Double?
    /// Mean of ``AllocationMetrics/depth95``, over the series with a violation.
    public var depth95: Double?
    /// The longest run of violated slots of any series.
    public var longestViolation: Int
    /// Mean of ``AllocationMetrics/meanTimeToRecover``, in slots, over the series with a violation.
    public var meanTimeToRecover: Double?
    /// Mean of ``AllocationMetrics/overVolume``.
    public var overVolume: Double?
    /// Mean of ``AllocationMetrics/waste``.
    public var waste: Double?
    /// Mean of ``AllocationMetrics/utilization``.
    public var utilization: Double?
    /// Mean of ``AllocationMetrics/resizesPerDay``; `nil` without a clock.
    public var resizesPerDay: Double?
    /// Mean of ``AllocationMetrics/relativeChurn``.
    public var relativeChurn: Double?
    /// Resizes whose next resize goes the other way within 2w slots, of all resizes of all series.
    public var reversals: Proportion
    /// Mean of ``AllocationMetrics/satisfaction``.
    public var satisfaction: Double?

    /// Puts the metrics of series together.
    public init(_ all: [AllocationMetrics]) {
        func mean(_ metric: (AllocationMetrics) -> Double?) -> Double? { Scored.mean(all.compactMap(metric)) }
        series = all.count
        underRate = mean(\.underRate)
        underVolume = mean(\.underVolume)
        depth95 = mean(\.depth95)
        longestViolation = all.map(\.longestViolation).max() ?? 0
        meanTimeToRecover = mean(\.meanTimeToRecover)
        overVolume = mean(\.overVolume)
        waste = mean(\.waste)
        utilization = mean(\.utilization)
        resizesPerDay = mean(\.resizesPerDay)
        relativeChurn = mean(\.relativeChurn)
        reversals = Proportion(count: all.reduce(0) { $0 + $1.reversals.count }, total: all.reduce(0) { $0 + $1.reversals.total })
        satisfaction = mean(\.satisfaction)
    }

    enum CodingKeys: String, CodingKey {
        case series, waste, utilization, reversals, satisfaction
        case underRate = "under_rate"
        case underVolume = "under_volume"
        case depth95
        case longestViolation = "longest_violation"
        case meanTimeToRecover = "mean_time_to_recover"
        case overVolume = "over_volume"
        case resizesPerDay = "resizes_per_day"
        case relativeChurn = "relative_churn"
    }
}
