import Traces

/// A deployment under a trace of demand, in fluid time: in every sub-step of one sync period the demand flows evenly over the ready
/// replicas.
///
/// Order within a sub-step that begins at time t: replicas whose start-up delay has passed become ready; the policy sees the demand of
/// the sub-steps that ended at t − metric delay or earlier and decides; replicas are started or removed; the demand is served.
///
/// A sub-step **violates** the objective when its demand exceeds what its ready replicas serve (`ready < ⌈demand / capacity⌉`). What is
/// not served then is lost and counted; nothing waits for later.
///
/// Given a ``RequestService``, demand is made of requests: policies measure the same random counts as in ``RequestSimulation`` with the
/// same seed, and how many requests are late is estimated (`FluidLine`). That takes a thousandth of the time of simulating every one.
///
/// Replicas that become ready inside a sub-step serve from the next one on. Time is counted in whole nanoseconds.
public struct Simulation: TraceSimulation {
    /// The demand.
    public let trace: DemandTrace
    /// What is scaled.
    public let deployment: Deployment
    /// Demand of every sub-step, `[K]`; NaN where it is unknown.
    public let demand: [Double]
    /// Replicas ready at the start.
    public let initialReplicas: Int
    /// What requests ask for, where demand is made of requests.
    public let service: RequestService?
    /// The same.
    public var requestService: RequestService? { service }
    /// Demand as it is measured, `[K]`: the demand itself, or what the random number of requests makes of it.
    private let measured: [Double]
    private let tail: ServiceTail?

    /// Makes a simulation.
    /// - Throws: ``SimulationError`` for settings outside their ranges or a trace that does not fit them.
    public init(_ trace: DemandTrace, on deployment: Deployment) throws(SimulationError) {
        try self.init(trace, requests: nil, on: deployment, seed: 0)
    }

    /// Makes a simulation of requests in fluid time.
    ///
    /// - Parameters:
    ///   - trace: counts or rates per second.
    ///   - service: what requests ask for.
    ///   - deployment: what is scaled; its capacity is replaced by that of the service.
    ///   - seed: seed of the number of requests in every sub-step.
    /// - Throws: ``SimulationError`` for settings outside their ranges or a trace that does not fit them.
    public init(_ trace: DemandTrace, service: RequestService, on deployment: Deployment, seed: UInt64 = 0) throws(SimulationError) {
        try service.validate()
        try self.init(trace, service: service, tail: ServiceTail(service), on: deployment, seed: seed)
    }

    /// With what follows from the service alone, which a fleet computes once; the service has been validated.
    init(
        _ trace: DemandTrace, service: RequestService, tail: ServiceTail, on deployment: Deployment, seed: UInt64
    ) throws(SimulationError) {
        guard trace.quantity.kind != .gauge else { throw .notRequests(series: trace.series.id) }
        var deployment = deployment
        deployment.capacityPerReplica = service.capacityPerPod
        try self.init(trace, requests: (service, tail), on: deployment, seed: seed)
    }

    private init(
        _ trace: DemandTrace, requests: (service: RequestService, tail: ServiceTail)?, on deployment: Deployment, seed: UInt64
    ) throws(SimulationError) {
        try deployment.validate()
        self.trace = trace
        (service, tail) = (requests?.service, requests?.tail)
        self.deployment = deployment
        let demand = try trace.subSteps(of: deployment.sync)
        self.demand = demand
        if requests == nil {
            measured = demand
        } else {
            var plan = ArrivalPlan(trace, seed: seed)
            let sync = deployment.sync.nanoseconds
            measured = demand.indices.map { subStep in
                let count = plan.count(until: trace.start + Int64(subStep + 1) * sync)
                return demand[subStep].isNaN ? .nan : Double(count) * 1e9 / Double(sync)
            }
        }
        let first = demand.first { !$0.isNaN } ?? 0
        initialReplicas = deployment.initialReplicas ?? deployment.clamped(deployment.replicasNeeded(for: first))
    }

