/// Prices in instance-minutes.
public struct StreamPrices: Hashable, Sendable, Codable {
    /// Of a slot that violates the objective.
    public var violatedSlot = 50.0
    /// Of a change of the number of instances.
    public var event = 20.0

    /// The prices of the hard benchmark.
    public init() {}
}
