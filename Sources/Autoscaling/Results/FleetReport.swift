/// Several policies on many series: sums over the series, and every single one.
public struct FleetReport: Hashable, Sendable, Codable {
    /// Prices of the combined cost.
    public var prices: SimulationPrices
    /// Rows of the table: shares of the summed time and of the summed demand, sums of everything else.
    public var scores: [PolicyScore]
    /// Sums by policy, in the order of the scores.
    public var totals: [ProvisioningTotals]
    /// The reports of the single series.
    public var series: [SimulationReport]

    /// Adds reports up.
    /// - Precondition: all reports compare policies of the same names in the same order.
    public init(_ series: [SimulationReport], prices: SimulationPrices) {
        let names = series.first?.results.map(\.policy) ?? []
        precondition(series.allSatisfy { $0.results.map(\.policy) == names }, "all series of a fleet need the same policies")
        self.series = series
        self.prices = prices
        let totals = names.indices.map { policy in series.reduce(ProvisioningTotals()) { $0 + $1.results[policy].totals } }
        let requests = names.indices.map { policy in
            series.reduce(RequestTotals?.none) { sum, report in
                report.results[policy].requests.map { (sum ?? RequestTotals()) + $0 } ?? sum
            }
        }
        let oracle = totals.last ?? ProvisioningTotals()
        scores = names.indices.map {
            PolicyScore(policy: names[$0], totals: totals[$0], requests: requests[$0], oracle: oracle, prices: prices)
        }
        self.totals = totals
    }
}
