/// What requests ask of a deployment, and what they are promised.
public struct RequestService: Hashable, Sendable, Codable {
    /// How long a request is served, without waiting. The n-th request of a function takes equally long under every policy.
    public var time: TimeDistribution
    /// Requests that a pod serves at a time, at least 1; they do not slow each other down.
    public var concurrency: Int
    /// Response time (waiting and service) that was promised.
    @CodedInSeconds public var objective: Duration
    /// Requests that may wait in line; one that finds the line full is dropped. `nil` for any number.
    public var lineLimit: Int?
    /// Longest time that a request waits in line before it gives up; `nil` for ever.
    public var timeout: Duration? {
        get { timeoutSeconds.map { .nanoseconds(Int64(($0 * 1e9).rounded())) } }
        set { timeoutSeconds = newValue?.seconds }
    }
    /// Attempts after one that was dropped or timed out.
    public var retries: Int
    /// Time from a failed attempt to the next.
    @CodedInSeconds public var retryDelay: Duration

    private var timeoutSeconds: Double?

    /// Makes a service; ``validate()`` says whether it can exist.
    public init(
        time: TimeDistribution = .logNormal(mean: 0.1, variation: 1), concurrency: Int = 1, objective: Duration = .milliseconds(500),
        lineLimit: Int? = nil, timeout: Duration? = nil, retries: Int = 0, retryDelay: Duration = .seconds(1)
    ) {
        self.time = time
        self.concurrency = concurrency
        self.objective = objective
        self.lineLimit = lineLimit
        self.retries = retries
        self.retryDelay = retryDelay
        timeoutSeconds = timeout?.seconds
    }

    /// Requests per second that one pod can serve.
    public var capacityPerPod: Double { Double(concurrency) / time.mean }

    /// Checks every setting.
    /// - Throws: ``SimulationError/invalidSetting(name:found:expected:)``.
    public func validate() throws(SimulationError) {
        try time.validate("service time")
        guard time.mean >= 1e-6 else {
            throw .invalidSetting(name: "mean service time", found: "\(time.mean) s", expected: "0.000001 s or more")
        }
        guard (1...10_000).contains(concurrency) else {
            throw .invalidSetting(name: "concurrency of a pod", found: "\(concurrency)", expected: "1 to 10000")
        }
        let day: Int64 = 86_400 * 1_000_000_000
        guard (1...day).contains(objective.nanoseconds) else {
            throw .invalidSetting(name: "response time objective", found: objective.text, expected: "more than 0 s and at most a day")
        }
        if let lineLimit, !(0...100_000_000).contains(lineLimit) {
            throw .invalidSetting(name: "requests that may wait", found: "\(lineLimit)", expected: "0 to 100000000")
        }
        if let timeout, !(1...day).contains(timeout.nanoseconds) {
            throw .invalidSetting(name: "timeout of requests", found: timeout.text, expected: "more than 0 s and at most a day")
        }
        guard (0...100).contains(retries) else {
            throw .invalidSetting(name: "retries", found: "\(retries)", expected: "0 to 100")
        }
        guard (1...day).contains(retryDelay.nanoseconds) else {
            throw .invalidSetting(name: "delay of a retry", found: retryDelay.text, expected: "more than 0 s and at most a day")
        }
    }
}
