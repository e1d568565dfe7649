/// The clock in which batches come at rate 1: it runs evenly within a window and shows at every edge how many batches came before.
///
/// A timer is the exception. How many of its ticks fall into a window depends on its phase only, so counts would make a clock that runs now
/// faster, now slower, and the replay of a timer would be none. At an edge among even gaps the clock shows the fraction of the gap that is
/// over, too, which lets it run evenly throughout; it is then less than one batch away from the count.
struct OperationalTime: Sendable {
    /// Time shown at the edges, `[windows + 1]`.
    let knots: [Double]

    /// Gaps around an edge that vary by less than this share of their mean are a timer's. Those of a Poisson process do once in 10⁴ edges.
    static let evenness = 0.1

    init(_ times: UnsafeBufferPointer<Double>, offsets: [Int], windows: ReplayWindows) {
        var knots = offsets.map(Double.init)
        let last = times.count - 1
        // By which share of a gap ticks come behind whole numbers; none where the clock shows counts.
        var phase: Double?
        for index in 1...windows.count {
            let before = offsets[index] - 1
            // Behind the last tick the clock goes on for one more gap, if it was a timer's until then.
            let isBehind = before == last
            guard before >= 0, Self.areGapsEven(times, around: isBehind ? last - 1 : before),
                !isBehind || phase != nil || (windows.count == 1 && Self.areGapsEven(times, around: 0))
            else {
                phase = nil
                continue
            }
            let gap = isBehind ? times[last] - times[last - 1] : times[before + 1] - times[before]
            let over = (windows.edge(index) - times[before]) / gap
            guard over < 1 + 5 * Self.evenness else {
                phase = nil
                continue
            }
            // Where a timer begins after an edge at which the clock shows a count.
            func beginning() -> Double {
                let silence = times[offsets[index - 1]] - windows.edge(index - 1)
                return min(1, silence / (windows.count == 1 ? times[1] - times[0] : gap))
            }
            let shown = phase ?? beginning()
            knots[index] = Double(before) + shown + min(1, over)
            phase = shown
        }
        for index in 1..<knots.count { knots[index] = max(knots[index], knots[index - 1]) }
        self.knots = knots
    }

    /// Whether the gap behind a batch and its neighbours, five in all where there are as many and four at least, are even.
    private static func areGapsEven(_ times: UnsafeBufferPointer<Double>, around batch: Int) -> Bool {
        let first = max(0, min(batch - 2, times.count - 6)), last = min(times.count - 1, first + 5)
        let gaps = last - first
        guard gaps >= 4 else { return false }
        let mean = (times[last] - times[first]) / Double(gaps)
        var squares = 0.0
        for index in first + 1...last {
            let deviation = times[index] - times[index - 1] - mean
            squares += deviation * deviation
        }
        return squares < evenness * evenness * mean * mean * Double(gaps)
    }
}
