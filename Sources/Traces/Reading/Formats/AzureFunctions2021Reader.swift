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
    /// Functions by the keys of the block that is taken, -1 where not looked up yet.
    private var known: [Int] = []
    private var rows = 0
    private var lastName = ""

    /// - Parameter step: width of the bins in nanoseconds; `nil` takes that of the options.
    init(_ session: ReadingSession, step: Int64? = nil) throws(TraceError) {
        self.session = session
        if let step { self.step = step } else { self.step = try EventWindow.step(session) }
    }

    /// The functions as series without values, whose names are unique, with the bins of their invocations as they stand in the files.
    mutating func takeInvocations() -> [(series: Series, bins: [Int64])] {
        var series = functions.map {
            Series(
                id: String($0.function.prefix(ShortIdentifiers.prefix)), axis: .index(), values: [],
                labels: ["app": $0.app, "function": $0.function])
        }
        // Labels in ascending order of their names.
        ShortIdentifiers.makeUnique(&series, function: { $0.packedLabels.value(1) }, app: { $0.packedLabels.value(0) })
        let result = zip(series, functions).map { ($0, $1.bins) }
        functions = []
        return result
    }

    /// The publisher's first day; clock times in the trace were modified.
    static let defaultOrigin = CivilDate.days(year: 2_021, month: 1, day: 31) * 86_400 * TimeAxis.nanosecondsPerSecond

    mutating func read(_ opened: OpenedSource) throws(TraceError) {
        let scanner = try opened.scanner(session.options)
        try scanner.readHeader()
        lastName = scanner.file
        let (app, function) = (try scanner.column("app"), try scanner.column("func"))
        let (end, duration) = (try scanner.column("end_timestamp"), try scanner.column("duration"))
        let parser = InvocationParser(
            kernels: TextKernels(session.options), separator: scanner.separator, maximumLineBytes: scanner.maximumLineBytes,
            fields: scanner.columns.count, app: app, function: function, end: end, duration: duration, step: step)
        let blocks = BlockPipeline(parser, behind: scanner, in: opened.buffer, options: session.options)
        defer { blocks.close() }
        var count = 0
        while let block = try blocks.next() {
            if !block.text.isCut { count += try take(block, blocks) }
            if let place = block.stop {
                count += try readFields(blocks.rest(from: place), parser)
                break
            }
        }
        if count == 0 { throw .headerOnly(file: scanner.file) }
        rows += count
        session.finished(scanner.file, rows: count)
    }

    /// Takes the rows of a block and returns how many.
    private mutating func take(
        _ block: BlockPipeline<InvocationParser>.Block, _ blocks: BlockPipeline<InvocationParser>
    ) throws(TraceError) -> Int {
        var count = 0
        known.removeAll(keepingCapacity: true)
        known.append(contentsOf: repeatElement(-1, count: block.parsed.keys.count))
        for row in block.parsed.rows {
            if row.function >= 0, let index = index(Int(row.function), block.parsed.keys) {
                functions[index].bins.append(row.bin)
                count += 1
            } else {
                count += try readFields(blocks.scanner(over: row.range, line: Int(row.line)), blocks.parser)
            }
        }
        return count
    }

    /// The function behind a key of a block; nil when it has to be read again because its names are no text.
    private mutating func index(_ key: Int, _ keys: IdentifierTable) -> Int? {
        if known[key] >= 0 { return known[key] }
        let found = keys.withBytes(of: key) { bytes -> Int? in
            if let found = identifiers.find(bytes) { return found }
            guard let end = bytes.firstIndex(of: 0), let base = bytes.baseAddress,
                let app = Field(base: base, count: end, isQuoted: false).text,
                let function = Field(base: base + end + 1, count: bytes.count - end - 1, isQuoted: false).text
            else { return nil }
            functions.append(Function(app: app, function: function))
            return identifiers.insert(bytes).index
        }
        known[key] = found ?? -1
        return found
    }

    /// Reads rows cell by cell and returns how many.
    private mutating func readFields(_ scanner: CSVScanner, _ columns: InvocationParser) throws(TraceError) -> Int {
        var count = 0
        while try scanner.nextRow() {
            let index = try self.index(scanner, columns.app, columns.function)
            let start = try seconds(scanner, columns.end) - (try seconds(scanner, columns.duration))
            functions[index].bins.append(start.dividedDown(by: step))
            count += 1
        }
        return count
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
        guard let nanoseconds = InvocationParser.nanoseconds(value) else {
            throw .invalidTime(
                at: scanner.location(column: column), found: Excerpt.quote(scanner.field(column).bytes),
                reason: "expected seconds from the beginning of the trace")
        }
        return nanoseconds
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
        for bin in window.dropped {
            let count = functions.reduce(0) { $0 + $1.bins.count { $0 == bin } }
            session.log.add(.partialBin, count: count) {
                Finding(kind: .partialBin, series: "all series", time: axis.format(origin + bin * step), count: count)
            }
        }
        var finished = FinishedSeries()
        for (series, bins) in takeInvocations() {
            var values = [Float](repeating: 0, count: range.count)
            for bin in bins where range.contains(bin) { values[Int(bin - range.lowerBound)] += 1 }
            finished.series.append(Series(id: series.id, axis: axis, values: values, packedLabels: series.packedLabels))
            finished.totals.append(.integer(Int64(bins.count)))
        }
        var total = TotalAccumulator()
        total.add(Int64(rows))
        let quantity = session.options.quantity ?? .count("invocations")
        let calendar = DemandCalendar(timeOfDayIsReal: false, dayOfWeekIsReal: false)
        return try ReadResult(finished, total: total, quantity: quantity, calendar: calendar)
    }
}
