/// Service level objective of a streaming service: a percentile of the latency of a slot below a threshold, with a tolerance both ways.
public struct StreamObjective: Hashable, Sendable, Codable {
    /// Percentile that counts, as a probability.
    public var level = 0.95
    /// Lower bound of the tolerance, milliseconds: below it an instance could go.
    public var lower = 18.0
    /// The threshold itself, milliseconds.
    public var threshold = 20.0
    /// Upper bound of the tolerance, milliseconds: above it the objective is violated.
    public var upper = 22.0

    /// The published objective: p95 below 20 ms, ±10 %.
    public init() {}

    /// Lower bound, threshold and upper bound.
    public var bounds: [Double] { [lower, threshold, upper] }
}

/// Where a percentile lies in relation to the objective.
public enum LatencyBand: Hashable, Sendable {
    /// Below the lower bound, or no frames at all.
    case below
    /// Between the bounds.
    case within
    /// Above the upper bound.
    case above
}
