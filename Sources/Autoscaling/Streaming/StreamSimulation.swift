/// Serves the streams of a trace slot by slot, with the instances that a policy asks for.
///
/// In slot t the streams are served by the active instances; latencies arise, with a penalty for streams that moved because the number of
/// instances differs from that of slot t − 1; then the policy decides on the number behind the slot. New instances serve one slot and the
/// activation delay d later, those removed stop at once and the youngest go first, so active in slot s are the fewest asked for in the
/// decisions of the slots s − 1 − d … s − 1.
public struct StreamSimulation: Sendable {
    /// What is served.
    public let trace: OccupancyTrace
    /// The simulated slots of the trace.
    public let slots: Range<Int>
    /// How.
    public let scenario: StreamScenario
    /// Latencies, computed once for all runs.
    public let table: LatencyTable
    /// How many instances streams need.
    public let capacity: StreamCapacity

    /// Prepares runs.
    /// - Parameters:
    ///   - trace: streams by slot.
    ///   - slots: what to simulate; what lies before it is history.
    ///   - latency: latencies by load.
    ///   - scenario: how latency arises and what scaling costs.
    /// - Throws: ``StreamingError``.
    /// - Precondition: the slots lie inside the trace, at least one of them.
    public init(
        trace: OccupancyTrace, slots: Range<Int>, latency: StreamLatency = .published, scenario: StreamScenario
    ) throws(StreamingError) {
        precondition(!slots.isEmpty && slots.lowerBound >= 0 && slots.upperBound <= trace.streams.count, "slots \(slots)")
        (self.trace, self.slots, self.scenario) = (trace, slots, scenario)
        // Forecasts may exceed what was seen, by headroom or by a residual; beyond that they count as so many.
        let largest = trace.streams.max() ?? 0
        table = try LatencyTable(latency: latency, scenario: scenario, mostStreams: largest + largest / 2 + 8)
        capacity = StreamCapacity(table)
    }

    /// Runs a policy.
    /// - Parameters:
    ///   - policy: the policy.
    ///   - name: name in reports; `nil` for the policy's own.
    ///   - seed: seed of all random frames.
    ///   - keepsPercentiles: whether sampled percentiles of every slot are kept.
    /// - Throws: ``StreamingError``, also when a forecast saw the future.
    public func run(
        _ policy: some StreamPolicy, named name: String? = nil, seed: UInt64 = 1, keepsPercentiles: Bool = false
    ) throws(StreamingError) -> StreamRun {
        switch scenario.mode {
        case .analytic:
            return try run(policy, name, AnalyticLatency(table, window: policy.latencyWindow), seed: seed, keepsPercentiles: false)
        case .sampled:
            let latency = SampledLatency(table, window: policy.latencyWindow, seed: seed)
            return try run(policy, name, latency, seed: seed, keepsPercentiles: keepsPercentiles)
        }
    }

    private func run<Policy: StreamPolicy, Latency: SlotLatency>(
        _ policy: Policy, _ name: String?, _ latency: Latency, seed: UInt64, keepsPercentiles: Bool
    ) throws(StreamingError) -> StreamRun {
        var latency = latency
        let history = trace.streams[..<slots.lowerBound]
        var state = try policy.start(
            StreamPolicyRun(
                scenario: scenario, capacity: capacity, planner: InstancePlanner(table, capacity: capacity, seed: seed),
                firstSlot: slots.lowerBound, history: history))
        var run = StreamRun(policy: name ?? policy.name, seed: seed, simulation: self)
        var pool = InstancePool(scenario, initial: policy.initialInstances)
        var previous = pool.active
        var reason = StreamDecision.Reason.fixed
        let looksBack = policy.latencyWindow > 0
        for elapsed in 0..<slots.count {
            let streams = trace.streams[slots.lowerBound + elapsed]
            let instances = pool.active
            var penaltyFrames = 0
            if instances != previous {
                let moved = scenario.penalty.movedStreams(streams, from: previous, to: instances)
                penaltyFrames = scenario.penalty.frames(moved: moved, from: previous, to: instances)
                run.events.append(
                    StreamEvent(
                        slot: elapsed, from: previous, to: instances, movedStreams: moved, penaltyFrames: penaltyFrames, reason: reason))
                previous = instances
            }
            let load = SlotLoad(slot: elapsed, streams: streams, instances: instances, penaltyFrames: penaltyFrames)
            run.count(load, latency.serve(load), entry: table.entry(streams, instances))
            if keepsPercentiles, let row = latency.recorded() { run.sampledPercentiles += row }
            let decision = try policy.decide(
                StreamObservation(
                    slot: slots.lowerBound + elapsed, elapsed: elapsed, streams: streams, instances: instances, requested: pool.requested,
                    band: looksBack ? latency.band() : .within), state: &state)
            if pool.request(decision.instances, streams: streams) { reason = decision.reason }
        }
        return run
    }
}