    /// Runs a policy.
    ///
    /// - Parameters:
    ///   - policy: the policy.
    ///   - name: its name in the result; its own by default.
    ///   - forecasts: where it may get forecasts from.
    ///   - keepTimeline: whether the result holds every sub-step.
    /// - Throws: ``SimulationError`` when policy and circumstances do not fit, and what the forecaster throws.
    public func run<Policy: ScalingPolicy>(
        _ policy: Policy, name: String? = nil, forecasts: (any ForecastSource)? = nil, keepTimeline: Bool = true
    ) throws -> SimulationResult {
        let run = PolicyRun(
            deployment: deployment, step: trace.step, forecaster: forecasts?.name, maximumWindow: forecasts?.maximumWindow)
        var state = try policy.start(run)
        var pool = ReplicaPool(ready: initialReplicas)
        var account = ProvisioningAccount(deployment)
        var timeline = keepTimeline ? SimulationTimeline(start: trace.start, step: deployment.sync.nanoseconds, count: demand.count) : nil
        let metrics = MetricSchedule(deployment, start: trace.start)
        var requests = RequestTimeline()
        var readyHistory = [Double]()
        readyHistory.reserveCapacity(demand.count)
        let startUpDelay = deployment.startUpDelay.nanoseconds
        var line: FluidLine? = if let service, let tail { FluidLine(service, tail: tail) } else { nil }
        let seconds = deployment.sync.seconds
        for subStep in demand.indices {
            let time = trace.start + Int64(subStep) * deployment.sync.nanoseconds
            pool.advance(to: time)
            let before = pool.total
            var decision = try policy.decide(
                observation(at: time, subStep: subStep, pool: pool, metrics: metrics, ready: readyHistory, forecasts: forecasts),
                state: &state)
            var wanted = deployment.clamped(decision.replicas)
            if wanted != decision.replicas { decision.reason = wanted > decision.replicas ? .minimumReplicas : .maximumReplicas }
            if wanted == 0, let line, line.backlog > 0 || measured[subStep] > 0 { (wanted, decision.reason) = (1, .activation) }
            pool.scale(to: wanted, at: time, startUpDelay: startUpDelay)
            let need = deployment.replicasNeeded(for: demand[subStep])
            account.scaled(from: before, to: wanted, at: time)
            if line != nil {
                let count = measured[subStep].isNaN ? 0 : measured[subStep] * seconds
                let violations = line!.pass(count, expected: demand[subStep], pods: pool.ready, seconds: seconds)
                if timeline != nil { requests.append(count: count, violations: violations, waiting: line!.backlog) }
            }
            account.served(demand[subStep], need: need, ready: Double(pool.ready), total: Double(pool.total))
            readyHistory.append(Double(pool.ready))
            timeline?.append(demand: demand[subStep], need: need, ready: pool.ready, total: pool.total, wanted: wanted, decision: decision)
        }
        if service != nil { timeline?.requests = requests }
        return SimulationResult(
            policy: name ?? policy.name, summary: policy.summary, forecaster: forecasts?.name, series: trace.series.id,
            totals: account.totals, requests: line?.totals, timeline: timeline)
    }

    private func observation(
        at time: Int64, subStep: Int, pool: borrowing ReplicaPool, metrics: MetricSchedule, ready: borrowing [Double],
        forecasts: (any ForecastSource)?
    ) -> PolicyObservation {
        let measured = metrics.measured(at: subStep)
        return PolicyObservation(
            time: time, subStep: subStep, demand: self.measured[..<measured],
            latest: metrics.latest(measured, demand: self.measured, ready: ready),
            ready: pool.ready, pending: pool.total - pool.ready, cohorts: pool.cohorts, deployment: deployment,
            forecasts: forecasts.map { ForecastView($0, of: trace, on: deployment, at: time) })
    }
}
