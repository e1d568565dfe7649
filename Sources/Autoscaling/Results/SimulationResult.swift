/// One policy on one trace.
public struct SimulationResult: Hashable, Sendable, Codable {
    /// Name of the policy in the report.
    public var policy: String
    /// Its settings in one line.
    public var summary: String
    /// Name of the forecaster, if the policy had one.
    public var forecaster: String?
    /// Series that was simulated.
    public var series: String
    /// Sums of the run.
    public var totals: ProvisioningTotals
    /// What became of the requests, where single requests were simulated.
    public var requests: RequestTotals?
    /// Every sub-step, unless left out.
    public var timeline: SimulationTimeline?
    /// Every request, where that was asked for.
    public var records: [RequestRecord]?

    /// Makes a result.
    public init(
        policy: String, summary: String, forecaster: String?, series: String, totals: ProvisioningTotals, requests: RequestTotals? = nil,
        timeline: SimulationTimeline?, records: [RequestRecord]? = nil
    ) {
        self.policy = policy
        self.summary = summary
        self.forecaster = forecaster
        self.series = series
        self.totals = totals
        self.requests = requests
        self.timeline = timeline
        self.records = records
    }
}
