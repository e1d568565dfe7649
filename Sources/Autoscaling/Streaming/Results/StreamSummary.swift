import Forecasting

/// What a run was, with all parameters.
public struct StreamSummary: Codable, Hashable, Sendable {
    /// Trace and its simulated slots.
    public var trace: String
    /// First simulated slot of the trace.
    public var firstSlot: Int
    /// Parameters of a generated trace, beginning with the word synthetic.
    public var synthetic: String?
    /// Where latencies come from.
    public var latency: String
    /// Scenario.
    public var scenario: StreamScenario
    /// Figures.
    public var score: StreamScore
    /// How the capacity at the upper bound (the most streams without violation) served the streams.
    public var provisioning: AllocationMetrics
    /// Digest of the forecasts.
    public var forecastDigest: String?

    init(_ run: StreamRun, optimum: Double?, forecastDigest: String?, synthetic: String?) {
        let simulation = run.simulation
        (trace, firstSlot, self.synthetic) = (simulation.trace.name, simulation.slots.lowerBound, synthetic)
        (latency, scenario, self.forecastDigest) = (simulation.table.latency.source, simulation.scenario, forecastDigest)
        score = StreamScore(run, optimum: optimum)
        let most = simulation.capacity.mostStreamsByInstances
        provisioning = AllocationMetrics(
            demand: run.streams.map(Float.init), allocation: run.instances.map { Float(most[min($0, most.count - 1)]) }, window: 60,
            stepSeconds: 60)
    }
}

extension StreamCapacity {
    /// Most streams that so many instances serve without violation, by number of instances from 0.
    var mostStreamsByInstances: [Int] {
        var most = [0]
        for streams in 0...mostStreams {
            let needed = needed(for: streams)
            while most.count <= needed { most.append(most[most.count - 1]) }
            most[needed] = streams
        }
        return most
    }
}
