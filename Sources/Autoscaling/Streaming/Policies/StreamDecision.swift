/// A decision.
public struct StreamDecision: Hashable, Sendable {
    /// Why the number of instances changes.
    public enum Reason: String, Codable, Sendable, CaseIterable {
        /// Latency above the upper bound.
        case latencyAbove
        /// Latency below the lower bound.
        case latencyBelow
        /// A forecast at a decision time.
        case forecast
        /// More streams than the instances carry, between decision times.
        case fallback
        /// A forecast made anew because the one before was far off.
        case replan
        /// The current number of streams.
        case load
        /// The time of the week.
        case calendar
        /// Least expected cost.
        case cost
        /// The setting of a policy that never changes.
        case fixed
    }

    /// Instances wanted.
    public var instances: Int
    /// Why, if the number changes.
    public var reason: Reason

    /// Makes a decision.
    public init(_ instances: Int, _ reason: Reason) { (self.instances, self.reason) = (instances, reason) }
}
