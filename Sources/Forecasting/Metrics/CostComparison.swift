/// The cost of a policy between its two landmarks: the oracle that knows every ceiling, and the seasonal naive that knows none.
public struct CostComparison: Hashable, Sendable, Codable {
    /// First slot compared: the first window for which the seasonal naive has a season to repeat.
    public var firstSlot: Int
    /// Cost of the policy.
    public var policy: ProvisioningCost
    /// Cost of `a = c_k`, every window at exactly its ceiling.
    public var oracle: ProvisioningCost
    /// Cost of every window at the ceiling of the season before.
    public var seasonalNaive: ProvisioningCost

    /// `(cost − oracle) / (naive − oracle)`: 0 is the oracle, 1 the seasonal naive, negative better than knowing the ceilings (possible, because
    /// the oracle neither serves less than the ceiling nor avoids resizes). `nil` when the two landmarks cost the same.
    public var regret: Double? {
        let distance = seasonalNaive.total - oracle.total
        return distance != 0 ? (policy.total - oracle.total) / distance : nil
    }

    /// Compares an allocation with both landmarks over the same slots.
    /// - Parameters:
    ///   - demand: y, `[T]`; NaN = unknown.
    ///   - allocation: a, `[T]`.
    ///   - window: provisioning window w in slots; windows begin at slot 0.
    ///   - season: of the seasonal naive, in slots.
    ///   - prices: what too much and too little cost.
    /// - Returns: `nil` when the demand is too short for one window after a season.
    /// - Precondition: equally many of both, `window ≥ 1`, `season ≥ 1`.
    public init?(demand: [Float], allocation: [Float], window: Int, season: Int, prices: ProvisioningPrices) {
        precondition(demand.count == allocation.count && window >= 1 && season >= 1)
        let naive = ProvisioningWindows.seasonalNaiveCeilings(of: demand, window: window, season: season)
        guard let first = naive.firstIndex(where: { !$0.isNaN }) else { return nil }
        firstSlot = first * window
        let rest = Array(demand[firstSlot...])
        func cost(_ values: ArraySlice<Float>) -> ProvisioningCost {
            let held = ProvisioningWindows.allocation(from: Array(values), window: window, slots: rest.count)
            return ProvisioningCost(demand: rest, allocation: held, prices: prices)
        }
        oracle = cost(ProvisioningWindows.ceilings(of: demand, window: window)[first...])
        seasonalNaive = cost(naive[first...])
        policy = ProvisioningCost(demand: rest, allocation: Array(allocation[firstSlot...]), prices: prices)
    }
}
