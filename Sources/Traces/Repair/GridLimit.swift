/// Bounds grids by the rows that fill them: one wrong date must not ask for gigabytes.
///
/// A series may span 4 million steps and 4,096 more for each of its rows: seven weeks of seconds with two rows, a year of seconds
/// with 7,000. All series together may have four times that.
struct GridLimit {
    private var used = 0
    private var rows = 0

    /// Takes the steps of one series into account.
    mutating func take(steps: Int, rows count: Int, series: String) throws(TraceError) {
        rows += count
        let (sum, overflow) = used.addingReportingOverflow(steps)
        used = overflow ? .max : sum
        guard steps <= (1 << 22) + count * 4_096, used <= (1 << 24) + rows * 4_096 else {
            throw .tooSparse(series: series, rows: count, steps: steps)
        }
    }

    /// Number of steps from one time to another, both included; saturates.
    static func steps(from first: Int64, to last: Int64, step: Int64) -> Int {
        let (span, overflow) = last.subtractingReportingOverflow(first)
        if overflow { return .max }
        let (steps, isFull) = Int(span / step).addingReportingOverflow(1)
        return isFull ? .max : steps
    }
}
