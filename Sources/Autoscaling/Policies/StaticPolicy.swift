/// Always the same number of replicas.
public struct StaticPolicy: ScalingPolicy, Hashable, Codable {
    /// Number of replicas.
    public var replicas: Int

    /// Makes a policy of a fixed size.
    public init(replicas: Int) { self.replicas = replicas }

    /// The size that would have served the demand before the simulated steps: what people do who size for the peak.
    ///
    /// - Parameters:
    ///   - trace: the demand.
    ///   - deployment: what is scaled.
    ///   - level: share of the known steps that is served fully, 0…1; 1 sizes for the highest one.
    /// - Throws: ``SimulationError/noTrainingDemand(series:)`` when nothing is known before the simulated steps.
    public init(sizedFor trace: DemandTrace, on deployment: Deployment, level: Double = 1) throws(SimulationError) {
        guard (0...1).contains(level) else {
            throw .invalidSetting(name: "level of a static size", found: "\(level)", expected: "between 0 and 1")
        }
        let past = trace.series.values[..<trace.range.lowerBound].filter { !$0.isNaN }.sorted()
        guard !past.isEmpty else { throw .noTrainingDemand(series: trace.series.id) }
        // The smallest past value that is not exceeded by the wanted share of them.
        let rank = max(1, (level * Double(past.count)).ceiledToReplicas)
        replicas = deployment.replicasNeeded(for: Double(past[rank - 1]) * trace.demandPerValue)
    }

    /// `static`.
    public var name: String { "static" }
    /// The size.
    public var summary: String { replicas == 1 ? "1 replica" : "\(replicas) replicas" }

    /// Nothing to remember.
    public func start(_ run: PolicyRun) throws(SimulationError) {
        guard replicas >= 0 else {
            throw .invalidSetting(name: "size of the static policy", found: "\(replicas)", expected: "0 replicas or more")
        }
    }

    /// The constant.
    public func decide(_ observation: PolicyObservation, state: inout Void) -> ScalingDecision { ScalingDecision(replicas, .constant) }
}
