import Synchronization
import Tensors

/// Several policies on the same slots with the same seeds.
public struct StreamComparison: Sendable {
    /// What is simulated.
    public let simulation: StreamSimulation
    /// Policies and their names in reports.
    public let contenders: [(name: String, policy: any StreamPolicy)]
    /// Seeds of the random frames; each policy runs once with each of them.
    public let seeds: [UInt64]

    /// Makes a comparison.
    public init(simulation: StreamSimulation, contenders: [(name: String, policy: any StreamPolicy)], seeds: [UInt64]) {
        (self.simulation, self.contenders, self.seeds) = (simulation, contenders, seeds)
    }

    /// Runs every policy with every seed: policies in order, seeds in order within each. The same bits on any number of threads.
    /// - Parameters:
    ///   - threads: most threads to use, `≥ 1`.
    ///   - keepsPercentiles: whether sampled percentiles of every slot are kept.
    /// - Throws: the first ``StreamingError`` in that order.
    public func run(threads: Int = 1, keepsPercentiles: Bool = false) throws(StreamingError) -> [StreamRun] {
        typealias Outcome = Result<StreamRun, StreamingError>
        let outcomes = Mutex([Outcome?](repeating: nil, count: contenders.count * seeds.count))
        Parallel.forEach(contenders.count * seeds.count, threads: threads) { index in
            let contender = contenders[index / seeds.count]
            let outcome: Outcome
            do throws(StreamingError) {
                outcome = .success(
                    try simulation.run(
                        contender.policy, named: contender.name, seed: seeds[index % seeds.count], keepsPercentiles: keepsPercentiles))
            } catch {
                outcome = .failure(error)
            }
            outcomes.withLock { $0[index] = outcome }
        }
        var runs: [StreamRun] = []
        for case let outcome? in outcomes.withLock({ $0 }) { runs.append(try outcome.get()) }
        return runs
    }

    /// Digests of the forecasts that the policies use, by name of the policy.
    public func forecastDigests() -> [String: String] {
        var digests: [String: String] = [:]
        for contender in contenders {
            if let forecast = contender.policy.forecastInUse { digests[contender.name] = forecast.digest(over: simulation.slots) }
        }
        return digests
    }
}
