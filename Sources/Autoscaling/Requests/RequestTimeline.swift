/// Requests in every sub-step of a run, beside a ``SimulationTimeline``. All arrays have the same length.
public struct RequestTimeline: Hashable, Sendable, Codable {
    /// Attempts that arrived.
    public var arrived: [Int32] = []
    /// Requests whose service began and that will be late, or that were given up.
    public var violations: [Int32] = []
    /// Mean number of requests in service, in pods that take requests.
    public var busy: [Double] = []
    /// Mean number of requests in line.
    public var waiting: [Double] = []

    /// An empty timeline.
    public init() {}

    mutating func append(_ passed: RequestRun.Passed) {
        arrived.append(Int32(clamping: passed.arrived))
        violations.append(Int32(clamping: passed.violations))
        busy.append(passed.busy)
        waiting.append(passed.waiting)
    }
}
