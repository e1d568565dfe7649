/// Long tables: one row per series and time, the series in any order.
///
/// Also reads the formats that are long tables under other names, see ``LongTableLayout``.
struct LongTableReader: FormatReader {
    /// Where the columns are in the current file.
    private struct Places {
        var id: Int?
        /// Column that names a part of whoever the identifier names.
        var part: Int?
        var time = 0
        var value = 0
        var past: [Int] = []
        var future: [Int] = []
        var statics: [Int] = []
        /// Position of the line before the first, see ``LineTable``.
        var base = 0
    }

    private let session: ReadingSession
    private let layout: LongTableLayout
    private var times: TimeColumn
    private var identifiers = IdentifierTable()
    private var series: [Observations] = []
    private var lastName = ""
    /// Series by the identifiers of the block that is taken, -1 where not looked up yet.
    private var known: [Int] = []

    init(_ session: ReadingSession, layout: LongTableLayout? = nil) {
        self.session = session
        self.layout = layout?.asked(session.options) ?? LongTableLayout(columns: session.options.columns)
        times = TimeColumn(session.options)
        if let unit = self.layout.timeUnit { times.use(unit: unit, from: session.origin(of: self.layout.times)) }
    }

    mutating func read(_ opened: OpenedSource) throws(TraceError) {
        let scanner = try opened.scanner(session.options)
        if let header = layout.header { scanner.assume(header: header) } else { try scanner.readHeader() }
        lastName = scanner.file
        if layout.times == .bySize { try readTimeUnit(opened) }
        var places = try self.places(scanner)
        places.base = session.lines.begin(scanner.file)
        // One series per file has one number; files of the same name continue each other.
        let index = places.id == nil ? try open(opened.source.stem, scanner) : -1
        let parser = LongTableParser(
            kernels: TextKernels(session.options), separator: scanner.separator, maximumLineBytes: scanner.maximumLineBytes,
            fields: scanner.columns.count, id: places.id, part: places.part, time: places.time, value: places.value,
            invalid: layout.invalid, covariates: places.past + places.future + places.statics, times: times.parser)
        let blocks = BlockPipeline(parser, behind: scanner, in: opened.buffer, options: session.options)
        defer { blocks.close() }
        var rows = 0
        while let block = try blocks.next() {
            if !block.text.isCut { rows += try take(block, places, index, blocks) }
            if let place = block.stop {
                rows += try readFields(blocks.rest(from: place), places, index)
                break
            }
        }
        if rows == 0 { throw .headerOnly(file: scanner.file) }
        session.lines.end(atLine: blocks.line)
        session.finished(scanner.file, rows: rows)
    }

    /// Takes the rows of a block and returns how many; those of tables without identifiers belong to series `index`.
    private mutating func take(
        _ block: BlockPipeline<LongTableParser>.Block, _ places: Places, _ index: Int, _ blocks: BlockPipeline<LongTableParser>
    ) throws(TraceError) -> Int {
        var rows = 0
        // Numbers of the series in this block.
        known.removeAll(keepingCapacity: true)
        known.append(contentsOf: repeatElement(places.id == nil ? index : -1, count: max(1, block.parsed.identifiers.count)))
        for run in block.parsed.runs {
            if run.identifier >= 0, let index = self.index(run, block), isPlain(run, block, index) {
                append(run, block, places, to: index)
                rows += run.rows.count
            } else {
                rows += try readFields(blocks.scanner(over: run.range, line: run.line), places, index)
            }
        }
        return rows
    }

    /// The series of a run; nil when it has to be read again because its identifier is no text.
    private mutating func index(_ run: LongTableParser.Run, _ block: BlockPipeline<LongTableParser>.Block) -> Int? {
        if known[run.identifier] >= 0 { return known[run.identifier] }
        let found = block.parsed.identifiers.withBytes(of: run.identifier) { bytes -> Int? in
            if let found = identifiers.find(bytes) { return found }
            guard let base = bytes.baseAddress, let text = Field(base: base, count: bytes.count, isQuoted: false).text else { return nil }
            add(text)
            return identifiers.insert(bytes).index
        }
        known[run.identifier] = found ?? -1
        return found
    }

    /// Whether a run can be appended to a series as it is: nothing about it has to be reported.
    private mutating func isPlain(_ run: LongTableParser.Run, _ block: BlockPipeline<LongTableParser>.Block, _ index: Int) -> Bool {
        guard run.isSorted, session.options.counters == .keep, let kind = block.parsed.kind else { return false }
        if let last = series[index].times.last, block.parsed.times[run.rows.lowerBound] < last { return false }
        guard let statics = statics(run, block, index) else { return false }
        guard times.note(kind: kind, hasSeenLocalTime: block.parsed.hasSeenLocalTime) else { return false }
        series[index].statics = statics
        return true
    }

