import Tensors

/// Arrivals as AAPA's published simulator makes them: a minute's loop begins where the one before overshot.
struct CompatibleArrivals {
    private let rates: [Double]
    private var gaps: ExponentialNumbers
    private var minute = -1
    private var isMinuteOver = true
    private var loopStart = 0.0
    /// The next arrival, or where the next minute begins.
    private var next = 0.0
    /// The last 128 arrivals; the n-th at place n % 128.
    private var ring = [Double](repeating: -.infinity, count: 128)
    private var count = 0

    init(_ rates: [Double], seed: UInt64) {
        self.rates = rates
        gaps = ExponentialNumbers(seed: seed, purpose: "compatible arrivals")
    }

    /// Appends all arrivals before `time`; returns how many.
    mutating func append(to arrivals: inout [Double], until time: Double) -> Int {
        let before = count
        while next < time {
            if isMinuteOver {
                guard minute + 1 < rates.count else { break }
                minute += 1
                loopStart = next
                isMinuteOver = rates[minute] == 0
                if isMinuteOver {
                    next += 60
                    continue
                }
            }
            let mean = 60 / rates[minute]
            repeat {
                arrivals.append(next)
                ring[count & 127] = next
                count += 1
                next += gaps.next() * mean
                isMinuteOver = next - loopStart >= 60
            } while next < time && !isMinuteOver
        }
        return count - before
    }

    /// How many of the last 100 came after a time.
    func recent(since time: Double) -> Int {
        let most = min(count, CompatibleSimulation.rememberedArrivals)
        for back in 0..<most where ring[(count - 1 - back) & 127] <= time { return back }
        return most
    }
}
