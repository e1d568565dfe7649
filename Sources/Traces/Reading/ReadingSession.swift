/// What the parts of one reading share: the options, and the notes they take.
final class ReadingSession {
    let options: TraceReadingOptions
    var log: FindingLog
    var lines = LineTable()
    private(set) var assumptions: [TraceAssumption] = []
    private(set) var sources: [TraceReading.Source] = []

    init(options: TraceReadingOptions) {
        self.options = options
        log = FindingLog(limit: options.maximumFindings)
    }

    /// Notes an assumption, once.
    func assume(_ assumption: TraceAssumption) {
        if !assumptions.contains(assumption) { assumptions.append(assumption) }
    }

    /// Notes a source that was read to its end.
    func finished(_ name: String, rows: Int) { sources.append(TraceReading.Source(name: name, rows: rows)) }

    /// What numbers of a column of times count from, in nanoseconds since 1970.
    func origin(of times: LongTableLayout.Times) -> Int64 {
        guard times == .sinceBeginning else { return 0 }
        if let origin = options.origin { return origin }
        assume(.firstDay(TimeAxis.Kind.clock.format(0)))
        return 0
    }

    /// The quantity of the result: as asked, as the format says, or as the values suggest.
    func quantity(format: Quantity?, total: TotalAccumulator) -> Quantity {
        if let quantity = options.quantity { return quantity }
        if var quantity = format {
            // Some sensors are a little below zero.
            if quantity.kind == .gauge, total.hasNegative { quantity.lowerBound = nil }
            return quantity
        }
        // What counters grow by adds up, be it requests or seconds.
        if options.counters == .increase { return .count() }
        let quantity: Quantity =
            total.isExact && !total.hasNegative ? .count() : .gauge(lowerBound: total.hasNegative ? nil : 0)
        assume(.quantity(quantity))
        return quantity
    }
}
