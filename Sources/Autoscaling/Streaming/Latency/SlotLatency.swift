/// How the latency of one slot after the other arises.
protocol SlotLatency {
    /// Serves a slot, which becomes the latest of the window.
    mutating func serve(_ load: SlotLoad) -> SlotViolations
    /// Where the percentile of the slots of the window lies.
    func band() -> LatencyBand
    /// Recorded percentiles of the slot served last, when they cannot be computed later.
    func recorded() -> [Float]?
}

/// What a slot has to serve.
struct SlotLoad {
    /// Slot, counted from the first simulated one.
    var slot: Int
    var streams: Int
    var instances: Int
    /// Frames of streams that just moved.
    var penaltyFrames: Int
}

/// Which bounds the percentile of a slot exceeds.
struct SlotViolations {
    var lower = false
    var threshold = false
    var upper = false
}
