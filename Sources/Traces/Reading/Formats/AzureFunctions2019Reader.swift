/// Azure Functions 2019: one row per function, one column per minute, one file per day.
///
/// Days are joined by owner, application and function; a function that is absent from a day was not called: zeros. Minutes that no
/// file covers are missing. Rows are read straight from bytes to values by ``AzureRowParser``; whatever is unusual goes through the
/// fields one by one, which finds the column of an error.
struct AzureFunctions2019Reader: FormatReader {
    private static let nanosecondsPerMinute = 60 * TimeAxis.nanosecondsPerSecond

    private let session: ReadingSession
    private var plan: ArraySlice<AzureDayPlan.Entry>
    private var functions = AzureFunctionTable()
    /// First minute of the trace, from the beginning of its first day.
    private var firstMinute: Int?
    private var row: [Float] = []
    private var packed: [UInt8] = []
    private var lastName = ""

    /// - Parameter plan: the day of each source, in the order in which they are read.
    init(_ session: ReadingSession, plan: [AzureDayPlan.Entry]) {
        self.session = session
        self.plan = plan[...]
    }

    /// July 2019; the publisher states neither the day nor the zone.
    static let defaultOrigin = CivilDate.days(year: 2_019, month: 7, day: 1) * 86_400 * TimeAxis.nanosecondsPerSecond

    mutating func read(_ opened: OpenedSource) throws(TraceError) {
        let scanner = try opened.scanner(session.options)
        try scanner.readHeader()
        lastName = scanner.file
        let layout = try AzureFunctionsLayout(scanner)
        if !layout.ignored.isEmpty { session.assume(.ignoredColumns(layout.ignored)) }
        let day = plan.first?.day ?? 0
        try place(layout, day: day, file: scanner.file)
        // Days without holes fill all that is reserved; a single wrong number in a name must not reserve years.
        let days = (plan.last?.day ?? day) - day
        let capacity = functions.count == 0 && days < plan.count ? layout.minutes.count + days * 1_440 : layout.minutes.count
        plan = plan.dropFirst()
        row = [Float](repeating: 0, count: layout.minutes.count)
        let parser = AzureRowParser(
            kernels: TextKernels(session.options), layout: layout, nameColumns: scanner.columns.count - layout.minutes.count,
            separator: scanner.separator, maximumLineBytes: scanner.maximumLineBytes, capacity: capacity, makesText: functions.count == 0)
        let blocks = BlockPipeline(parser, behind: scanner, in: opened.buffer, options: session.options)
        defer { blocks.close() }
        var rows = 0
        while let block = try blocks.next() {
            for row in block.text.isCut ? [] : block.parsed.rows {
                if row.isOdd {
                    rows += try readFields(blocks.scanner(over: row.range, line: row.line), layout)
                } else {
                    try take(row, block, blocks)
                    rows += 1
                }
            }
            if let place = block.stop {
                rows += try readFields(blocks.rest(from: place), layout)
                break
            }
        }
        if rows == 0 { throw .headerOnly(file: scanner.file) }
        session.finished(scanner.file, rows: rows)
    }

    /// Takes a row that is parsed.
    private mutating func take(
        _ row: AzureRowParser.Row, _ block: BlockPipeline<AzureRowParser>.Block, _ blocks: BlockPipeline<AzureRowParser>
    ) throws(TraceError) {
        var total = TotalAccumulator()
        total.add(row.sum)
        let place = TraceLocation(file: lastName, line: block.firstLine + row.line)
        let start = row.names.lowerBound
        let found = block.parsed.names.withUnsafeBufferPointer { bytes in
            functions.find(row.hash, UnsafeBufferPointer(rebasing: bytes[start..<(start + row.keyCount)]))
        }
        if let found {
            try store(row.values, total, in: found, isComplete: true) { place }
            return
        }
        let (text, short) = block.parsed.names.withUnsafeBufferPointer { bytes -> (String?, String) in
            if let text = row.text { return (text, row.short) }
            let names = UnsafeBufferPointer(rebasing: bytes[row.names])
            return (AzureFunctionNames.text(names), AzureFunctionNames.short(names))
        }
        guard let text else {
            // Fails, and says at which column.
            _ = try readFields(blocks.scanner(over: row.range, line: row.line), blocks.parser.layout)
            return
        }
        try store(row.values, total, in: functions.add(text, short: short, hash: row.hash), isComplete: true) { place }
    }

    /// Finds the place of a file on the grid; files come in the order of time, parts of the same day one after the other.
    private mutating func place(_ layout: AzureFunctionsLayout, day: Int, file: String) throws(TraceError) {
        let minute = day * 1_440 + layout.firstMinute
        let first = firstMinute ?? minute
        firstMinute = first
        guard functions.begin(at: minute - first, minutes: layout.minutes.count) else {
            throw .misplacedFile(
                file: file, reason: "its minutes overlap those of the files before it only in part; give files in the order of time")
        }
    }

