/// A series under policies, in whatever form of time.
public protocol TraceSimulation: Sendable {
    /// The demand.
    var trace: DemandTrace { get }
    /// What is scaled.
    var deployment: Deployment { get }
    /// Expected demand of every sub-step, `[K]`; NaN where it is unknown.
    var demand: [Double] { get }
    /// Replicas ready at the start.
    var initialReplicas: Int { get }

    /// Runs a policy.
    ///
    /// - Parameters:
    ///   - policy: the policy.
    ///   - name: its name in the result; its own for `nil`.
    ///   - forecasts: where it may get forecasts from.
    ///   - keepTimeline: whether the result holds every sub-step.
    /// - Throws: ``SimulationError`` when policy and circumstances do not fit, and what the forecaster throws.
    func run<Policy: ScalingPolicy>(
        _ policy: Policy, name: String?, forecasts: (any ForecastSource)?, keepTimeline: Bool
    ) throws -> SimulationResult
}

extension TraceSimulation {
    /// The run of the policy that knows the expected demand: what the others are measured against.
    public func runOracle(keepTimeline: Bool = true) throws -> SimulationResult {
        let oracle = OraclePolicy(demand: demand, deployment: deployment, initialReplicas: initialReplicas)
        return try run(oracle, name: nil, forecasts: nil, keepTimeline: keepTimeline)
    }
}

/// In which form of time series are simulated.
public enum SimulationMode: Sendable, Hashable {
    /// Demand flows; there are no requests, and demand beyond the capacity is a violation.
    case flow
    /// Demand flows and is made of requests: how many of them are late is estimated.
    case fluid(RequestService, seed: UInt64)
    /// Every request is simulated.
    case events(RequestService, startUp: TimeDistribution?, nodePlaces: Int?, seed: UInt64)

    /// What requests ask for; `nil` where there are none.
    public var service: RequestService? {
        switch self {
        case .flow: nil
        case .fluid(let service, _), .events(let service, _, _, _): service
        }
    }

    /// The simulation of one series.
    ///
    /// - Parameters:
    ///   - trace: the demand.
    ///   - deployment: what is scaled, but for the capacity.
    ///   - capacity: how the capacity is found where there are no requests.
    /// - Throws: ``SimulationError``.
    func simulation(
        of trace: DemandTrace, on deployment: Deployment, capacity: CapacityRule
    ) throws(SimulationError) -> any TraceSimulation {
        try service?.validate()
        return try simulation(of: trace, on: deployment, capacity: capacity, tail: tail)
    }

    /// What follows from the service alone, for fluid time; the service has been validated.
    var tail: ServiceTail? { if case .fluid(let service, _) = self { ServiceTail(service) } else { nil } }

    /// The simulation of one of many series, with the ``tail`` of the mode.
    func simulation(
        of trace: DemandTrace, on deployment: Deployment, capacity: CapacityRule, tail: ServiceTail?
    ) throws(SimulationError) -> any TraceSimulation {
        switch self {
        case .flow:
            var own = deployment
            own.capacityPerReplica = try capacity.capacity(for: trace)
            return try Simulation(trace, on: own)
        case .fluid(let service, let seed):
            return try Simulation(trace, service: service, tail: tail ?? ServiceTail(service), on: deployment, seed: seed)
        case .events(let service, let startUp, let nodePlaces, let seed):
            return try RequestSimulation(
                trace, service: service, on: deployment, startUp: startUp, nodePlaces: nodePlaces, seed: seed)
        }
    }
}
