import Traces

/// How the capacity of a replica is found for each series of a set.
public enum CapacityRule: Hashable, Sendable, Codable {
    /// The same capacity for every series; see ``Deployment/capacityPerReplica`` for its unit.
    case fixed(Double)
    /// A capacity with which the mean demand keeps `replicas` replicas busy: `mean demand / replicas`.
    ///
    /// The mean is taken before the simulated steps, so that the simulated demand does not decide its own capacity, and over them where
    /// there was no demand before. A series without any demand gets the capacity 1.
    case meanFills(replicas: Double)

    /// Mean demand fills four replicas: small enough to see every decision, large enough for shares of a replica to matter little.
    public static let automatic = CapacityRule.meanFills(replicas: 4)

    /// The capacity for one trace.
    /// - Throws: ``SimulationError/invalidSetting(name:found:expected:)`` unless the number of the rule is positive and finite.
    public func capacity(for trace: DemandTrace) throws(SimulationError) -> Double {
        switch self {
        case .fixed(let capacity):
            guard capacity > 0, capacity.isFinite else {
                throw .invalidSetting(name: "capacity per replica", found: "\(capacity)", expected: "a positive number")
            }
            return capacity
        case .meanFills(let replicas):
            guard replicas > 0, replicas.isFinite else {
                throw .invalidSetting(name: "replicas filled by the mean demand", found: "\(replicas)", expected: "a positive number")
            }
            for positions in [0..<trace.range.lowerBound, trace.range] {
                if let mean = trace.meanDemand(over: positions), mean > 0 { return mean / replicas }
            }
            return 1
        }
    }
}
