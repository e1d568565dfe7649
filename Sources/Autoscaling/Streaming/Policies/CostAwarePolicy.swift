/// Chooses the instances of least expected cost: instance-minutes, violated slots and events, over all that may come.
///
/// Streams are a Markov chain in time (`OccupancyChain`), learnt from the weeks before; dynamic programming over the number of instances
/// k gives, for every slot t of the week to come and every number n of streams,
///
///     V_t(s, k) = min_j  p_e 1[j ≠ k] + j + p_v P(need(s_{t+1+d}) > j | s_t = s) + E V_{t+1}(s_{t+1}, j),
///
/// where the state s knows the streams, and j < k must be comfortable for them. The plan of a week is made at its begin, from what is known then; the last value of the week is
/// that of another week alike.
public struct CostAwarePolicy: StreamPolicy {
    /// Prices.
    public let prices: StreamPrices
    /// Streams added to the need of every forecast state: a margin against what the chain does not know.
    public let headroom: Int

    /// Makes the policy.
    /// - Throws: ``StreamingError/invalidSetting(name:found:expected:)`` for prices or a headroom below 0.
    public init(prices: StreamPrices = StreamPrices(), headroom: Int = 0) throws(StreamingError) {
        guard prices.violatedSlot >= 0, prices.event >= 0, headroom >= 0 else {
            throw .invalidSetting(
                name: "prices and headroom", found: "\(prices.violatedSlot), \(prices.event), \(headroom)", expected: "at least 0")
        }
        (self.prices, self.headroom) = (prices, headroom)
    }

    /// `cost-aware`.
    public var name: String { headroom == 0 ? "cost-aware" : "cost-aware:\(headroom)" }

    /// The plan of the week, and what it was made from.
    public struct State: Sendable {
        let run: StreamPolicyRun
        /// Streams of all slots served.
        var known: [Int]
        var plan: ExpectedCostPlan
        var vacancies = Vacancies()
    }

    /// Learns from the history.
    /// - Throws: ``StreamingError/tooShort(trace:slots:required:)`` for less than a week of history, and
    ///   ``StreamingError/tooManyStates(streams:instances:limit:)``.
    public func start(_ run: StreamPolicyRun) throws(StreamingError) -> State {
        guard run.history.count >= OccupancyTrace.week else {
            throw .tooShort(trace: "history", slots: run.history.count, required: OccupancyTrace.week)
        }
        let known = Array(run.history)
        var state = State(run: run, known: known, plan: try plan(known[...], run))
        for streams in known.suffix(Vacancies.memory) { state.track(streams) }
        return state
    }

    private func plan(_ known: ArraySlice<Int>, _ run: StreamPolicyRun) throws(StreamingError) -> ExpectedCostPlan {
        // Old weeks tell little more about rates, and cost time.
        let weeks = known.suffix(24 * OccupancyTrace.week)
        let chain = OccupancyChain(history: weeks, firstSlot: run.firstSlot - run.history.count + weeks.startIndex)
        return try ExpectedCostPlan(chain, capacity: run.capacity, scenario: run.scenario, prices: prices, headroom: headroom)
    }

    /// What the plan says for the current streams and instances.
    public func decide(_ observation: StreamObservation, state: inout State) throws(StreamingError) -> StreamDecision {
        let slot = observation.elapsed % OccupancyTrace.week
        if slot == 0, observation.elapsed > 0 { state.plan = try plan(state.known[...], state.run) }
        state.known.append(observation.streams)
        let vacant = state.track(observation.streams)
        return StreamDecision(
            state.plan.instances(slot: slot, streams: observation.streams, vacant: vacant, current: observation.requested), .cost)
    }
}

extension CostAwarePolicy.State {
    /// Follows the streams of a slot and gives the vacancies.
    @discardableResult mutating func track(_ streams: Int) -> Int { vacancies.add(plan.units(of: streams)) }
}
