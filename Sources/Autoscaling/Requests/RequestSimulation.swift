import Tensors
import Traces

/// A deployment under single requests, in discrete events: every request arrives at an instant, waits in line for a free place of a ready
/// pod, and is served for a time of its own.
///
/// Where ``Simulation`` lets demand flow, this one says how long people waited. Both run the same policies on the same measured counts.
/// Every sync period, at time t: pods whose start-up has passed become ready; the policy sees the metrics that were scraped at t − metric
/// delay or earlier and decides; pods are started or removed (a removed pod finishes what it serves); then requests come and go in
/// whole nanoseconds until t + sync. Pods become ready at their own instants in between.
///
/// Arrivals, service times and start-up times come from counter-based streams of the seed, one for each series and purpose: every policy
/// meets the same requests, which take equally long, and adding a series or a policy changes nothing for the others. Without scaling,
/// exponential service and Poisson arrivals this is an M/M/c queue.
public struct RequestSimulation: TraceSimulation {
    /// The demand: counts, or rates per second.
    public let trace: DemandTrace
    /// What requests ask for.
    public let service: RequestService
    /// The same.
    public var requestService: RequestService? { service }
    /// What is scaled; its capacity per replica is that of the service.
    public let deployment: Deployment
    /// Time from the start of a pod until it is ready.
    public let startUp: TimeDistribution
    /// Pods that the nodes have place for; `nil` for any number. Pods beyond wait until others have gone, which is looked at every sync
    /// period.
    public let nodePlaces: Int?
    /// Seed of all randomness.
    public let seed: UInt64
    /// Whether results hold every request, 32 bytes each.
    public let keepsRecords: Bool
    /// Expected demand of every sub-step, `[K]`, requests per second; NaN where it is unknown.
    public let demand: [Double]
    /// Replicas ready at the start.
    public let initialReplicas: Int

    /// Time after the last sub-step in which requests that still wait can be served; who then waits is unfinished.
    static let drain: Int64 = 60 * 1_000_000_000

    /// Makes a simulation.
    ///
    /// - Parameters:
    ///   - trace: counts or rates per second.
    ///   - service: what requests ask for.
    ///   - deployment: what is scaled; its capacity is replaced by that of the service.
    ///   - startUp: time until a pod is ready; the start-up delay of the deployment by default, which is what policies reckon with.
    ///   - nodePlaces: pods that the nodes have place for.
    ///   - seed: seed of arrivals, service and start-up times.
    ///   - keepsRecords: whether results hold every request.
    /// - Throws: ``SimulationError`` for settings outside their ranges, a trace of a level (which says nothing about requests), or
    ///   initial replicas for which there is no place.
    public init(
        _ trace: DemandTrace, service: RequestService, on deployment: Deployment, startUp: TimeDistribution? = nil,
        nodePlaces: Int? = nil, seed: UInt64 = 0, keepsRecords: Bool = false
    ) throws(SimulationError) {
        try service.validate()
        var deployment = deployment
        deployment.capacityPerReplica = service.capacityPerPod
        try deployment.validate()
        guard trace.quantity.kind != .gauge else { throw .notRequests(series: trace.series.id) }
        let startUp = startUp ?? .constant(deployment.startUpDelay.seconds)
        try startUp.validate("start-up time")
        demand = try trace.subSteps(of: deployment.sync)
        let first = demand.first { !$0.isNaN } ?? 0
        let wanted = deployment.initialReplicas ?? deployment.clamped(deployment.replicasNeeded(for: first))
        if let nodePlaces, !(wanted...1_000_000).contains(nodePlaces) {
            throw .invalidSetting(
                name: "places on nodes", found: "\(nodePlaces)", expected: "room for the \(wanted) initial replicas, at most 1000000")
        }
        self.trace = trace
        self.service = service
        self.deployment = deployment
        self.startUp = startUp
        self.nodePlaces = nodePlaces
        self.seed = seed
        self.keepsRecords = keepsRecords
        initialReplicas = wanted
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
        var state = try policy.start(
            PolicyRun(
                deployment: deployment, step: trace.step, forecaster: forecasts?.name, maximumWindow: forecasts?.maximumWindow))
        var run = RequestRun(self)
        var account = ProvisioningAccount(deployment)
        var timeline = keepTimeline ? SimulationTimeline(start: trace.start, step: deployment.sync.nanoseconds, count: demand.count) : nil
        var requests = RequestTimeline()
        for subStep in demand.indices {
            let time = trace.start + Int64(subStep) * deployment.sync.nanoseconds
            let before = run.replicas
            var decision = try policy.decide(run.observation(at: time, subStep: subStep, forecasts: forecasts), state: &state)
            var wanted = deployment.clamped(decision.replicas)
            if wanted != decision.replicas { decision.reason = wanted > decision.replicas ? .minimumReplicas : .maximumReplicas }
            if wanted == 0, run.isWaiting { (wanted, decision.reason) = (1, .activation) }
            run.scale(to: wanted)
            account.scaled(from: before, to: wanted, at: time)
            let passed = run.serve(until: time + deployment.sync.nanoseconds)
            if let activation = passed.activation { account.scaled(from: 0, to: 1, at: activation) }
            let need = deployment.replicasNeeded(for: demand[subStep])
            account.served(demand[subStep], need: need, ready: passed.ready, total: passed.total)
            if timeline != nil {
                timeline!.append(
                    demand: demand[subStep], need: need, ready: Int(passed.ready.rounded()),
                    total: Int(max(passed.ready, passed.total).rounded()), wanted: wanted, decision: decision)
                requests.append(passed)
            }
        }
        run.finish()
        timeline?.requests = requests
        return SimulationResult(
            policy: name ?? policy.name, summary: policy.summary, forecaster: forecasts?.name, series: trace.series.id,
            totals: account.totals, requests: run.totals, timeline: timeline, records: keepsRecords ? run.records : nil)
    }
}
