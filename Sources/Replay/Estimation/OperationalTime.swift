/// The clock in which batches come at rate 1: it runs evenly within a window and shows at every edge how many batches came before.
///
/// A timer is the exception. How many of its ticks fall into a window depends on its phase only, so counts would make a clock that runs now faster,
/// now slower, and the replay of a timer would be none. At an edge among even gaps the clock shows the fraction of the gap that is over, too,
/// which lets it run evenly throughout; it is then less than one batch away from the count.
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
        for index in 1..<windows.count {
            let before = offsets[index] - 1
            guard before >= 0, before < last, Self.areGapsEven(times, around: before) else {
                phase = nil
                continue
            }
            let gap = times[before + 1] - times[before]
            let shown = phase ?? Self.phase(times, first: offsets[index - 1], edge: windows.edge(index - 1), gap)
            knots[index] = Double(before) + shown + (windows.edge(index) - times[before]) / gap
            phase = shown
        }
        if windows.count == 1, last >= 1, Self.areGapsEven(times, around: 0) {
            phase = Self.phase(times, first: 0, edge: windows.edge(0), times[1] - times[0])
        }
        if let phase, last >= 1, Self.areGapsEven(times, around: last - 1) {
            knots[windows.count] =
                Double(last) + phase + min(1, (windows.edge(windows.count) - times[last]) / (times[last] - times[last - 1]))
        }
        for index in 1..<knots.count { knots[index] = max(knots[index], knots[index - 1]) }
        self.knots = knots
    }

    /// Where a timer begins after an edge at which the clock shows a count.
    private static func phase(_ times: UnsafeBufferPointer<Double>, first: Int, edge: Double, _ gap: Double) -> Double {
        min(1, (times[first] - edge) / gap)
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
