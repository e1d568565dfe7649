/// What came of a workload.
public struct WorkloadOutcomes: Hashable, Sendable, Codable {
    /// Requests of one model, or of all.
    public struct Group: Hashable, Sendable, Codable {
        /// Name of the model; `nil` for all.
        public let model: String?
        /// Number of requests and of those answered well; their ratio.
        public let requests: Int, good: Int, goodput: Double
        /// Requests per second between the first and the last start; `nil` below two different starts.
        public let requestRate: Double?
        /// Good requests per second between the first and the last of their starts; `nil` below two different starts.
        public let throughput: Double?
        /// Latency of good requests, seconds: mean, standard deviation (divisor n), and percentiles, linear between order statistics; `nil`
        /// where there are none.
        public let mean: Double?, deviation: Double?, p50: Double?, p90: Double?, p99: Double?
    }

    /// All requests that count.
    public let all: Group
    /// Every model with requests, the one with the most first.
    public let models: [Group]
}

extension Workload {
    /// Statistics of what a simulator did with the requests.
    ///
    /// - Parameters:
    ///   - starts: when every request was submitted, seconds.
    ///   - finishes: when it was answered.
    ///   - good: whether it was answered, and in time.
    ///   - warmup: seconds at either end, from the first and before the last start, whose requests do not count.
    /// - Throws: ``ReplayError/invalidWorkload(reason:)`` when columns differ in length or a latency of a good request is negative or no
    ///   number.
    public func outcomes(
        starts: [Double], finishes: [Double], good: [Bool], warmup: Double = 0
    ) throws(ReplayError) -> WorkloadOutcomes {
        guard starts.count == count, finishes.count == count, good.count == count else {
            throw .invalidWorkload(
                reason: "\(count) requests, but \(starts.count) starts, \(finishes.count) finishes and \(good.count) verdicts")
        }
        if let wrong = (0..<count).first(where: { !starts[$0].isFinite || (good[$0] && !(finishes[$0] - starts[$0] >= 0)) }) {
            throw .invalidWorkload(reason: "request \(wrong) starts at \(starts[wrong]) s and finishes at \(finishes[wrong]) s")
        }
        let (first, last) = (starts.min() ?? 0, starts.max() ?? 0)
        let counted = (0..<count).filter { warmup <= 0 || (starts[$0] >= first + warmup && starts[$0] <= last - warmup) }
        func group(_ name: String?, _ requests: [Int]) -> WorkloadOutcomes.Group {
            let wellDone = requests.filter { good[$0] }
            let latencies = wellDone.map { finishes[$0] - starts[$0] }.sorted()
            let mean = latencies.isEmpty ? nil : latencies.reduce(0, +) / Double(latencies.count)
            let deviation = mean.map { mean in
                (latencies.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(latencies.count)).squareRoot()
            }
            return WorkloadOutcomes.Group(
                model: name, requests: requests.count, good: wellDone.count,
                goodput: requests.isEmpty ? 0 : Double(wellDone.count) / Double(requests.count),
                requestRate: Self.rate(requests.map { starts[$0] }), throughput: Self.rate(wellDone.map { starts[$0] }), mean: mean,
                deviation: deviation, p50: Self.percentile(latencies, 0.5), p90: Self.percentile(latencies, 0.9),
                p99: Self.percentile(latencies, 0.99))
        }
        var byModel = [[Int]](repeating: [], count: models.count)
        for request in counted { byModel[Int(modelIndices[request])].append(request) }
        let ranked = models.indices.filter { !byModel[$0].isEmpty }.sorted { (byModel[$1].count, $0) < (byModel[$0].count, $1) }
        return WorkloadOutcomes(all: group(nil, counted), models: ranked.map { group(models[$0], byModel[$0]) })
    }

    private static func rate(_ starts: [Double]) -> Double? {
        guard let first = starts.min(), let last = starts.max(), last > first else { return nil }
        return Double(starts.count) / (last - first)
    }

    /// The quantile of ascending values, linear between order statistics (type 7 of Hyndman and Fan, 1996).
    static func percentile(_ sorted: [Double], _ level: Double) -> Double? {
        guard !sorted.isEmpty else { return nil }
        let place = level * Double(sorted.count - 1)
        let below = Int(place)
        guard below + 1 < sorted.count else { return sorted[below] }
        return sorted[below] + (place - Double(below)) * (sorted[below + 1] - sorted[below])
    }

    /// Statistics of the arrivals.
    /// - Parameter range: what the workload covers, seconds.
    /// - Precondition: the range is not empty.
    public func statistics(over range: Range<Double>) -> ArrivalStatistics { ArrivalStatistics(arrivals, over: range) }
}
