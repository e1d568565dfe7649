import Tensors
import Traces

/// The same contest on every series of a set: each series is a deployment of its own.
public struct FleetSimulation: Sendable {
    /// Simulations, one per series.
    public let simulations: [any TraceSimulation]
    /// Prices of the combined cost.
    public let prices: SimulationPrices

    /// Makes a simulation for every series.
    ///
    /// - Parameters:
    ///   - set: the series.
    ///   - range: steps to simulate of a series, by its position in the set; all steps by default.
    ///   - capacity: how the capacity of a replica is found for each series; replaces that of `deployment`. Where there are requests
    ///     their service says it.
    ///   - deployment: everything else about the deployments.
    ///   - mode: in which form of time.
    ///   - prices: of the combined cost.
    ///   - indexStep: length of a step of series without a clock.
    /// - Throws: ``SimulationError``.
    public init(
        _ set: SeriesSet, range: ((Int) -> Range<Int>)? = nil, capacity: CapacityRule = .automatic, deployment: Deployment,
        mode: SimulationMode = .flow, prices: SimulationPrices = SimulationPrices(), indexStep: Duration? = nil
    ) throws(SimulationError) {
        try prices.validate()
        try mode.service?.validate()
        let tail = mode.tail
        var simulations: [any TraceSimulation] = []
        simulations.reserveCapacity(set.series.count)
        for (index, series) in set.series.enumerated() {
            let trace = try DemandTrace(series, quantity: set.quantity, range: range?(index), indexStep: indexStep)
            simulations.append(try mode.simulation(of: trace, on: deployment, capacity: capacity, tail: tail))
        }
        self.simulations = simulations
        self.prices = prices
    }

    /// Runs the contenders on every series, and the oracle. The result does not depend on the number of threads.
    ///
    /// - Parameters:
    ///   - contenders: the policies for one simulation; the same names in the same order for all of them.
    ///   - keepTimelines: whether to keep the sub-steps of a series, by its position; of none by default.
    ///   - threads: series that are simulated at a time.
    ///   - progress: told how many series are done, from any thread.
    /// - Throws: ``SimulationError``, and what a forecaster or `contenders` throws; of several errors that of the first series.
    public func run(
        contenders: @Sendable (any TraceSimulation) throws -> [Contender], keepTimelines: @Sendable (Int) -> Bool = { _ in false },
        threads: Int = 1, progress: (@Sendable (_ done: Int) -> Void)? = nil
    ) throws -> FleetReport {
        let reports = try Parallel.results(simulations.count, threads: threads, progress: progress) { index in
            try SimulationReport(
                simulations[index], contenders: contenders(simulations[index]), prices: prices, keepTimelines: keepTimelines(index))
        }
        return FleetReport(reports, prices: prices)
    }
}
