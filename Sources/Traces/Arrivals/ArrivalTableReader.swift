/// Tables with one row per request: a time, and perhaps who was asked.
///
/// Times are dates, or numbers: seconds from the beginning of the trace, unless the options give a unit of Unix time.
struct ArrivalTableReader: ArrivalFormatReader {
    /// What a format fixes about its columns.
    struct Layout {
        /// Column of whoever was asked; `nil` means that all requests of a file belong together under its name.
        var id: String?
        /// Whether a file without that column is one of the latter.
        var idIsOptional = false
        var time: String
        /// Name of whoever was asked where the column is empty; `nil` refuses such rows.
        var nameless: String?

        /// `unique_id,ds` under the names of the options; one row per request.
        static func native(_ columns: LongTableColumns) -> Layout {
            Layout(id: columns.id, idIsOptional: columns.id == LongTableColumns().id, time: columns.time)
        }

        /// `TIMESTAMP,ContextTokens,GeneratedTokens` of Azure.
        static let azureLLM = Layout(id: nil, time: "TIMESTAMP")

        /// `gmt_create,…,checkpoint_model_version_id,…` of Alibaba: requests by the model that answers them.
        static let genAIRequests = Layout(
            id: "checkpoint_model_version_id", time: "gmt_create", nameless: "unknown")
    }

    private let session: ReadingSession
    private let layout: Layout
    private var parser: TimestampParser
    private var clock: ArrivalLog.Clock?

    init(_ session: ReadingSession, layout: Layout) {
        self.session = session
        self.layout = layout
        parser = TimestampParser(unit: session.options.timeUnit ?? .seconds, clock: session.options.wallClock)
    }

    mutating func read(_ opened: OpenedSource, into log: inout ArrivalLog) throws(TraceError) {
        let scanner = try opened.scanner(session.options)
        try scanner.readHeader()
        let time = try column(scanner, layout.time)
        var id: Int?
        if let name = layout.id, !(layout.idIsOptional && !scanner.columns.contains(name)) { id = try scanner.column(name) }
        let stem = opened.source.stem
        let one = id == nil ? log.number(of: stem) : 0
        var (rows, order) = (0, ArrivalOrder())
        while try scanner.nextRow() {
            let instant = try self.time(scanner, column: time)
            let number = try id.map { column throws(TraceError) in try self.number(scanner, column, &log) } ?? one
            try order.take(instant, of: log.ids[number], session) {
                (scanner.location(column: time), TimeAxis.Kind.clock.format(instant))
            }
            log.append(instant, to: number)
            rows += 1
        }
        if rows == 0 { throw .headerOnly(file: scanner.file) }
        log.clock = clock ?? .beginning
        session.finished(scanner.file, rows: rows)
    }

    mutating func finish(_ log: inout ArrivalLog) {
        if parser.hasSeenLocalTime, session.options.wallClock.name == WallClock.utc.name { session.assume(.universalTime) }
        if clock == .beginning { session.assume(.secondsFromBeginning) }
    }

    private func number(_ scanner: CSVScanner, _ column: Int, _ log: inout ArrivalLog) throws(TraceError) -> Int {
        guard let nameless = layout.nameless, scanner.field(column).trimmed.count == 0 else {
            return try log.number(scanner, column: column)
        }
        session.log.add(.missingValue) { Finding(kind: .missingValue, series: nameless, location: scanner.location(column: column)) }
        return log.number(of: nameless)
    }

    private func column(_ scanner: CSVScanner, _ name: String) throws(TraceError) -> Int {
        guard let index = scanner.columns.firstIndex(where: { $0.lowercased() == name.lowercased() }) else {
            throw .missingColumn(file: scanner.file, column: name, available: scanner.columns)
        }
        return index
    }

    private mutating func time(_ scanner: CSVScanner, column: Int) throws(TraceError) -> Int64 {
        let cell = scanner.field(column).trimmed
        let isDate = cell.count >= 10 && cell.base[4] == 0x2d && cell.base[7] == 0x2d
        let found: ArrivalLog.Clock = isDate || session.options.timeUnit != nil ? .unix : .beginning
        if clock == nil { clock = found }
        guard clock == found else { throw .mixedTimes(at: scanner.location(column: column), found: Excerpt.quote(cell.bytes)) }
        do {
            switch try parser.parse(cell) {
            case .clock(let time): return time
            // An hour that the clock showed twice: which one is meant cannot be known from one row.
            case .repeated(let earlier, _): return earlier
            case .index(let position): return position
            }
        } catch {
            throw .invalidTime(at: scanner.location(column: column), found: Excerpt.quote(cell.bytes), reason: error.reason)
        }
    }
}
