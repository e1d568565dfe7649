/// What an allocation cost: `α Σ (a − y)⁺ + β Σ (y − a)⁺ + γ · resizes`.
public struct ProvisioningCost: Hashable, Sendable, Codable {
    /// `α Σ (a − y)⁺`.
    public var over: Double
    /// `β Σ (y − a)⁺`.
    public var under: Double
    /// `γ · resizes`.
    public var resizes: Double
    /// Number of slots.
    public var slots: Int

    /// Sum of the three parts.
    public var total: Double { over + under + resizes }

    /// Adds up the cost of an allocation. Slots with unknown demand (NaN) cost nothing but their resize.
    /// - Precondition: equally many slots of demand and allocation.
    public init(demand: [Float], allocation: [Float], prices: ProvisioningPrices) {
        precondition(demand.count == allocation.count, "\(demand.count) slots of demand, \(allocation.count) of allocation")
        var (above, below, changes) = (0.0, 0.0, 0)
        for t in demand.indices {
            if t > 0 && allocation[t] != allocation[t - 1] { changes += 1 }
            let distance = Double(allocation[t]) - Double(demand[t])
            if distance > 0 { above += distance } else if distance < 0 { below -= distance }
        }
        (over, under, resizes) = (prices.over * above, prices.under * below, prices.resize * Double(changes))
        slots = demand.count
    }

    /// ``total`` per day of slots of this length; `nil` for no slots.
    public func perDay(stepSeconds: Double) -> Double? {
        slots > 0 ? total / (Double(slots) * stepSeconds / 86_400) : nil
    }
}
