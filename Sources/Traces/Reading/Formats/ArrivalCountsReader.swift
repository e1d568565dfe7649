/// Counts the requests of any format in bins: a series for everybody who was asked, all over the same span.
struct ArrivalCountsReader: FormatReader {
    private let session: ReadingSession
    private let step: Int64
    private let unit: String
    private var reader: any ArrivalFormatReader
    private var log = ArrivalLog()
    private var lastName = ""

    /// - Parameters:
    ///   - step: width of the bins in nanoseconds where the options name none and the format has one.
    ///   - unit: what is counted.
    init(
        _ session: ReadingSession, _ reader: any ArrivalFormatReader, step: Int64? = nil, unit: String = "requests"
    ) throws(TraceError) {
        self.session = session
        self.reader = reader
        self.unit = unit
        if let step, session.options.step == nil { self.step = step } else { self.step = try EventWindow.step(session) }
    }

    mutating func read(_ opened: OpenedSource) throws(TraceError) {
        lastName = opened.source.name
        try reader.read(opened, into: &log)
    }

    mutating func finish() throws(TraceError) -> ReadResult {
        try reader.finish(&log)
        guard let range = log.range else { throw .noValues(file: lastName, reason: "there is no request") }
        let from = min(log.covered.from ?? (log.clock == .beginning ? 0 : range.lowerBound), range.lowerBound)
        // The end itself is not covered any more.
        let last = max(range.upperBound, log.covered.to.map { $0 - 1 } ?? .min)
        let window = try self.window(from.dividedDown(by: step)...last.dividedDown(by: step), from: from)
        let origin = log.clock == .unix ? 0 : session.options.origin ?? 0
        if log.clock == .beginning, session.options.origin == nil { session.assume(.firstDay(TimeAxis.Kind.clock.format(0))) }
        guard let bins = window.bins else {
            throw .noValues(
                file: lastName,
                reason: "no bin of \(TimeStep(step, kind: .clock)) is covered in full; ask for a finer step or keep partial bins")
        }
        for bin in window.dropped { note(bin, origin: origin) }
        let axis = TimeAxis(kind: .clock, start: origin + bins.lowerBound * step, step: step)
        var (finished, total) = (FinishedSeries(), TotalAccumulator())
        for index in log.ids.indices {
            let (values, sum) = counts(of: index, bins)
            finished.series.append(Series(id: log.ids[index], axis: axis, values: values, labels: log.labels[index]))
            finished.totals.append(sum.total)
            total.add(sum)
        }
        let isTokens = session.options.measures.contains { $0 != .requests } && !(log.amounts.allSatisfy(\.isEmpty))
        let quantity = session.options.quantity ?? .count(isTokens ? "" : unit)
        let calendar = log.clock == .unix ? DemandCalendar() : DemandCalendar(timeOfDayIsReal: false, dayOfWeekIsReal: false)
        return try ReadResult(finished, total: total, quantity: quantity, calendar: calendar)
    }

    /// The bins of all series.
    /// - Throws: ``TraceError/tooSparse(series:rows:steps:)`` when few requests span too many.
    private func window(_ bins: ClosedRange<Int64>, from: Int64) throws(TraceError) -> EventWindow {
        var limit = GridLimit()
        let steps = GridLimit.steps(from: bins.lowerBound, to: bins.upperBound, step: 1)
        for index in log.ids.indices { try limit.take(steps: steps, rows: log.times[index].count, series: log.ids[index]) }
        return EventWindow(
            step: step, first: bins.lowerBound, last: bins.upperBound, beginsFull: from <= bins.lowerBound * step,
            endsFull: log.covered.to.map { $0 >= (bins.upperBound + 1) * step } ?? false, policy: session.options.partialBins)
    }

    private func counts(of index: Int, _ bins: ClosedRange<Int64>) -> (values: [Float], total: TotalAccumulator) {
        var (counts, total) = ([Int64](repeating: 0, count: bins.count), TotalAccumulator())
        let amounts = log.amounts[index]
        for (position, time) in log.times[index].enumerated() {
            let amount = amounts.isEmpty ? 1 : amounts[position]
            total.add(amount)
            let bin = time.dividedDown(by: step)
            // Amounts are at most 2⁵³, and there is no memory for 2¹⁰ times as many requests.
            if bins.contains(bin) { counts[Int(bin - bins.lowerBound)] &+= amount }
        }
        return (counts.map(Float.init), total)
    }

    private func note(_ bin: Int64, origin: Int64) {
        let count = log.times.reduce(0) { $0 + $1.count { $0.dividedDown(by: step) == bin } }
        if count == 0 { return }
        session.log.add(.partialBin, count: count) {
            Finding(kind: .partialBin, series: "all series", time: TimeAxis.Kind.clock.format(origin + bin * step), count: count)
        }
    }
}