    /// Reads rows cell by cell and returns how many.
    private mutating func readFields(_ scanner: CSVScanner, _ layout: AzureFunctionsLayout) throws(TraceError) -> Int {
        var rows = 0
        while try scanner.nextRow() {
            let names = try layout.names(scanner)
            let total = try readFields(scanner, layout, names)
            packed.removeAll(keepingCapacity: true)
            let keyCount = names.pack(into: &packed)
            let (hash, known, short) = packed.withUnsafeBufferPointer { bytes in
                let key = UnsafeBufferPointer(rebasing: bytes[..<keyCount])
                let hash = HashIndex.hash(key)
                return (hash, functions.find(hash, key), AzureFunctionNames.short(bytes))
            }
            var index = known
            if index == nil { index = functions.add(try describe(scanner, layout, names), short: short, hash: hash) }
            if let index { try store(row, total, in: index, isComplete: false) { scanner.location() } }
            rows += 1
        }
        return rows
    }

    /// Reads a row cell by cell.
    private mutating func readFields(_ scanner: CSVScanner, _ layout: AzureFunctionsLayout, _ names: AzureFunctionNames?) throws(TraceError)
        -> TotalAccumulator
    {
        var total = TotalAccumulator()
        var start: Int?
        for index in 0...layout.minutes.count {
            let value: Double? = index < layout.minutes.count ? try scanner.count(layout.minutes[index]) : 0
            if let value {
                if index < row.count {
                    row[index] = Float(value)
                    total.add(value)
                }
                if let first = start { noteMissing(scanner, layout, first..<index, names) }
                start = nil
            } else {
                row[index] = .nan
                if start == nil { start = index }
            }
        }
        return total
    }

    private func noteMissing(_ scanner: CSVScanner, _ layout: AzureFunctionsLayout, _ range: Range<Int>, _ names: AzureFunctionNames?) {
        session.log.add(.missingValue, count: range.count) {
            Finding(
                kind: .missingValue, series: names?.short ?? "",
                time: TimeAxis.Kind.clock.format(time(functions.fileStart + range.lowerBound)),
                location: scanner.location(column: layout.minutes[range.lowerBound]), count: range.count)
        }
    }

    private mutating func store(
        _ row: [Float], _ total: TotalAccumulator, in index: Int, isComplete: Bool, at location: () -> TraceLocation
    ) throws(TraceError) {
        if functions.append(row, total, to: index, isComplete: isComplete) { return }
        // The function has these minutes already.
        let (series, time) = (functions.short(index), TimeAxis.Kind.clock.format(time(functions.fileStart)))
        session.log.add(.duplicateTime, count: row.count) {
            Finding(kind: .duplicateTime, series: series, time: time, location: location(), count: row.count)
        }
        let policy = session.options.duplicates
        if policy == .error { throw .duplicateTimes(at: location(), series: series, time: time, count: row.count) }
        functions.merge(row, into: index, policy: policy)
    }

    /// The packed names of a function that is new.
    private func describe(
        _ scanner: CSVScanner, _ layout: AzureFunctionsLayout, _ names: AzureFunctionNames
    ) throws(TraceError) -> String {
        func text(_ field: Field?, _ column: Int?) throws(TraceError) -> String {
            guard let field, let column else { return "" }
            return try scanner.text(field, column: column)
        }
        let function = try text(names.function, layout.function)
        let (app, owner) = (try text(names.app, layout.app), try text(names.owner, layout.owner))
        return "\(app)\0\(function)\0\(owner)\0\(try text(names.trigger, layout.trigger))"
    }

    private func time(_ position: Int) -> Int64 {
        (session.options.origin ?? Self.defaultOrigin) + Int64((firstMinute ?? 0) + position) * Self.nanosecondsPerMinute
    }

    mutating func finish() throws(TraceError) -> ReadResult {
        let axis = TimeAxis(kind: .clock, start: time(0), step: Self.nanosecondsPerMinute)
        if session.options.origin == nil {
            session.assume(.firstDay(axis.format(axis.start - Int64(firstMinute ?? 0) * Self.nanosecondsPerMinute)))
        }
        let quantity = session.options.quantity ?? .count("invocations")
        let step = try session.coarserStep(than: axis)
        noteUncovered(axis)
        let read = functions.take(axis: axis)
        var total = TotalAccumulator()
        for one in read.totals { total.add(one) }
        let finished = try SeriesFinisher(session: session, quantity: quantity, step: step).finish(read.series, totals: read.totals) {
            read.isComplete[$0]
        }
        guard !finished.series.isEmpty else { throw .noValues(file: lastName, reason: "every value is missing or lies in a partial bin") }
        // The minute of the day is as recorded; which day of the week it was is not known.
        let calendar = DemandCalendar(timeOfDayIsReal: true, dayOfWeekIsReal: false)
        return try ReadResult(finished, total: total, quantity: quantity, calendar: calendar)
    }

    /// Minutes between files are missing in every series.
    private func noteUncovered(_ axis: TimeAxis) {
        var index = 0
        while let start = functions.template[index...].firstIndex(where: \.isNaN) {
            let end = functions.template[start...].firstIndex { !$0.isNaN } ?? functions.template.count
            session.log.add(.gap, count: (end - start) * functions.count) {
                Finding(kind: .gap, series: "all series", time: axis.format(axis.time(at: start)), count: end - start)
            }
            index = end
        }
    }
}
