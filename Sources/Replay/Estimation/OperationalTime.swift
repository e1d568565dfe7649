/// The clock in which batches come at rate 1: it runs evenly within a window and shows at every edge how many batches came before.
///
/// A timer is the exception. How many of its ticks fall into a window depends on its phase only, so counts would make a clock that runs now faster,
/// now slower, and the replay of a timer would be none. At an edge between two windows of even gaps the clock shows the fraction of the gap that
/// is over, too, which lets it run evenly throughout.
struct OperationalTime: Sendable {
    /// Time shown at the edges, `[windows + 1]`.
    let knots: [Double]

    /// Gaps that vary by less than this share of their mean are a timer's.
    static let evenness = 0.1

    init(_ times: UnsafeBufferPointer<Double>, offsets: [Int], windows: ReplayWindows) {
        var knots = offsets.map(Double.init)
        let isEven = (0..<windows.count).map { Self.isEven(times, from: offsets[$0], to: offsets[$0 + 1]) }
        var phase = 0.0
        for index in 0..<windows.count where isEven[index] {
            let (first, last) = (offsets[index], offsets[index + 1] - 1)
            if index == 0 || !isEven[index - 1] {
                // Where a timer begins, the share of a gap from the edge to its first tick.
                phase = min(1, (times[first] - windows.edge(index)) / (times[first + 1] - times[first]))
            }
            let edge = windows.edge(index + 1)
            if index + 1 == windows.count {
                knots[index + 1] = Double(last) + phase + min(1, (edge - times[last]) / (times[last] - times[last - 1]))
            } else if isEven[index + 1], last + 1 < times.count {
                let gap = times[last + 1] - times[last], before = times[last] - times[last - 1]
                if abs(gap - before) <= 0.5 * before { knots[index + 1] = Double(last) + phase + (edge - times[last]) / gap }
            }
        }
        for index in 1..<knots.count { knots[index] = max(knots[index], knots[index - 1]) }
        self.knots = knots
    }

    private static func isEven(_ times: UnsafeBufferPointer<Double>, from first: Int, to end: Int) -> Bool {
        // Two gaps at least within the window.
        guard end - first >= 3 else { return false }
        let mean = (times[end - 1] - times[first]) / Double(end - 1 - first)
        var squares = 0.0
        // A window that is none shows it soon.
        let most = evenness * evenness * mean * mean * Double(end - 1 - first)
        for index in first + 1..<end {
            let deviation = times[index] - times[index - 1] - mean
            squares += deviation * deviation
            if squares > most { return false }
        }
        return true
    }
}
