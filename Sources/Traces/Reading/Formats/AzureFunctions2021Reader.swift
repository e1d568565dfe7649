/// Azure Functions 2021: one row per invocation with its end and duration in seconds; starts are counted in bins, one series per
/// function, all over the same span.
///
/// The trace begins at second 0, so that the bin which begins there is full.
struct AzureFunctions2021Reader: FormatReader {
    private struct Function {
        var app: String
        var function: String
        /// Bin of each invocation: functions are many and mostly idle, so that lists are smaller than grids while reading.
        var bins: [Int64] = []
    }

    private let session: ReadingSession
    private let step: Int64
    private var identifiers = IdentifierTable()
    private var key: [UInt8] = []
    private var functions: [Function] = []
    private var rows = 0
    private var lastName = ""

    init(_ session: ReadingSession) throws(TraceError) {
        self.session = session
        step = try EventWindow.step(session)
    }

    /// The publisher's first day; clock times in the trace were modified.
    static let defaultOrigin = CivilDate.days(year: 2_021, month: 1, day: 31) * 86_400 * TimeAxis.nanosecondsPerSecond

    mutating func read(_ opened: OpenedSource) throws(TraceError) {
        let scanner = try opened.scanner(session.options)
        try scanner.readHeader()
        lastName = scanner.file
        let (app, function) = (try scanner.column("app"), try scanner.column("func"))
        let (end, duration) = (try scanner.column("end_timestamp"), try scanner.column("duration"))
        var count = 0
        while try scanner.nextRow() {
            let index = try self.index(scanner, app, function)
            let start = try seconds(scanner, end) - (try seconds(scanner, duration))
            functions[index].bins.append(start.dividedDown(by: step))
            count += 1
        }
        if count == 0 { throw .headerOnly(file: scanner.file) }
        rows += count
        session.finished(scanner.file, rows: count)
    }

    private mutating func index(_ scanner: CSVScanner, _ app: Int, _ function: Int) throws(TraceError) -> Int {
        let cells = (try scanner.identifier(app), try scanner.identifier(function))
        key.removeAll(keepingCapacity: true)
        key.append(contentsOf: cells.0.bytes)
        key.append(0)
        key.append(contentsOf: cells.1.bytes)
        let found = key.withUnsafeBufferPointer { identifiers.insert($0) }
        if found.isNew {
            functions.append(
                Function(app: try scanner.text(cells.0, column: app), function: try scanner.text(cells.1, column: function)))
        }
        return found.index
    }

    /// A number of seconds in nanoseconds, 0 or more and below ten years.
    private func seconds(_ scanner: CSVScanner, _ column: Int) throws(TraceError) -> Int64 {
        let value = try scanner.value(column)
        guard value >= 0, value < 315_576_000 else {
            throw .invalidTime(
                at: scanner.location(column: column), found: Excerpt.quote(scanner.field(column).bytes),
                reason: "expected seconds from the beginning of the trace")
        }
        // Doubles of this size are exact to 60 ns, far below any bin.
        return Int64((value * 1e9).rounded())
    }

    mutating func finish() throws(TraceError) -> ReadResult {
        let (first, last) = functions.reduce((Int64.max, Int64.min)) { range, one in
            one.bins.reduce(range) { (min($0.0, $1), max($0.1, $1)) }
        }
        var limit = GridLimit()
        let steps = GridLimit.steps(from: first, to: last, step: 1)
        for one in functions { try limit.take(steps: steps, rows: one.bins.count, series: one.function) }
        let origin = session.options.origin ?? Self.defaultOrigin
        if session.options.origin == nil { session.assume(.firstDay(TimeAxis.Kind.clock.format(origin))) }
        let window = EventWindow(step: step, first: first, last: last, beginsFull: first == 0, policy: session.options.partialBins)
        guard let range = window.bins else {
            throw .noValues(
                file: lastName,
                reason: "no bin of \(TimeStep(step, kind: .clock)) is covered in full; ask for a finer step or keep partial bins")
        }
        let axis = TimeAxis(kind: .clock, start: origin + range.lowerBound * step, step: step)
        let names = ShortIdentifiers.make(functions.map { ($0.function, $0.app, "") })
        var finished = FinishedSeries()
        for (index, one) in functions.enumerated() {
            var values = [Float](repeating: 0, count: range.count)
            for bin in one.bins where range.contains(bin) { values[Int(bin - range.lowerBound)] += 1 }
            finished.series.append(
                Series(id: names[index], axis: axis, values: values, labels: ["app": one.app, "function": one.function]))
            finished.totals.append(.integer(Int64(one.bins.count)))
        }
        for bin in window.dropped {
            let count = functions.reduce(0) { $0 + $1.bins.count { $0 == bin } }
            session.log.add(.partialBin, count: count) {
                Finding(kind: .partialBin, series: "all series", time: axis.format(origin + bin * step), count: count)
            }
        }
        var total = TotalAccumulator()
        total.add(Int64(rows))
        let quantity = session.options.quantity ?? .count("invocations")
        let calendar = DemandCalendar(timeOfDayIsReal: false, dayOfWeekIsReal: false)
        return try ReadResult(finished, total: total, quantity: quantity, calendar: calendar)
    }
}
