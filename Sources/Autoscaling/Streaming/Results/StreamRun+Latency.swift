extension StreamRun {
    /// Recorded percentiles of every slot, `[slots, 7]`, levels ``LatencyTable/recordedLevels``, milliseconds: those of the random frames if
    /// they were kept, otherwise those of the distributions.
    public func percentiles() -> [Float] {
        if !sampledPercentiles.isEmpty { return sampledPercentiles }
        struct Key: Hashable { var streams, instances, penaltyFrames: Int }
        let width = LatencyTable.recordedLevels.count
        var (rows, known): ([Float], [Key: [Float]]) = ([], [:])
        rows.reserveCapacity(width * instances.count)
        var event = events.startIndex
        for (slot, (streams, instances)) in zip(streams, instances).enumerated() {
            var key = Key(streams: streams, instances: instances, penaltyFrames: 0)
            if event < events.endIndex, events[event].slot == slot {
                key.penaltyFrames = events[event].penaltyFrames
                event += 1
            }
            if let row = known[key] {
                rows += row
                continue
            }
            let row = simulation.table.percentiles(streams: streams, instances: instances, penaltyFrames: key.penaltyFrames).map(Float.init)
            known[key] = row
            rows += row
        }
        return rows
    }

    /// Distribution of latency over all frames of the run, every frame counting once, whatever the weighting of the scenario.
    ///
    /// From the distributions by load, also after a run with random frames.
    public func frames() -> LatencyMixture {
        var minutes = [Int](repeating: 0, count: largestLoad + 1)
        for (streams, instances) in zip(streams, instances) {
            for (load, count) in StreamPlacement(streams: streams, instances: instances).groups { minutes[load] += load * count }
        }
        var mixture = LatencyMixture()
        for load in minutes.indices.dropFirst() {
            mixture.add(simulation.table.curves[load - 1], weight: Double(minutes[load] * simulation.scenario.framesPerSlot))
        }
        mixture.add(simulation.table.penalty, weight: Double(events.reduce(0) { $0 + $1.penaltyFrames }))
        return mixture
    }

    /// Expected number of stream-minutes with a frame above `bound` milliseconds: what a percentile of a minute cannot see.
    public func streamMinutes(above bound: Double) -> Double {
        let share = 1 - simulation.table.penalty.share(upTo: bound)
        let curves = simulation.table.curves
        var minutes = 0.0
        var event = events.startIndex
        for (slot, (streams, instances)) in zip(streams, instances).enumerated() {
            var touched = 0.0
            for (load, count) in StreamPlacement(streams: streams, instances: instances).groups
            where curves[load - 1].values[curves[load - 1].values.count - 1] > bound {
                touched += Double(load * count) * Self.any(1 - curves[load - 1].share(upTo: bound), of: simulation.scenario.framesPerSlot)
            }
            if event < events.endIndex, events[event].slot == slot {
                let change = events[event]
                if change.movedStreams > 0 {
                    // A stream that moved and is slow anyway counts once.
                    let moved = Double(change.movedStreams) * Self.any(share, of: change.penaltyFrames / change.movedStreams)
                    touched += moved * (1 - touched / Double(streams))
                }
                event += 1
            }
            minutes += touched
        }
        return minutes
    }

    /// Chance that one of `count` independent frames is among a share.
    private static func any(_ share: Double, of count: Int) -> Double {
        var (none, power, rest) = (1.0, 1 - share, count)
        while rest > 0 {
            if rest & 1 == 1 { none *= power }
            power *= power
            rest >>= 1
        }
        return 1 - none
    }
}
