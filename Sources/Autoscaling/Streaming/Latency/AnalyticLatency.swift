/// Latency from distribution functions: a percentile exceeds a bound when more than its share of the frames lies above.
struct AnalyticLatency: SlotLatency {
    private let table: LatencyTable
    private let tail: Double
    private let idleFrames: Double
    /// Frames of the slots of the window: all, above the lower and above the upper bound.
    private var window: [(frames: Double, lower: Double, upper: Double)] = []
    private let length: Int
    private var next = 0

    /// - Parameter window: slots that reactive policies look back at; 0 for none.
    init(_ table: LatencyTable, window: Int) {
        self.table = table
        tail = 1 - table.scenario.objective.level
        idleFrames = table.scenario.idleSlotsCount ? 1 : 0
        length = window
        self.window.reserveCapacity(window)
    }

    @inline(__always) mutating func serve(_ load: SlotLoad) -> SlotViolations {
        let entry = table.entry(load.streams, load.instances)
        var (frames, above) = (entry.frames, entry.above)
        if load.penaltyFrames > 0 {
            let penalty = Double(load.penaltyFrames)
            frames += penalty
            above.lower += penalty * table.penaltyAbove.lower
            above.threshold += penalty * table.penaltyAbove.threshold
            above.upper += penalty * table.penaltyAbove.upper
        }
        if length > 0 {
            let slot = (load.streams > 0 ? frames : idleFrames, above.lower, above.upper)
            if window.count < length { window.append(slot) } else { window[next] = slot }
            next = next + 1 == length ? 0 : next + 1
        }
        let most = tail * frames
        return SlotViolations(lower: above.lower > most, threshold: above.threshold > most, upper: above.upper > most)
    }

    func band() -> LatencyBand {
        var (frames, lower, upper) = (0.0, 0.0, 0.0)
        for slot in window {
            frames += slot.frames
            lower += slot.lower
            upper += slot.upper
        }
        let most = tail * frames
        return upper > most ? .above : lower < most || frames == 0 ? .below : .within
    }

    func recorded() -> [Float]? { nil }
}
