/// Wide tables: one column per series. With a column of times the rows may come in any order; without one they lie on the grid of
/// the options. Several files with the same columns continue each other.
struct WideTableReader: FormatReader {
    private let session: ReadingSession
    private let layout: WideTableLayout
    private var times: TimeColumn
    /// Times of the rows of the current file where the format has none but its publisher says how far apart they are.
    private var clock: RowClock?
    /// Columns that are series.
    private var places: [Int] = []
    private var timePlace: Int?
    private var header: [String] = []
    private var stamps: [Int64] = []
    private var rows: [UInt32] = []
    private var isSorted = true
    private var series: [Observations] = []
    private var lastName = ""

    init(_ session: ReadingSession, layout: WideTableLayout = WideTableLayout()) {
        self.session = session
        self.layout = layout
        times = TimeColumn(session.options)
        if layout.countsSeconds { times.use(unit: .seconds, from: session.origin(of: .sinceBeginning)) }
    }

    mutating func read(_ opened: OpenedSource) throws(TraceError) {
        let scanner = try opened.scanner(session.options)
        lastName = scanner.file
        let hasHeader = !HeadLines(try opened.buffer.peek(OpenedSource.headBytes)).isNumeric(line: 0)
        if hasHeader { try scanner.readHeader() }
        let base = session.lines.begin(scanner.file)
        // The first row tells how many columns a table without a header has, and whether there are times.
        guard try scanner.advance() else { throw .headerOnly(file: scanner.file) }
        if scanner.columns.isEmpty {
            scanner.columns = (1...max(1, scanner.split())).map(String.init)
            session.assume(.noHeader(file: scanner.file, columns: scanner.columns.count))
        }
        try scanner.splitRow()
        try begin(scanner)
        if let format = layout.rowsOf { try beginRows(format, opened.source.stem) }
        try append(scanner, position: UInt32(clamping: base + scanner.line))
        var count = 1
        let parser = WideTableParser(
            kernels: TextKernels(session.options), separator: scanner.separator, maximumLineBytes: scanner.maximumLineBytes,
            fields: scanner.columns.count, time: timePlace, values: places, times: times.parser)
        let blocks = BlockPipeline(parser, behind: scanner, in: opened.buffer, options: session.options)
        defer { blocks.close() }
        while let block = try blocks.next() {
            for run in block.text.isCut ? [] : block.parsed.runs {
                if isPlain(run, block) {
                    take(run, block, base: base)
                    count += run.rows.count
                } else {
                    count += try readFields(blocks.scanner(over: run.range, line: run.line), base: base)
                }
            }
            if let place = block.stop {
                count += try readFields(blocks.rest(from: place), base: base)
                break
            }
        }
        session.lines.end(atLine: blocks.line)
        session.finished(scanner.file, rows: count)
    }

    /// Whether a run can be taken as it is: nothing about it has to be reported.
    private mutating func isPlain(_ run: RowRun, _ block: BlockPipeline<WideTableParser>.Block) -> Bool {
        if run.rows.isEmpty || session.options.counters == .increase { return false }
        if timePlace == nil { return clock == nil || stamps.last ?? .min < clock?.next ?? .max }
        guard run.isSorted, block.parsed.times[run.rows.lowerBound] >= stamps.last ?? .min, let kind = block.parsed.kind else {
            return false
        }
        return times.note(kind: kind, hasSeenLocalTime: block.parsed.hasSeenLocalTime)
    }

    private mutating func take(_ run: RowRun, _ block: BlockPipeline<WideTableParser>.Block, base: Int) {
        if timePlace != nil { stamps.append(contentsOf: block.parsed.times[run.rows]) }
        if clock != nil { for _ in run.rows { clock.map { stamps.append($0.next) }; clock?.advance() } }
        let line = base + block.firstLine + run.line
        for row in 0..<run.rows.count { rows.append(UInt32(clamping: line + row)) }
        let width = places.count
        block.parsed.values.withUnsafeBufferPointer { values in
            for index in places.indices {
                // Column after column: the block is in the cache, and each series is touched once.
                for row in run.rows {
                    let value = values[row * width + index]
                    series[index].values.append(Float(value))
                    series[index].total.add(value)
                }
            }
        }
    }

    /// Reads rows cell by cell and returns how many.
    private mutating func readFields(_ scanner: CSVScanner, base: Int) throws(TraceError) -> Int {
        var count = 0
        while try scanner.nextRow() {
            try append(scanner, position: UInt32(clamping: base + scanner.line))
            count += 1
        }
        return count
    }

