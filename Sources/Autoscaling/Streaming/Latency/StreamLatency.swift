/// Latency of a frame by the load of the instance that serves its stream: one ``LatencyCurve`` for each number of streams.
public struct StreamLatency: Hashable, Sendable {
    /// Curves of 1, 2, … streams on an instance; at least one.
    public let curves: [LatencyCurve]
    /// Where the curves come from, for reports.
    public let source: String

    /// Makes a model.
    /// - Precondition: at least one curve.
    public init(curves: [LatencyCurve], source: String) {
        precondition(!curves.isEmpty, "a latency model has a curve for one stream")
        (self.curves, self.source) = (curves, source)
    }

    /// Largest load with a curve of its own; beyond it every quantile is extrapolated.
    public var measuredLoads: Int { curves.count }

    /// The curve of an instance with `load` streams.
    ///
    /// Beyond the largest load each quantile goes on along the line through the last two loads, and never falls with the probability.
    /// - Precondition: `load ≥ 1`.
    public func curve(load: Int) -> LatencyCurve {
        precondition(load >= 1, "an instance with \(load) streams")
        guard load > curves.count else { return curves[load - 1] }
        let last = curves[curves.count - 1]
        guard curves.count > 1 else { return last }
        let before = curves[curves.count - 2]
        // Both curves may have knots of their own; the line is drawn at all of them.
        let levels = Set(last.probabilities).union(before.probabilities).sorted()
        let steps = Double(load - curves.count)
        var (values, floor) = ([Double](), 0.0)
        for level in levels {
            let value = last.value(at: level)
            floor = max(floor, value + steps * (value - before.value(at: level)))
            values.append(floor)
        }
        return LatencyCurve(probabilities: levels, values: values)
    }

    /// The model with all latencies multiplied: how much hangs on a thin margin.
    /// - Precondition: `factor > 0`.
    public func scaled(by factor: Double) -> StreamLatency {
        StreamLatency(curves: curves.map { $0.scaled(by: factor) }, source: factor == 1 ? source : "\(source) × \(factor)")
    }

    /// End-to-end latency of frames at 30 per second through a streaming store, 1 to 10 writers an instance.
    ///
    /// Quantiles recovered from the result files of the CloudSkin project's simulator (deliverable D5.2, §4.2), ±1 % except the highest
    /// two; all smallest values and the whole curve of 10 streams are extrapolated.
    public static let published = StreamLatency(curves: rows.map { LatencyCurve(probabilities: levels, values: $0) }, source: "published")

    private static let levels = [0, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1]
    private static let rows: [[Double]] = [
        [7.5, 8.88, 9.04, 9.235, 9.51, 9.76, 14.6, 52.9],
        [7.5, 8.867, 9.003, 9.182, 9.457, 9.99, 12.05, 37.4],
        [7.5, 8.787, 9.056, 10.235, 11.65, 12.46, 14.9, 26.9],
        [7.5, 8.647, 9.125, 10.80, 12.43, 14.03, 17.8, 38.8],
        [7.5, 9.11, 11.24, 14.08, 17.35, 19.84, 25.6, 44.2],
        [7.5, 10.16, 12.81, 16.58, 21.05, 23.9, 29.9, 43.8],
        [7.5, 11.04, 14.19, 18.6, 23.5, 26.7, 33.9, 56.2],
        [7.5, 12.83, 17.29, 22.95, 29.0, 33.15, 41.0, 64.1],
        [7.5, 14.4, 19.05, 24.87, 32.0, 36.6, 47.5, 73.6],
        [7.5, 16, 21, 27, 35, 40, 53, 83],
    ]
}
