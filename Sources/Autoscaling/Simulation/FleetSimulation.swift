import Traces

/// The same contest on every series of a set: each series is a deployment of its own.
public struct FleetSimulation: Sendable {
    /// Simulations, one per series.
    public let simulations: [Simulation]
    /// Prices of the combined cost.
    public let prices: SimulationPrices

    /// Makes a simulation for every series.
    ///
    /// - Parameters:
    ///   - set: the series.
    ///   - range: steps to simulate of a series, by its position in the set; all steps by default.
    ///   - capacity: how the capacity of a replica is found for each series; replaces that of `deployment`.
    ///   - deployment: everything else about the deployments.
    ///   - indexStep: length of a step of series without a clock.
    /// - Throws: ``SimulationError``.
    public init(
        _ set: SeriesSet, range: ((Int) -> Range<Int>)? = nil, capacity: CapacityRule, deployment: Deployment,
        prices: SimulationPrices = SimulationPrices(), indexStep: Duration? = nil
    ) throws(SimulationError) {
        try prices.validate()
        var simulations: [Simulation] = []
        simulations.reserveCapacity(set.series.count)
        for (index, series) in set.series.enumerated() {
            let trace = try DemandTrace(series, quantity: set.quantity, range: range?(index), indexStep: indexStep)
            var own = deployment
            own.capacityPerReplica = try capacity.capacity(for: trace)
            simulations.append(try Simulation(trace, on: own))
        }
        self.simulations = simulations
        self.prices = prices
    }

    /// Runs the contenders on every series, and the oracle.
    /// - Parameters:
    ///   - contenders: the policies for one simulation; the same names in the same order for all of them.
    ///   - keepTimelines: whether to keep the sub-steps of a series, by its position; of none by default.
    /// - Throws: ``SimulationError``, and what a forecaster or `contenders` throws.
    public func run(
        contenders: (Simulation) throws -> [Contender], keepTimelines: (Int) -> Bool = { _ in false }
    ) throws -> FleetReport {
        let reports = try simulations.enumerated().map { index, simulation in
            try SimulationReport(
                simulation, contenders: contenders(simulation), prices: prices, keepTimelines: keepTimelines(index))
        }
        return FleetReport(reports, prices: prices)
    }
}
