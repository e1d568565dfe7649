/// What became of the requests of a run. Adds up over series.
///
/// `arrived = served + dropped + timedOut + unfinished`.
public struct RequestTotals: Hashable, Sendable, Codable {
    /// Requests that arrived, without their further attempts.
    public var arrived = 0
    /// Requests that were served.
    public var served = 0
    /// Of these, slower than the objective.
    public var late = 0
    /// Of these, not served at once.
    public var waited = 0
    /// Of these, served by a pod that became ready after they had begun to wait.
    public var coldStarts = 0
    /// Requests that found the line full.
    public var dropped = 0
    /// Requests that gave up waiting.
    public var timedOut = 0
    /// Requests that still waited at the end of the run, a minute and more after the last arrival.
    public var unfinished = 0
    /// Attempts after the first.
    public var retries = 0
    /// Sum of the response times of the served, seconds.
    public var responseSeconds = 0.0
    /// Sum of their times in line, seconds.
    public var waitSeconds = 0.0
    /// Sum of the times in line of cold starts, seconds.
    public var coldStartSeconds = 0.0
    /// Longest response, seconds.
    public var longestResponseSeconds = 0.0
    /// Longest time in line, seconds.
    public var longestWaitSeconds = 0.0
    /// Response times of the served.
    public var responses = TimeHistogram()
    /// Their times in line, zeros included.
    public var waits = TimeHistogram()

    /// No request.
    public init() {}

    /// Requests for which the promise was broken: late, dropped, timed out, unfinished.
    public var violations: Int { late + dropped + timedOut + unfinished }
    /// Share of the requests for which the promise was broken, 0…1.
    public var violationShare: Double { arrived > 0 ? Double(violations) / Double(arrived) : 0 }
    /// Share of the requests that waited for a pod to start, 0…1.
    public var coldStartShare: Double { arrived > 0 ? Double(coldStarts) / Double(arrived) : 0 }
    /// Mean response time of the served, seconds.
    public var meanResponseSeconds: Double { served > 0 ? responseSeconds / Double(served) : 0 }
    /// Mean time in line of the served, seconds.
    public var meanWaitSeconds: Double { served > 0 ? waitSeconds / Double(served) : 0 }

    /// Sums of two runs; of the longest times the longer.
    public static func + (a: RequestTotals, b: RequestTotals) -> RequestTotals {
        var sum = a
        sum.arrived += b.arrived
        sum.served += b.served
        sum.late += b.late
        sum.waited += b.waited
        sum.coldStarts += b.coldStarts
        sum.dropped += b.dropped
        sum.timedOut += b.timedOut
        sum.unfinished += b.unfinished
        sum.retries += b.retries
        sum.responseSeconds += b.responseSeconds
        sum.waitSeconds += b.waitSeconds
        sum.coldStartSeconds += b.coldStartSeconds
        sum.longestResponseSeconds = max(a.longestResponseSeconds, b.longestResponseSeconds)
        sum.longestWaitSeconds = max(a.longestWaitSeconds, b.longestWaitSeconds)
        sum.responses.merge(b.responses)
        sum.waits.merge(b.waits)
        return sum
    }
}

extension RequestTotals {
    /// The books of a queue at the end of its run.
    init(_ queue: borrowing RequestQueue) {
        let counts = queue.counts
        arrived = Int(counts.arrived)
        served = Int(counts.served)
        late = Int(counts.late)
        waited = Int(counts.waited)
        coldStarts = Int(counts.cold)
        dropped = Int(counts.dropped)
        timedOut = Int(counts.timed_out)
        unfinished = queue.unfinished
        retries = Int(counts.retried)
        responseSeconds = counts.response / 1e9
        waitSeconds = counts.wait / 1e9
        coldStartSeconds = counts.cold_wait / 1e9
        longestResponseSeconds = Double(counts.longest_response) / 1e9
        longestWaitSeconds = Double(counts.longest_wait) / 1e9
        responses = queue.responseTimes
        waits = queue.waitingTimes
    }
}
