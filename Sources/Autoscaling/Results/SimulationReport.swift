import Traces

/// Several policies on the same trace, measured against the oracle, which always takes part.
public struct SimulationReport: Hashable, Sendable, Codable {
    /// Series that was simulated.
    public var series: String
    /// What its values measure.
    public var quantity: Quantity
    /// What was scaled.
    public var deployment: Deployment
    /// Replicas ready at the start.
    public var initialReplicas: Int
    /// What requests asked for, where there are any.
    public var service: RequestService?
    /// Prices of the combined cost.
    public var prices: SimulationPrices
    /// Rows of the table, in the order of the contenders, the oracle last.
    public var scores: [PolicyScore]
    /// Runs in the same order.
    public var results: [SimulationResult]

    /// Runs every contender and the oracle.
    /// - Throws: ``SimulationError``, and what a forecaster throws.
    public init(
        _ simulation: any TraceSimulation, contenders: [Contender], prices: SimulationPrices = SimulationPrices(),
        keepTimelines: Bool = true
    ) throws {
        try prices.validate()
        var names = Set(["oracle"])
        for contender in contenders where !names.insert(contender.name).inserted {
            throw SimulationError.invalidSetting(name: "name of a policy", found: contender.name, expected: "unique, and not oracle")
        }
        let oracle = try simulation.runOracle(keepTimeline: keepTimelines)
        results = try contenders.map {
            try simulation.run($0.policy, name: $0.name, forecasts: $0.forecasts, keepTimeline: keepTimelines)
        }
        results.append(oracle)
        scores = results.map {
            PolicyScore(policy: $0.policy, totals: $0.totals, requests: $0.requests, oracle: oracle.totals, prices: prices)
        }
        series = simulation.trace.series.id
        quantity = simulation.trace.quantity
        deployment = simulation.deployment
        initialReplicas = simulation.initialReplicas
        service = simulation.requestService
        self.prices = prices
    }

    /// The run of a policy by its name.
    public subscript(policy name: String) -> SimulationResult? { results.first { $0.policy == name } }

    /// The same report without sub-steps.
    public var withoutTimelines: SimulationReport {
        var copy = self
        for index in copy.results.indices { (copy.results[index].timeline, copy.results[index].records) = (nil, nil) }
        return copy
    }
}
