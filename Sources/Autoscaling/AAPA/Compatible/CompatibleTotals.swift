/// What AAPA's published simulator counts in a run.
public struct CompatibleTotals: Hashable, Sendable, Codable {
    /// Requests that arrived.
    public var requests = 0
    /// Requests that were served before the end; those that still wait or are served then are neither completed nor violations.
    public var completed = 0
    /// Served requests that took more than 0.5 s.
    public var late = 0
    /// Requests for which there was no pod.
    public var failed = 0
    /// Requests that waited for a pod to start.
    public var coldStarts = 0
    /// Pods × 5/60 at every control step, after the change.
    public var podMinutes = 0.0
    /// Control steps that changed the number of pods.
    public var actions = 0
    /// Seconds that the served requests waited for the worker.
    public var queueSeconds = 0.0
    /// Mean response time in seconds; NaN without a served request.
    public var meanResponse = Double.nan
    /// 99th percentile of the response times, interpolated; NaN without a served request.
    public var response99 = Double.nan

    /// Nothing yet.
    public init() {}

    /// Late and failed requests over all that arrived: those that still wait count below the line only.
    public var violationRate: Double { requests > 0 ? Double(late + failed) / Double(requests) : 0 }
}
