/// Requests in every sub-step of a run, beside a ``SimulationTimeline``.
public struct RequestTimeline: Hashable, Sendable, Codable {
    /// Attempts that arrived.
    public var arrived: [Int32] = []
    /// Requests whose service began and that will be late, or that were given up.
    public var violations: [Int32] = []
    /// Mean number of requests in service, in pods that take requests; empty in fluid time.
    public var busy: [Double] = []
    /// Mean number of requests in line; in fluid time their number at the end.
    public var waiting: [Double] = []

    /// An empty timeline.
    public init() {}

    /// What a sub-step brought in fluid time; the requests in service are not known then.
    mutating func append(count: Double, violations: Double, waiting: Double) {
        arrived.append(Int32(clamping: Int(count.rounded())))
        self.violations.append(Int32(clamping: Int(violations.rounded())))
        self.waiting.append(waiting)
    }

    mutating func append(_ passed: RequestRun.Passed) {
        arrived.append(Int32(clamping: passed.arrived))
        violations.append(Int32(clamping: passed.violations))
        busy.append(passed.busy)
        waiting.append(passed.waiting)
    }
}
