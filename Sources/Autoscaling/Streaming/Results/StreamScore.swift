/// The figures of a run, under the names that its JSON form has.
public struct StreamScore: Hashable, Sendable, Codable {
    /// Policy, as it was named.
    public var policy: String
    /// Seed of the random frames.
    public var seed: UInt64
    /// Simulated slots.
    public var slots: Int
    /// Slots whose number of instances differs from the one before.
    public var events: Int
    /// Slots with p95 above 18 ms, the lower bound of the objective.
    public var slotsOver18: Int
    /// Slots with p95 above 20 ms, the threshold.
    public var slotsOver20: Int
    /// Slots with p95 above 22 ms, the upper bound: violations.
    public var slotsOver22: Int
    /// Sum of the instances over the slots.
    public var instanceMinutes: Int
    /// Streams moved.
    public var streamMoves: Int
    /// Slots with an instance that carries more than the scenario allows; `nil` where latency decides.
    public var overloadedSlots: Int?
    /// Expected stream-minutes with a frame above 100 ms.
    public var streamMinutesOver100: Double
    /// Instance-minutes + 50 · violated slots + 20 · events.
    public var cost: Double
    /// What it cost more than the clairvoyant optimum.
    public var regret: Double?
    /// Whether an instance carried more streams than were measured.
    public var extrapolated: Bool

    /// Names in JSON.
    private enum CodingKeys: String, CodingKey {
        case policy, seed, slots, events, cost, regret, extrapolated
        case slotsOver18 = "slots_over_18"
        case slotsOver20 = "slots_over_20"
        case slotsOver22 = "slots_over_22"
        case instanceMinutes = "instance_minutes"
        case streamMoves = "stream_moves"
        case overloadedSlots = "overloaded_slots"
        case streamMinutesOver100 = "stream_minutes_over_100"
    }

    /// Sums a run up.
    /// - Parameters:
    ///   - run: the run.
    ///   - optimum: cost of the clairvoyant optimum, for the regret; `nil` for none.
    ///   - prices: prices of violations and events.
    public init(_ run: StreamRun, optimum: Double? = nil, prices: StreamPrices = StreamPrices()) {
        (policy, seed, slots, events) = (run.policy, run.seed, run.instances.count, run.events.count)
        (slotsOver18, slotsOver20, slotsOver22) = (run.slotsOverLower, run.slotsOverThreshold, run.slotsOverUpper)
        (instanceMinutes, streamMoves) = (run.instanceMinutes, run.streamMoves)
        if case .streams = run.simulation.scenario.capacity { overloadedSlots = run.overloadedSlots }
        streamMinutesOver100 = (run.streamMinutes(above: 100) * 1_000).rounded() / 1_000
        cost = run.cost(prices)
        regret = optimum.map { run.cost(prices) - $0 }
        extrapolated = run.isExtrapolated
    }
}
