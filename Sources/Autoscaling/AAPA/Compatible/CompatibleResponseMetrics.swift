/// What AAPA's metrics module says of response times.
public struct CompatibleResponseMetrics: Hashable, Sendable, Codable {
    /// Share of responses of at most the objective.
    public var satisfaction: Double
    /// Mean in seconds.
    public var mean: Double
    /// 95th percentile, interpolated.
    public var response95: Double
    /// 99th percentile, interpolated.
    public var response99: Double
    /// Share of responses above five times the median, which the original takes for cold starts.
    public var coldStartRate: Double

    /// Measures responses.
    /// - Parameters:
    ///   - responses: seconds, at least one.
    ///   - objective: seconds that are just in time.
    public init(_ responses: [Double], objective: Double = CompatibleSimulation.objective) {
        precondition(!responses.isEmpty, "no response to measure")
        var values = responses
        let count = Double(responses.count)
        satisfaction = 1 - Double(responses.filter { $0 > objective }.count) / count
        mean = responses.reduce(0, +) / count
        (response95, response99) = (values.selectQuantile(0.95), values.selectQuantile(0.99))
        let median = values.selectQuantile(0.5)
        coldStartRate = Double(responses.filter { $0 > 5 * median }.count) / count
    }
}
