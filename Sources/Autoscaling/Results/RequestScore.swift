/// How requests fared under a policy.
public struct RequestScore: Hashable, Sendable, Codable {
    /// Requests that arrived.
    public var arrived: Int
    /// Share for which the promise was broken: late, dropped, timed out, unfinished; 0…1.
    public var violationShare: Double
    /// Share that waited for a pod to start, 0…1.
    public var coldStartShare: Double
    /// Requests that found the line full, gave up, or still waited at the end.
    public var (dropped, timedOut, unfinished): (Int, Int, Int)
    /// Mean response time of the served, seconds.
    public var meanResponseSeconds: Double
    /// Mean time in line of the served, seconds.
    public var meanWaitSeconds: Double
    /// Quantiles of the response time of the served, seconds, right to 0.8 %; `nil` in fluid time.
    public var (p50Seconds, p95Seconds, p99Seconds, p999Seconds): (Double?, Double?, Double?, Double?)
    /// 99 % quantile of the time in line, seconds; `nil` in fluid time.
    public var waitP99Seconds: Double?

    /// From the books of a run or of several.
    public init(_ totals: RequestTotals) {
        arrived = totals.arrived
        violationShare = totals.violationShare
        coldStartShare = totals.coldStartShare
        (dropped, timedOut, unfinished) = (totals.dropped, totals.timedOut, totals.unfinished)
        meanResponseSeconds = totals.meanResponseSeconds
        meanWaitSeconds = totals.meanWaitSeconds
        let responses = totals.responses
        (p50Seconds, p95Seconds) = (responses.quantile(0.5), responses.quantile(0.95))
        (p99Seconds, p999Seconds) = (responses.quantile(0.99), responses.quantile(0.999))
        waitP99Seconds = totals.waits.quantile(0.99)
    }

    private enum CodingKeys: String, CodingKey {
        case arrived, violationShare, coldStartShare, dropped, timedOut, unfinished, meanResponseSeconds, meanWaitSeconds
        case p50Seconds, p95Seconds, p99Seconds, p999Seconds, waitP99Seconds
    }
}
