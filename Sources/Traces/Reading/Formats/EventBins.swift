/// Counts of events in bins of one width, for events in any order.
struct EventBins {
    /// Number of the bin at position 0 of `counts`.
    private var base: Int64 = 0
    private var counts: [Int64] = []
    /// First and last bin with an event.
    private(set) var first: Int64 = .max
    private(set) var last: Int64 = .min
    private(set) var events = 0

    /// Adds to a bin.
    /// - Throws: ``TraceError/tooSparse(series:rows:steps:)`` when a few events span more bins than ``GridLimit`` allows.
    mutating func add(_ amount: Int64, bin: Int64, series: String) throws(TraceError) {
        events += 1
        // Bins between those that are there are within the limit already.
        if bin >= first, bin <= last {
            let (sum, overflow) = counts[Int(bin - base)].addingReportingOverflow(amount)
            counts[Int(bin - base)] = overflow ? .max : sum
            return
        }
        let (low, high) = (min(first, bin), max(last, bin))
        let span = GridLimit.steps(from: low, to: high, step: 1)
        var limit = GridLimit()
        try limit.take(steps: span, rows: events, series: series)
        (first, last) = (low, high)
        if counts.isEmpty { base = bin }
        if bin < base {
            // Room for as many bins again, so that a log in reverse order costs no more than one in order.
            let room = max(Int(base - bin), min(counts.count, 1 << 20))
            counts.insert(contentsOf: repeatElement(0, count: room), at: 0)
            base -= Int64(room)
        }
        let position = Int(bin - base)
        if position >= counts.count { counts.append(contentsOf: repeatElement(0, count: position - counts.count + 1)) }
        let (sum, overflow) = counts[position].addingReportingOverflow(amount)
        counts[position] = overflow ? .max : sum
    }

    /// The counts of these bins; bins without events are 0.
    func values(_ bins: ClosedRange<Int64>) -> [Float] {
        var values = [Float](repeating: 0, count: bins.count)
        guard !counts.isEmpty else { return values }
        let low = max(bins.lowerBound, first)
        let high = min(bins.upperBound, last)
        var bin = low
        while bin <= high {
            values[Int(bin - bins.lowerBound)] = Float(counts[Int(bin - base)])
            bin += 1
        }
        return values
    }
}
