/// A weighted mixture of latency curves, whose quantiles are exact: the distribution function of a mixture of piecewise linear ones is
/// piecewise linear.
public struct LatencyMixture: Sendable {
    /// Parts and their weights, all above 0.
    public private(set) var parts: [(curve: LatencyCurve, weight: Double)] = []

    /// A mixture of nothing.
    public init() {}

    /// Adds a part; one without weight changes nothing.
    /// - Precondition: `weight ≥ 0`.
    public mutating func add(_ curve: LatencyCurve, weight: Double) {
        precondition(weight >= 0, "a weight of \(weight)")
        if weight > 0 { parts.append((curve, weight)) }
    }

    /// Sum of the weights.
    public var weight: Double { parts.reduce(0) { $0 + $1.weight } }

    /// Share of latencies above `latency`; 0 for a mixture of nothing.
    public func share(above latency: Double) -> Double {
        guard !parts.isEmpty else { return 0 }
        return parts.reduce(0) { $0 + $1.weight * (1 - $1.curve.share(upTo: latency)) } / weight
    }

    /// Quantiles in milliseconds; all 0 for a mixture of nothing.
    /// - Parameter levels: probabilities, 0 to 1.
    public func quantiles(_ levels: [Double]) -> [Double] {
        guard !parts.isEmpty else { return levels.map { _ in 0 } }
        if parts.count == 1 { return levels.map { parts[0].curve.value(at: $0) } }
        let total = weight
        let knots = parts.flatMap(\.curve.values).sorted()
        return levels.map { level in
            let target = level * total
            let upper = knots.partitioningIndex { knot in
                parts.reduce(0) { $0 + $1.weight * $1.curve.share(upTo: knot) } >= target
            }
            guard upper > 0 else { return knots[0] }
            guard upper < knots.count else { return knots[knots.count - 1] }
            let below = parts.reduce(0) { $0 + $1.weight * $1.curve.share(below: knots[upper]) }
            // A jump of the distribution function takes the target in.
            guard below > target else { return knots[upper] }
            let before = parts.reduce(0) { $0 + $1.weight * $1.curve.share(upTo: knots[upper - 1]) }
            return knots[upper - 1] + (knots[upper] - knots[upper - 1]) * ((target - before) / (below - before))
        }
    }
}