    /// Finds out which columns are what, from the names and the first row.
    private mutating func begin(_ scanner: CSVScanner) throws(TraceError) {
        if !header.isEmpty {
            guard header == scanner.columns else { throw .mixedHeaders(file: scanner.file, expected: header, found: scanner.columns) }
            return
        }
        header = scanner.columns
        let asked = session.options.columns
        if let named = header.firstIndex(of: asked.time) {
            timePlace = named
        } else if asked.time != LongTableColumns().time {
            throw .missingColumn(file: scanner.file, column: asked.time, available: header)
        } else if FormatDetector.timeNames.contains(header[0].lowercased()) {
            timePlace = 0
        } else {
            var parser = TimestampParser(unit: nil, clock: .utc)
            if case .clock = try? parser.parse(scanner.field(0)) { timePlace = 0 }
        }
        if let names = session.options.wideColumns {
            for name in names { places.append(try scanner.column(name)) }
            let ignored = header.indices.filter { $0 != timePlace && !places.contains($0) }.map { header[$0] }
            if !ignored.isEmpty { session.assume(.ignoredColumns(ignored)) }
        } else {
            places = header.indices.filter { $0 != timePlace }
        }
        guard !places.isEmpty else { throw .missingColumn(file: scanner.file, column: "of values", available: header) }
        // Unnamed columns get their number.
        series = places.map { Observations(id: header[$0].isEmpty ? String($0 + 1) : header[$0]) }
    }

    /// Puts the rows of a file on the clock of its format, unless the options have a grid for them.
    private mutating func beginRows(_ format: TraceFormat, _ stem: String) throws(TraceError) {
        guard timePlace == nil, session.options.axis == nil else { return }
        let origin = session.origin(of: .sinceBeginning)
        guard let clock = RowClock(header: header, stem: stem, origin: origin, after: stamps.last) else { return }
        // The last row of the longest trace must have a time, too.
        guard TimeRange.contains(clock.next, kind: .clock) else {
            throw .misplacedFile(file: stem, reason: "its number puts it beyond the year 2199")
        }
        self.clock = clock
        session.assume(.formatStep(format, .nanoseconds(clock.step)))
        _ = times.note(kind: .clock, hasSeenLocalTime: false)
    }

    private mutating func append(_ scanner: CSVScanner, position: UInt32) throws(TraceError) {
        if let place = timePlace {
            let time = try times.read(scanner, column: place, after: stamps.last)
            if let last = stamps.last, time < last { try noteDisorder(scanner, time: time, column: place) }
            stamps.append(time)
        } else if let time = clock?.next {
            // A file that is longer than its day reaches into the next one.
            if let last = stamps.last, time < last { try noteDisorder(scanner, time: time, column: 0) }
            stamps.append(time)
            clock?.advance()
        }
        rows.append(position)
        for (index, place) in places.enumerated() {
            let time = stamps.last ?? Int64(rows.count)
            let value = try session.kept(
                try scanner.value(place), of: &series[index], at: time, kind: times.kind ?? .index, scanner, column: place)
            series[index].values.append(Float(value))
            series[index].total.add(value)
        }
    }

    private mutating func noteDisorder(_ scanner: CSVScanner, time: Int64, column: Int) throws(TraceError) {
        let text = (times.kind ?? .clock).format(time)
        // What a counter grew by is known only in the order of time.
        if session.options.outOfOrder == .error || session.options.counters == .increase {
            throw .outOfOrder(at: scanner.location(column: column), series: scanner.file, time: text)
        }
        isSorted = false
        session.log.add(.outOfOrder) { Finding(kind: .outOfOrder, series: scanner.file, time: text, location: scanner.location()) }
    }

    mutating func finish() throws(TraceError) -> ReadResult {
        let hasZonelessTimes = times.hasSeenLocalTime && session.options.wallClock.name == WallClock.utc.name
        if hasZonelessTimes { session.assume(.universalTime) }
        var total = TotalAccumulator()
        for one in series { total.add(one.total) }
        let quantity = session.quantity(format: layout.quantity, total: total)
        var read = series
        series = []
        let finished: FinishedSeries
        if timePlace == nil, clock == nil {
            let axis = try session.gridAxis(count: rows.count)
            let positions = rows
            let drafts = read.map { one in
                session.noteMissing(one.values, id: one.id, axis: axis) { session.lines.location(positions[$0]) }
                return SeriesDraft(series: Series(id: one.id, axis: axis, values: one.values), total: one.total)
            }
            finished = try SeriesFinisher(session: session, quantity: quantity, step: try session.coarserStep(than: axis)).finish(drafts)
        } else {
            // All series share one array of times until one of them has to be repaired.
            for index in read.indices {
                read[index].times = stamps
                read[index].rows = rows
                read[index].isSorted = isSorted
            }
            finished = try SeriesAssembler(
                session: session, kind: times.kind ?? .index, quantity: quantity, habits: layout.habits
            ).assemble(read)
        }
        guard !finished.series.isEmpty else { throw .noValues(file: lastName, reason: "every value is missing or lies in a partial bin") }
        return try ReadResult(finished, total: total, quantity: quantity, calendar: layout.calendar)
    }
}
