import Traces

/// What it would have cost to hold a quantile of the forecasts of a backtest as capacity, over all series, between an oracle and the season
/// before; and how that allocation served demand.
///
/// At prices α for a unit unused and β for a unit missing the quantile τ* = β/(α + β) costs least (the newsvendor's critical ratio; Arrow,
/// Harris & Marschak, "Optimal inventory policy", Econometrica 19(3), 1951). Costs are sums over the series of a group divided by its
/// Σ |y|, then averaged over the groups, as ``EvaluationSummary/wql``: prices per unit of demand.
public struct CostEvaluation: Hashable, Sendable, Codable {
    /// What is held, and what it costs.
    public struct Settings: Hashable, Sendable {
        /// Prices of too much, too little, and a change.
        public var prices: ProvisioningPrices
        /// w: slots for which an allocation is held. For 1 it is the quantile of each step; for more the largest of them in a provisioning
        /// window.
        public var window: Int
        /// Season of the landmark, in slots.
        public var season: Int
        /// Δ of the shift-tolerant coverage in slots; `nil` for ``SpikeMatching/standardTolerance(horizon:)``.
        public var tolerance: Int?
        /// Length of a slot, for resizes per day; `nil` on an index axis.
        public var stepSeconds: Double?

        /// Makes settings.
        /// - Precondition: `window ≥ 1`, `season ≥ 1`; the tolerance is not negative.
        public init(
            prices: ProvisioningPrices, window: Int = 1, season: Int = 1, tolerance: Int? = nil, stepSeconds: Double? = nil
        ) {
            precondition(window >= 1 && season >= 1 && tolerance ?? 0 >= 0)
            (self.prices, self.window, self.season) = (prices, window, season)
            (self.tolerance, self.stepSeconds) = (tolerance, stepSeconds)
        }
    }

    /// Quantile level τ* that was held.
    public var level: Double
    /// Prices.
    public var prices: ProvisioningPrices
    /// w, in slots.
    public var window: Int
    /// Δ of the shift-tolerant coverage, in slots.
    public var tolerance: Int
    /// Cost per unit of demand of holding the quantile; `nil` without demand.
    public var cost: Double?
    /// Its part for capacity unused.
    public var over: Double?
    /// Its part for demand unserved.
    public var under: Double?
    /// Its part for resizes.
    public var resizes: Double?
    /// Cost per unit of demand of the oracle: every provisioning window at its largest demand.
    public var oracle: Double?
    /// Cost per unit of demand of the season before, as known at the origins.
    public var seasonalNaive: Double?
    /// `(cost − oracle) / (seasonal naive − oracle)`: 0 is the oracle, 1 the season before; `nil` when the two cost the same.
    public var regret: Double?
    /// How the allocation served demand.
    public var allocation: AllocationSummary
    /// Slots served by the allocation within Δ slots, see ``ShiftTolerantCoverage``.
    public var shiftTolerantCoverage: ObservedShare

    /// Adds up what holding the quantile τ* of the forecasts costs. At every slot the forecast made last before it is in force.
    /// - Parameters:
    ///   - forecasts: of one model, in any order; every series of them lies in the set.
    ///   - set: the series, history and future in one.
    ///   - settings: what is held, and what it costs.
    /// - Throws: ``ForecastError/levelOutsideRange(_:trained:)`` for a forecast that lacks τ*.
    public init(of forecasts: [ScoredForecast], on set: SeriesSet, settings: Settings) throws(ForecastError) {
        (prices, window, level) = (settings.prices, settings.window, settings.prices.optimalLevel)
        tolerance = settings.tolerance ?? SpikeMatching.standardTolerance(horizon: forecasts.map(\.forecast.horizon).max() ?? 1)
        let bySeries = Dictionary(grouping: forecasts) { $0.forecast.seriesID }
        var all: [SeriesCost] = []
        for series in set.series {
            guard let own = bySeries[series.id] else { continue }
            all.append(try SeriesCost(own, of: series, settings: settings, tolerance: tolerance))
        }
        func perDemand(_ part: (SeriesCost) -> Double) -> Double? {
            let groups = Dictionary(grouping: all, by: \.group)
            let quotients = groups.keys.sorted().map { key -> Double in
                let (above, below) = groups[key]!.reduce((0.0, 0.0)) { ($0.0 + part($1), $0.1 + $1.size) }
                return below > 0 ? above / below : .nan
            }
            return Scored.mean(quotients)
        }
        cost = perDemand(\.policy.total)
        over = perDemand(\.policy.over)
        under = perDemand(\.policy.under)
        resizes = perDemand(\.policy.resizes)
        oracle = perDemand(\.oracle.total)
        seasonalNaive = perDemand(\.seasonalNaive.total)
        if let cost, let oracle, let seasonalNaive, seasonalNaive != oracle { regret = (cost - oracle) / (seasonalNaive - oracle) }
        allocation = AllocationSummary(all.map(\.allocation))
        let served = all.reduce((count: 0, total: 0)) {
            ($0.count + $1.shiftTolerantCoverage.count, $0.total + $1.shiftTolerantCoverage.total)
        }
        shiftTolerantCoverage = ObservedShare(Proportion(count: served.count, total: served.total))
    }

    enum CodingKeys: String, CodingKey {
        case level, prices, window, tolerance, cost, over, under, resizes, oracle, regret, allocation
        case seasonalNaive = "seasonal_naive"
        case shiftTolerantCoverage = "shift_tolerant_coverage"
    }
}
