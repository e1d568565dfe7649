/// A metric that does not add up: it says itself how it is aggregated.
public struct DerivedMetric: Hashable, Sendable {
    /// How a cell and an aggregate are computed.
    public enum Rule: Hashable, Sendable {
        /// Sum of one metric over the sum of another; missing where the latter is 0.
        case ratio(String, over: String)
        /// Mean of a metric over cells, weighted by another; missing where all weights are 0.
        case weightedMean(String, weight: String)
        /// The quantile of a log-normal distribution of events, such as durations: every cell has the given median times its factor to
        /// the power `spread`, an aggregate is the mixture of its cells weighted by a metric of counts.
        case percentile(level: Double, median: Double, scale: Double, weight: String, spread: Double)
        /// Different users behind the events of a metric: each event is made by one of `population`, of whom cells share.
        case distinct(of: String, population: Int)
        /// The largest value of a cell.
        case maximum(String)
        /// The smallest value of a cell.
        case minimum(String)
        /// The value of the last cell in canonical order that has one, such as the state of the youngest shard.
        case last(String)
    }

    /// Name, a column of the output.
    public var name: String
    /// How it is computed.
    public var rule: Rule

    /// Makes a metric.
    public init(_ name: String, _ rule: Rule) { (self.name, self.rule) = (name, rule) }

    /// Names of the metrics it is computed from.
    var sources: [String] {
        switch rule {
        case .ratio(let a, let b), .weightedMean(let a, let b): [a, b]
        case .percentile(_, _, _, let weight, _): [weight]
        case .distinct(let name, _), .maximum(let name), .minimum(let name), .last(let name): [name]
        }
    }
}
