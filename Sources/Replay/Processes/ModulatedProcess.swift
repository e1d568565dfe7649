import Tensors

/// A Poisson process whose rate is the window's times that of the state of a Markov chain (``MarkovModulation``).
struct ModulatedProcess {
    let modulation: MarkovModulation
    let fit: DemandFit
    let windows: ReplayWindows
    let rateScale: Double
    let streams: StreamFamily

    /// Calls `body` with the window and the times of its batches, as ``RenewalProcess`` does.
    func forEachWindow(_ body: (_ window: Int, _ times: UnsafeBufferPointer<Double>) -> Void) {
        var chain = streams.numbers("states")
        let multipliers = modulation.multipliers
        var state = stationary(&chain)
        var until = windows.edge(0) + sojourn(state, &chain)
        var times = TimeBuffer()
        for window in 0..<windows.count {
            let (end, rate) = (windows.edge(window + 1), fit.expected(window) * rateScale / windows.length(window))
            var random = streams.numbers("gaps", window)
            // Without memory: what is left of a gap is drawn anew where the rate changes.
            var position = windows.edge(window)
            times.reset(expecting: rate * windows.length(window))
            while true {
                let limit = min(until, end), intensity = rate * multipliers[state]
                if intensity > 0 {
                    position += random.exponential(rate: intensity)
                    while position < limit {
                        times.append(position)
                        position += random.exponential(rate: intensity)
                    }
                }
                position = limit
                if until >= end { break }
                let other = chain.int(below: multipliers.count - 1)
                state = other < state ? other : other + 1
                until += sojourn(state, &chain)
            }
            if !times.values.isEmpty { body(window, times.values) }
        }
    }

    /// Jumps are uniform, so the share of time in a state is that of its mean sojourn.
    private func stationary(_ chain: inout RandomStream) -> Int {
        var place = chain.uniformDouble() * modulation.durations.reduce(0, +)
        for (state, duration) in modulation.durations.enumerated() {
            if place < duration { return state }
            place -= duration
        }
        return modulation.durations.count - 1
    }

    private func sojourn(_ state: Int, _ chain: inout RandomStream) -> Double { chain.exponential(rate: 1 / modulation.durations[state]) }
}
