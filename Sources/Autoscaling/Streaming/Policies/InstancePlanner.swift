import Tensors

/// Finds the instances for a forecast number of streams, by the percentile that latencies would have.
public struct InstancePlanner: Sendable {
    private let table: LatencyTable
    private let capacity: StreamCapacity
    private let seed: UInt64

    init(_ table: LatencyTable, capacity: StreamCapacity, seed: UInt64) {
        (self.table, self.capacity, self.seed) = (table, capacity, seed)
    }

    /// Instances for `streams` streams, coming from `current`.
    ///
    /// None are needed for no streams. When the percentile with `current` instances is above the upper bound, instances are added until
    /// it is not. Else, while it is below the lower bound, an instance goes if the percentile stays below that bound without it. Scenarios
    /// with ``StreamScenario/planningFrames`` estimate it from so many random frames of every busy instance, which errs.
    /// - Parameters:
    ///   - streams: to be served.
    ///   - current: instances now.
    ///   - slot: the slot of the decision, which names the random frames.
    public func plan(for streams: Int, from current: Int, slot: Int) -> Int {
        let scenario = table.scenario
        if streams == 0 { return scenario.minimumInstances }
        guard scenario.planningFrames != nil else { return capacity.plan(for: streams, from: current) }
        let streams = min(streams, table.mostStreams)
        var instances = current
        var percentile = estimate(streams, instances, slot)
        if percentile > scenario.objective.upper {
            while percentile > scenario.objective.upper, instances < scenario.maximumInstances {
                instances += 1
                percentile = estimate(streams, instances, slot)
            }
        } else {
            while instances > scenario.minimumInstances, percentile < scenario.objective.lower {
                percentile = estimate(streams, instances - 1, slot)
                if percentile < scenario.objective.lower { instances -= 1 }
            }
        }
        return instances
    }

    /// Percentile of random frames, the same number of every busy instance.
    private func estimate(_ streams: Int, _ instances: Int, _ slot: Int) -> Double {
        guard let frames = table.scenario.planningFrames else { return table.percentile(streams: streams, instances: instances) }
        var random = RandomStream(seed: seed, purpose: "streaming plan", index: UInt64(slot) << 20 | UInt64(instances))
        var values: [Double] = []
        for (load, count) in StreamPlacement(streams: streams, instances: instances).groups {
            let curve = table.curves[load - 1]
            for _ in 0..<count * frames { values.append(curve.value(at: random.uniformDouble())) }
        }
        values.sort()
        let rank = table.scenario.objective.level * Double(values.count - 1)
        let below = Int(rank)
        let above = min(below + 1, values.count - 1)
        return values[below] + (values[above] - values[below]) * (rank - Double(below))
    }
}
