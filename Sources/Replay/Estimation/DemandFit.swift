/// What was estimated of a model's demand, window by window.
struct DemandFit: Sendable {
    /// Requests in every window, unscaled.
    var counts: [Double]
    /// Operational time at the edges of the windows: how many batches are expected before, unscaled; `[windows + 1]`, never falling.
    var knots: [Double]
    /// The law of the gaps in every window.
    var laws: [GapLaw]
    /// Times of batches, and how many arrivals each has; sizes are `nil` where all are 1, and both are empty for counts.
    var batches: [Double] = []
    var sizes: [UInt32]?
    /// How many batches lie before each edge; empty for counts.
    var offsets: [Int] = []
    /// How many parameters were estimated from gaps.
    var shapes = 0
    /// The fitted modulation of an MMPP.
    var modulation: MarkovModulation?

    /// Batches expected in a window, unscaled.
    func expected(_ window: Int) -> Double { knots[window + 1] - knots[window] }
}