    /// The static covariates of a series after a run; nil when they vary.
    private func statics(_ run: LongTableParser.Run, _ block: BlockPipeline<LongTableParser>.Block, _ index: Int) -> [Float]? {
        let columns = layout.columns.staticCovariates.count
        if columns == 0 { return [] }
        var result = series[index].statics.isEmpty ? Array(repeating: .nan, count: columns) : series[index].statics
        for column in 0..<columns {
            let values = block.parsed.covariates[block.parsed.covariates.count - columns + column]
            for row in run.rows where !values[row].isNaN {
                if result[column].isNaN { result[column] = values[row] }
                if result[column] != values[row] { return nil }
            }
        }
        return result
    }

    private mutating func append(
        _ run: LongTableParser.Run, _ block: BlockPipeline<LongTableParser>.Block, _ places: Places, to index: Int
    ) {
        let line = places.base + block.firstLine + run.line
        let isAdded = run.isWhole && series[index].total.add(whole: run.sum, magnitude: run.magnitude, hasNegative: run.hasNegative)
        if !isAdded { for row in run.rows { series[index].total.add(block.parsed.values[row]) } }
        series[index].times.append(contentsOf: block.parsed.times[run.rows])
        series[index].values.append(contentsOf: block.parsed.floats[run.rows])
        if line + run.rows.count < Int(UInt32.max) {
            series[index].rows.append(contentsOf: UInt32(line)..<UInt32(line + run.rows.count))
        } else {
            for row in 0..<run.rows.count { series[index].rows.append(UInt32(clamping: line + row)) }
        }
        for column in places.past.indices { series[index].past[column].append(contentsOf: block.parsed.covariates[column][run.rows]) }
        for column in places.future.indices {
            series[index].future[column].append(contentsOf: block.parsed.covariates[places.past.count + column][run.rows])
        }
    }

    /// Reads rows cell by cell and returns how many.
    private mutating func readFields(_ scanner: CSVScanner, _ places: Places, _ one: Int) throws(TraceError) -> Int {
        var (rows, index) = (0, one)
        while try scanner.nextRow() {
            if let id = places.id { index = try identify(scanner, id, places.part) }
            try append(scanner, places, to: index)
            rows += 1
        }
        return rows
    }

    /// The series of a row.
    private mutating func identify(_ scanner: CSVScanner, _ id: Int, _ part: Int?) throws(TraceError) -> Int {
        if let nameless = layout.nameless, scanner.field(id).trimmed.count == 0 {
            let name = Array(nameless.utf8)
            let found = name.withUnsafeBufferPointer { identifiers.insert($0) }
            if found.isNew { add(nameless) }
            return found.index
        }
        let cell = try scanner.identifier(id)
        guard let part, scanner.field(part).trimmed.count > 0 else {
            let found = identifiers.insert(cell.bytes)
            if found.isNew { add(try scanner.text(cell, column: id)) }
            return found.index
        }
        let member = scanner.field(part).trimmed
        let key = Array(cell.bytes) + [LongTableParser.partSeparator] + Array(member.bytes)
        let found = key.withUnsafeBufferPointer { identifiers.insert($0) }
        if found.isNew { add("\(try scanner.text(cell, column: id))/\(try scanner.text(member, column: part))") }
        return found.index
    }

    /// Finds out by their size whether times are seconds or milliseconds, whatever their column is called.
    private mutating func readTimeUnit(_ opened: OpenedSource) throws(TraceError) {
        let separator = try opened.separator(asked: session.options.separator)
        let lines = HeadLines(try opened.buffer.peek(OpenedSource.headBytes))
        let unit = session.options.timeUnit ?? UnixTimeUnit(ofSize: lines.firstNumber(line: 1, separator: separator) ?? 0)
        times.use(unit: unit, from: 0)
        if session.options.timeUnit == nil { session.assume(.timeUnit(column: layout.columns.time, unit)) }
    }

    private mutating func open(_ name: String, _ scanner: CSVScanner) throws(TraceError) -> Int {
        var name = name
        let found = name.withUTF8 { identifiers.insert($0) }
        if found.isNew { add(name) }
        if !layout.isNamedAfterFile { session.assume(.namedAfterFile(name)) }
        return found.index
    }

    private mutating func add(_ id: String) {
        series.append(Observations(id: id, past: layout.columns.pastCovariates.count, future: layout.columns.futureCovariates.count))
    }

