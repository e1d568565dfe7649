import Tensors

/// Latency from random frames, as many as there are; their sums in bins of 1/128 ms.
///
/// Random numbers belong to seed, slot and instance, so policies with the same seed meet the same frames where they serve alike.
struct SampledLatency: SlotLatency {
    private let table: LatencyTable
    private let seed: UInt64
    /// Bins of a millisecond.
    private let resolution: Double
    /// Bins of 2¹⁶ equally likely latencies, by load; empty where a load did not occur yet.
    private var draws: [[UInt16]]
    private var served: LatencyHistogram
    private var slots: [LatencyHistogram] = []
    private var sum: LatencyHistogram
    private let length: Int
    private var next = 0

    /// - Parameter window: slots that reactive policies look back at; 0 for none.
    init(_ table: LatencyTable, window: Int, seed: UInt64) {
        (self.table, self.seed, length) = (table, seed, window)
        let penalty = table.scenario.penalty
        // No normal number is further out than 8.3 deviations.
        let longest = table.curves.reduce(penalty.mean + 8.3 * penalty.deviation) { max($0, $1.values[$1.values.count - 1]) }
        var resolution = 128.0
        while (longest + 1) * resolution >= Double(LatencyHistogram.bins) { resolution /= 2 }
        self.resolution = resolution
        draws = Array(repeating: [], count: table.curves.count)
        let bins = Int((longest + 1) * resolution) + 1
        served = LatencyHistogram(bins: bins)
        sum = LatencyHistogram(bins: bins)
    }

    mutating func serve(_ load: SlotLoad) -> SlotViolations {
        served.clear()
        var instance = 0
        for (streams, instances) in StreamPlacement(streams: load.streams, instances: load.instances).groups {
            prepare(load: streams)
            let weight = table.scenario.weighting.weight(load: streams, streams: load.streams)
            for _ in 0..<instances {
                let index = UInt64(load.slot) << 20 | UInt64(instance)
                var random = RandomStream(seed: seed, purpose: "streaming frames", index: index)
                draws[streams - 1].withUnsafeBufferPointer {
                    served.add(drawing: weight * table.scenario.framesPerSlot, from: $0) { random.next() }
                }
                instance += 1
            }
        }
        if load.penaltyFrames > 0 {
            var random = RandomStream(seed: seed, purpose: "streaming penalty", index: UInt64(load.slot))
            let penalty = table.scenario.penalty
            for _ in 0..<load.penaltyFrames {
                served.add(bin: Int(max(0, penalty.mean + penalty.deviation * random.normal()) * resolution))
            }
        }
        if load.streams == 0, table.scenario.idleSlotsCount { served.add(bin: 0) }
        if length > 0 { push() }
        guard load.streams > 0 else { return SlotViolations() }
        let objective = table.scenario.objective
        let percentile = served.quantile(objective.level) / resolution
        return SlotViolations(
            lower: percentile > objective.lower, threshold: percentile > objective.threshold, upper: percentile > objective.upper)
    }

    private mutating func prepare(load: Int) {
        guard draws[load - 1].isEmpty else { return }
        let curve = table.curves[load - 1]
        draws[load - 1] = (0..<1 << 16).map { UInt16(curve.value(at: (Double($0) + 0.5) / 65_536) * resolution) }
    }

    private mutating func push() {
        if slots.count < length {
            slots.append(served)
        } else {
            sum.remove(slots[next])
            slots[next] = served
        }
        sum.add(served)
        next = next + 1 == length ? 0 : next + 1
    }

    func band() -> LatencyBand {
        let percentile = sum.quantile(table.scenario.objective.level) / resolution
        return percentile > table.scenario.objective.upper ? .above : percentile < table.scenario.objective.lower ? .below : .within
    }

    func recorded() -> [Float]? {
        // The one frame of latency 0 of an idle slot, or nothing at all.
        guard served.total > 1 else { return LatencyTable.recordedLevels.map { _ in 0 } }
        return served.quantiles(LatencyTable.recordedLevels).map { Float($0 / resolution) }
    }
}
