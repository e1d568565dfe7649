/// How one policy served one trace.
public struct StreamRun: Sendable {
    /// Name of the policy.
    public let policy: String
    /// Seed of the random frames.
    public let seed: UInt64
    /// What was simulated.
    public let simulation: StreamSimulation

    /// Instances that served each slot.
    public private(set) var instances: [Int] = []
    /// Changes, in order.
    public internal(set) var events: [StreamEvent] = []
    /// Slots whose percentile exceeds the lower bound of the objective.
    public private(set) var slotsOverLower = 0
    /// Slots whose percentile exceeds the threshold.
    public private(set) var slotsOverThreshold = 0
    /// Slots whose percentile exceeds the upper bound: violations.
    public private(set) var slotsOverUpper = 0
    /// Slots in which an instance carries more streams than the scenario allows; violations where that is the rule of capacity.
    public private(set) var overloadedSlots = 0
    /// Sum of the instances over the slots: instance-minutes.
    public private(set) var instanceMinutes = 0
    /// Largest load of an instance.
    public private(set) var largestLoad = 0
    /// Recorded percentiles slot by slot, if sampled and kept: `[slots, 7]`.
    var sampledPercentiles: [Float] = []
    private let mostStreams: Int

    init(policy: String, seed: UInt64, simulation: StreamSimulation) {
        (self.policy, self.seed, self.simulation) = (policy, seed, simulation)
        instances.reserveCapacity(simulation.slots.count)
        if case .streams(let most, _) = simulation.scenario.capacity { mostStreams = most } else { mostStreams = .max }
    }

    @inline(__always) mutating func count(_ load: SlotLoad, _ violations: SlotViolations, entry: LatencyTable.Entry) {
        instances.append(load.instances)
        instanceMinutes += load.instances
        if violations.lower { slotsOverLower += 1 }
        if violations.threshold { slotsOverThreshold += 1 }
        if violations.upper { slotsOverUpper += 1 }
        if entry.largestLoad > mostStreams { overloadedSlots += 1 }
        largestLoad = max(largestLoad, entry.largestLoad)
    }

    /// Streams of the simulated slots.
    public var streams: ArraySlice<Int> { simulation.trace.streams[simulation.slots] }
    /// Streams moved, over all events.
    public var streamMoves: Int { events.reduce(0) { $0 + $1.movedStreams } }
    /// Whether an instance carried more streams than were measured, so that latencies are extrapolated.
    public var isExtrapolated: Bool { largestLoad > simulation.table.latency.measuredLoads }
    /// Violated slots, by the rule of the scenario's capacity.
    public var violatedSlots: Int { mostStreams == .max ? slotsOverUpper : overloadedSlots }

    /// What the run cost: instance-minutes + 50 · violated slots + 20 · events, or at other prices.
    public func cost(_ prices: StreamPrices = StreamPrices()) -> Double {
        Double(instanceMinutes) + prices.violatedSlot * Double(violatedSlots) + prices.event * Double(events.count)
    }
}
