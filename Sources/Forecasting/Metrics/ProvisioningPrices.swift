/// What it costs to have too much, too little, and to change.
public struct ProvisioningPrices: Hashable, Sendable, Codable {
    /// α: price of one unit of capacity unused for one slot.
    public var over: Double
    /// β: price of one unit of demand unserved for one slot.
    public var under: Double
    /// γ: price of one resize.
    public var resize: Double

    /// Makes prices.
    /// - Precondition: none is negative, `over + under > 0`.
    public init(over: Double, under: Double, resize: Double) {
        precondition(over >= 0 && under >= 0 && resize >= 0 && over + under > 0)
        (self.over, self.under, self.resize) = (over, under, resize)
    }

    /// α = 1, β = 19 (so that the best quantile is 0.95), and for a resize what one unit idle over one window of `window` slots costs.
    /// - Precondition: `window ≥ 1`.
    public static func standard(window: Int) -> ProvisioningPrices {
        precondition(window >= 1)
        return ProvisioningPrices(over: 1, under: 19, resize: Double(window))
    }

    /// `τ* = β / (α + β)`: the quantile of demand that costs least when resizes are free (the newsvendor's critical ratio).
    public var optimalLevel: Double { under / (over + under) }
}
