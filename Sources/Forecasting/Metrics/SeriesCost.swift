import Traces

/// What holding a quantile of the forecasts of one series would have cost, and how it served demand; see ``CostEvaluation``.
struct SeriesCost {
    /// Group of the series.
    let group: String
    /// Σ |y| over the scored slots.
    let size: Double
    /// Cost of the quantile, of the oracle, and of the season before.
    let policy, oracle, seasonalNaive: ProvisioningCost
    /// How the quantile served demand.
    let allocation: AllocationMetrics
    /// Slots served within Δ slots.
    let shiftTolerantCoverage: Proportion

    /// - Precondition: at least one forecast.
    init(
        _ forecasts: [ScoredForecast], of series: Series, settings: CostEvaluation.Settings, tolerance: Int
    ) throws(ForecastError) {
        let held = try HeldAllocation(
            forecasts, of: series, level: settings.prices.optimalLevel, window: settings.window, season: settings.season,
            tolerance: tolerance)
        group = forecasts[0].group
        size = held.demand.reduce(0.0) { $1.isNaN ? $0 : $0 + Double(abs($1)) }
        policy = ProvisioningCost(demand: held.demand, allocation: held.allocation, prices: settings.prices)
        oracle = ProvisioningCost(demand: held.demand, allocation: held.oracle, prices: settings.prices)
        seasonalNaive = ProvisioningCost(demand: held.demand, allocation: held.seasonalNaive, prices: settings.prices)
        allocation = AllocationMetrics(
            demand: held.demand, allocation: held.allocation, window: settings.window, stepSeconds: settings.stepSeconds)
        shiftTolerantCoverage = held.shiftTolerantCoverage
    }
}
