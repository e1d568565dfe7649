/// Chooses the instances of least expected cost: instance-minutes, violated slots and events, over all that may come.
///
/// Streams are a Markov chain in time (``OccupancyChain``), learnt from the weeks before; dynamic programming over the number of instances
/// k gives, for every slot t of the week to come and every number n of streams,
///
///     V_t(n, k) = min_j  p_e 1[j ≠ k] + j + p_v P(need(n_{t+1+d}) > j | n_t = n) + E V_{t+1}(n_{t+1}, j),
///
/// where j < k must be comfortable for n. The plan of a week is made at its begin, from what is known then; the last value of the week is
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
    }

    /// Learns from the history.
    /// - Throws: ``StreamingError/tooShort(trace:slots:required:)`` for less than a week of history, and
    ///   ``StreamingError/tooManyStates(streams:instances:limit:)``.
    public func start(_ run: StreamPolicyRun) throws(StreamingError) -> State {
        guard run.history.count >= OccupancyTrace.week else {
            throw .tooShort(trace: "history", slots: run.history.count, required: OccupancyTrace.week)
        }
        let known = Array(run.history)
        return State(run: run, known: known, plan: try plan(known[...], run))
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
        return StreamDecision(
            state.plan.instances(slot: slot, streams: observation.streams, current: observation.requested), .cost)
    }
}

/// Decisions for every slot of a week, number of streams and number of instances.
struct ExpectedCostPlan: Sendable {
    private let unit: Int
    private let states: Int
    private let low: Int
    private let counts: Int
    /// Decisions, `[week, states, counts]`.
    private var choices: [UInt16]

    /// Most states, numbers of streams times numbers of instances.
    private static let limit = 8_192

    init(
        _ chain: OccupancyChain, capacity: StreamCapacity, scenario: StreamScenario, prices: StreamPrices, headroom: Int
    ) throws(StreamingError) {
        let (week, states) = (OccupancyTrace.week, chain.states)
        let needs = (0..<states).map { capacity.needed(for: $0 * chain.unit + ($0 > 0 ? headroom : 0)) }
        let comfortable = (0..<states).map { capacity.afterScaleIn(for: $0 * chain.unit) }
        let low = scenario.minimumInstances
        let top = max(low, max(comfortable.max() ?? low, needs.max() ?? low))
        let counts = top - low + 1
        guard states * counts <= Self.limit else { throw .tooManyStates(streams: states, instances: counts, limit: Self.limit) }
        (unit, self.states, self.low, self.counts) = (chain.unit, states, low, counts)
        choices = Array(repeating: 0, count: week * states * counts)

        var values = [Double](repeating: 0, count: states * counts)
        var ahead = [Double](repeating: 0, count: states * counts)
        var short = [Double](repeating: 0, count: states * counts)
        var cost = [Double](repeating: 0, count: counts)
        // Twice round: the first week's values stand for what comes after the second.
        for slot in stride(from: 2 * week - 1, through: 0, by: -1) {
            let slot = slot % week
            Self.expect(&ahead, values, chain, slot, counts)
            // Chance that an instance more is needed when one asked for now serves for the first time.
            for state in 0..<states { for k in 0..<counts { short[state * counts + k] = needs[state] > low + k ? 1 : 0 } }
            for step in stride(from: scenario.activationDelay, through: 0, by: -1) {
                let later = short
                Self.expect(&short, later, chain, (slot + step) % week, counts)
            }
            for state in 0..<states {
                for k in 0..<counts {
                    cost[k] = Double(low + k) + prices.violatedSlot * short[state * counts + k] + ahead[state * counts + k]
                }
                for k in 0..<counts {
                    var (best, choice) = (cost[k], k)
                    for other in 0..<counts where other > k || other < k && low + other >= comfortable[state] {
                        if cost[other] + prices.event < best { (best, choice) = (cost[other] + prices.event, other) }
                    }
                    values[state * counts + k] = best
                    choices[(slot * states + state) * counts + k] = UInt16(choice)
                }
            }
        }
    }

    /// Expected values after one slot.
    private static func expect(_ result: inout [Double], _ values: [Double], _ chain: OccupancyChain, _ slot: Int, _ counts: Int) {
        for state in 0..<chain.states {
            let (up, down) = (chain.up[slot * chain.states + state], chain.down[slot * chain.states + state])
            let above = min(state + 1, chain.states - 1) * counts
            let below = max(state - 1, 0) * counts
            for k in 0..<counts {
                result[state * counts + k] =
                    (1 - up - down) * values[state * counts + k] + up * values[above + k] + down * values[below + k]
            }
        }
    }

    /// Instances to ask for; the largest state that was planned for stands for more streams.
    func instances(slot: Int, streams: Int, current: Int) -> Int {
        let state = min(states - 1, (streams + unit - 1) / unit)
        let k = min(counts - 1, max(0, current - low))
        return low + Int(choices[(slot * states + state) * counts + k])
    }
}