    private func places(_ scanner: CSVScanner) throws(TraceError) -> Places {
        let columns = layout.columns
        var places = Places()
        if let id = columns.id {
            // A table of one series may leave the identifiers of the native form out.
            let isOptional = id == LongTableColumns().id && !scanner.columns.contains(id)
            if !isOptional { places.id = try scanner.column(id) }
            if let part = layout.part { places.part = try scanner.column(part) }
        }
        places.time = try scanner.column(columns.time)
        places.value = try scanner.column(columns.value)
        for name in columns.pastCovariates { places.past.append(try scanner.column(name)) }
        for name in columns.futureCovariates { places.future.append(try scanner.column(name)) }
        for name in columns.staticCovariates { places.statics.append(try scanner.column(name)) }
        if layout.notesIgnoredColumns {
            let used = Set(
                [places.id, places.part, places.time, places.value].compactMap(\.self) + places.past + places.future + places.statics)
            let ignored = scanner.columns.indices.filter { !used.contains($0) }.map { scanner.columns[$0] }
            if !ignored.isEmpty { session.assume(.ignoredColumns(ignored)) }
        }
        return places
    }

    private mutating func append(_ scanner: CSVScanner, _ places: Places, to index: Int) throws(TraceError) {
        let last = series[index].times.last
        let time = try times.read(scanner, column: places.time, after: last)
        if let last, time < last { try noteDisorder(scanner, index, time: time, column: places.time) }
        let cell = try scanner.value(places.value)
        let isInvalid = layout.invalid.contains(cell)
        if isInvalid { noteInvalid(scanner, index, time: time, column: places.value) }
        let value = try session.kept(
            isInvalid ? .nan : cell, of: &series[index], at: time, kind: times.kind ?? .clock, scanner, column: places.value)
        series[index].times.append(time)
        series[index].values.append(Float(value))
        series[index].rows.append(UInt32(clamping: places.base + scanner.line))
        series[index].total.add(value)
        for column in places.past.indices { series[index].past[column].append(Float(try scanner.value(places.past[column]))) }
        for column in places.future.indices { series[index].future[column].append(Float(try scanner.value(places.future[column]))) }
        if !places.statics.isEmpty { try noteStatics(scanner, places.statics, index) }
    }

    private mutating func noteDisorder(_ scanner: CSVScanner, _ index: Int, time: Int64, column: Int) throws(TraceError) {
        let text = (times.kind ?? .clock).format(time)
        // What a counter grew by is known only in the order of time.
        if session.options.outOfOrder == .error || session.options.counters == .increase {
            throw .outOfOrder(at: scanner.location(column: column), series: series[index].id, time: text)
        }
        series[index].isSorted = false
        session.log.add(.outOfOrder) { Finding(kind: .outOfOrder, series: series[index].id, time: text, location: scanner.location()) }
    }

    private func noteInvalid(_ scanner: CSVScanner, _ index: Int, time: Int64, column: Int) {
        session.log.add(.invalidValue) {
            Finding(
                kind: .invalidValue, series: series[index].id, time: (times.kind ?? .clock).format(time),
                location: scanner.location(column: column))
        }
    }

    /// The first value there counts; later ones must agree.
    private mutating func noteStatics(_ scanner: CSVScanner, _ columns: [Int], _ index: Int) throws(TraceError) {
        if series[index].statics.isEmpty { series[index].statics = Array(repeating: .nan, count: columns.count) }
        for (position, column) in columns.enumerated() {
            let value = Float(try scanner.value(column))
            if value.isNaN { continue }
            if series[index].statics[position].isNaN {
                series[index].statics[position] = value
            } else if series[index].statics[position] != value {
                throw .staticCovariateVaries(at: scanner.location(column: column), series: series[index].id)
            }
        }
    }

    /// Leaves out whoever never has the value that is read: rows of different things share one table.
    private func leaveOutStrangers(_ read: inout [Observations]) {
        read.removeAll { one in
            guard one.values.allSatisfy(\.isNaN) else { return false }
            session.log.add(.emptySeries) { Finding(kind: .emptySeries, series: one.id) }
            return true
        }
    }

    mutating func finish() throws(TraceError) -> ReadResult {
        let hasZonelessTimes = times.hasSeenLocalTime && session.options.wallClock.name == WallClock.utc.name
        if hasZonelessTimes { session.assume(.universalTime) }
        var total = TotalAccumulator()
        for one in series { total.add(one.total) }
        let quantity = session.quantity(format: layout.quantity, total: total)
        let assembler = SeriesAssembler(session: session, kind: times.kind ?? .index, quantity: quantity, habits: layout.habits)
        var read: [Observations] = []
        swap(&read, &series)
        if layout.hasStrangers { leaveOutStrangers(&read) }
        let finished = try assembler.assemble(read)
        guard !finished.series.isEmpty else { throw .noValues(file: lastName, reason: "every value is missing or lies in a partial bin") }
        return try ReadResult(finished, total: total, quantity: quantity, calendar: layout.calendar, columns: layout.columns)
    }
}
