/// The cheapest sequence of instances for streams that are known in advance, without activation delay: a lower bound of every policy's cost.
///
/// Dynamic programming over the slots with the number of instances as state: V_t(k) = k + p_v · 1[k < need(n_t)] + min_j (p_e · 1[j ≠ k] +
/// V_{t+1}(j)). Scaling in from slot t to fewer instances must leave them comfortable with the streams of slot t, as for everybody. The first
/// slot has the instances that a run begins with, or as many as it likes.
public struct ClairvoyantPlan: Sendable {
    /// Instances of every slot.
    public let instances: [Int]
    /// Cost at the prices given.
    public let cost: Double
    /// Slots with fewer instances than needed.
    public let violatedSlots: Int
    /// Slots whose number of instances differs from the one before.
    public let events: Int

    /// Sum of the instances over the slots.
    public var instanceMinutes: Int { instances.reduce(0, +) }

    /// Computes the plan.
    /// - Parameters:
    ///   - streams: streams of every slot, at least one.
    ///   - capacity: needs.
    ///   - limits: fewest and most instances.
    ///   - initial: instances of the first slot; `nil` for any.
    ///   - prices: prices of violations and events.
    /// - Complexity: O(T · K²) with K the most instances ever comfortable.
    public init(
        streams: some RandomAccessCollection<Int>, capacity: StreamCapacity, limits: ClosedRange<Int>, initial: Int? = nil,
        prices: StreamPrices = StreamPrices()
    ) {
        precondition(!streams.isEmpty, "a plan is for at least one slot")
        let streams = Array(streams)
        // More instances than are ever comfortable cost and help nobody.
        let top = min(limits.upperBound, streams.reduce(max(limits.lowerBound, initial ?? 1)) { max($0, capacity.afterScaleIn(for: $1)) })
        let (low, count) = (limits.lowerBound, top - limits.lowerBound + 1)
        var next = [Double](repeating: 0, count: count)
        var choices = [Int32](repeating: 0, count: streams.count * count)
        for slot in streams.indices.reversed() {
            let needed = capacity.needed(for: streams[slot])
            let comfortable = capacity.afterScaleIn(for: streams[slot])
            var values = [Double](repeating: 0, count: count)
            // Best of staying, of any larger number, and of any smaller one that is comfortable.
            for state in 0..<count {
                var (best, choice) = (next[state], state)
                for other in 0..<count where other != state && (other > state || other + low >= comfortable) {
                    let value = next[other] + prices.event
                    if value < best { (best, choice) = (value, other) }
                }
                let instances = low + state
                values[state] = best + Double(instances) + (instances < needed ? prices.violatedSlot : 0)
                choices[slot * count + state] = Int32(choice)
            }
            next = values
        }
        var state = initial.map { min(top, max(low, $0)) - low } ?? next.indices.min { next[$0] < next[$1] }!
        cost = next[state]
        var (plan, violated, changes) = ([Int](), 0, 0)
        for slot in streams.indices {
            plan.append(low + state)
            if low + state < capacity.needed(for: streams[slot]) { violated += 1 }
            let choice = Int(choices[slot * count + state])
            if slot + 1 < streams.count, choice != state { changes += 1 }
            state = choice
        }
        (instances, violatedSlots, events) = (plan, violated, changes)
    }
}

extension StreamSimulation {
    /// The clairvoyant optimum of this simulation.
    public func optimum(prices: StreamPrices = StreamPrices()) -> ClairvoyantPlan {
        ClairvoyantPlan(
            streams: trace.streams[slots], capacity: capacity, limits: scenario.minimumInstances...scenario.maximumInstances,
            initial: scenario.initialInstances, prices: prices)
    }
}
