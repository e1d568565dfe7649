import Tensors

/// One policy on one series in fluid time and in discrete events: how far the quick mode can be believed.
public struct ModeComparison: Hashable, Sendable, Codable {
    /// Series that was simulated.
    public var series: String
    /// Policy that was run.
    public var policy: String
    /// Requests in service that the expected demand keeps, in the mean over the run.
    public var meanConcurrency: Double
    /// Requests that arrived.
    public var requests: Int
    /// Replicas asked for × time, in minutes.
    public var (eventReplicaMinutes, fluidReplicaMinutes): (Double, Double)
    /// Share of the requests for which the promise was broken, 0…1.
    public var (eventViolationShare, fluidViolationShare): (Double, Double)
    /// Time that each mode took, seconds.
    public var (eventSeconds, fluidSeconds): (Double, Double)

    private enum CodingKeys: String, CodingKey {
        case series, policy, meanConcurrency, requests, eventReplicaMinutes, fluidReplicaMinutes, eventViolationShare
        case fluidViolationShare, eventSeconds, fluidSeconds
    }

    /// Runs a policy in both modes.
    ///
    /// - Parameters:
    ///   - events: the simulation of single requests; the fluid one has the same trace, service, deployment and seed.
    ///   - policy: the policy.
    ///   - name: its name; its own by default.
    ///   - clock: seconds that have passed since some moment.
    /// - Throws: ``SimulationError``, and what the policy throws.
    public init<Policy: ScalingPolicy>(
        of events: RequestSimulation, policy: Policy, name: String? = nil, clock: () -> Double
    ) throws {
        let fluid = try Simulation(events.trace, service: events.service, on: events.deployment, seed: events.seed)
        let begin = clock()
        let event = try events.run(policy, keepTimeline: false)
        let middle = clock()
        let flow = try fluid.run(policy, keepTimeline: false)
        (eventSeconds, fluidSeconds) = (middle - begin, clock() - middle)
        series = events.trace.series.id
        self.policy = name ?? policy.name
        let known = event.totals.seconds
        meanConcurrency = known > 0 ? event.totals.demand / known * events.service.time.mean : 0
        requests = event.requests?.arrived ?? 0
        (eventReplicaMinutes, fluidReplicaMinutes) = (event.totals.replicaSeconds / 60, flow.totals.replicaSeconds / 60)
        (eventViolationShare, fluidViolationShare) = (event.requests?.violationShare ?? 0, flow.requests?.violationShare ?? 0)
    }

    /// Compares the modes on several series at a time; in the order of the simulations.
    ///
    /// - Parameters:
    ///   - simulations: one for each series.
    ///   - policy: the policy.
    ///   - threads: series that are simulated at a time.
    ///   - clock: seconds that have passed since some moment; from any thread.
    ///   - progress: told how many series are done, from any thread.
    /// - Throws: ``SimulationError``, and what the policy throws; of several errors that of the first series.
    public static func all<Policy: ScalingPolicy>(
        _ simulations: [RequestSimulation], policy: Policy, threads: Int, clock: @Sendable () -> Double,
        progress: (@Sendable (_ done: Int) -> Void)? = nil
    ) throws -> [ModeComparison] {
        try Parallel.results(simulations.count, threads: threads, progress: progress) { index in
            try ModeComparison(of: simulations[index], policy: policy, clock: clock)
        }
    }

    /// Replica-minutes in fluid time over those of events, less 1.
    public var replicaError: Double { eventReplicaMinutes > 0 ? fluidReplicaMinutes / eventReplicaMinutes - 1 : 0 }
    /// Violation share in fluid time less that of events.
    public var violationError: Double { fluidViolationShare - eventViolationShare }
}
