/// Azure LLM inference: one row per request with its tokens, counted in bins; one series per file and measure.
struct AzureLLMReader: FormatReader {
    private struct Log {
        var stem: String
        var bins: [EventBins]
        var totals: [TotalAccumulator]
        /// Time of the earliest request.
        var first = Int64.max
    }

    private let session: ReadingSession
    private let step: Int64
    private var times: TimeColumn
    private var logs: [Log] = []
    private var lastName = ""

    init(_ session: ReadingSession) throws(TraceError) {
        self.session = session
        step = try EventWindow.step(session)
        times = TimeColumn(session.options)
    }

    mutating func read(_ opened: OpenedSource) throws(TraceError) {
        let scanner = try opened.scanner(session.options)
        try scanner.readHeader()
        lastName = scanner.file
        let measures = session.options.measures
        let timePlace = try column(scanner, "TIMESTAMP")
        let context = try column(scanner, "ContextTokens")
        let generated = try column(scanner, "GeneratedTokens")
        let places: [Int?] = measures.map { $0 == .requests ? nil : $0 == .contextTokens ? context : generated }
        let stem = opened.source.stem
        // Files of the same name continue each other.
        let index = logs.firstIndex { $0.stem == stem } ?? logs.count
        if index == logs.count {
            logs.append(
                Log(
                    stem: stem, bins: measures.map { _ in EventBins() }, totals: measures.map { _ in TotalAccumulator() }))
        }
        let columns = Columns(time: timePlace, amounts: places, log: index)
        let parser = RequestLogParser(
            kernels: TextKernels(session.options), separator: scanner.separator, maximumLineBytes: scanner.maximumLineBytes,
            fields: scanner.columns.count, time: timePlace, amounts: places.compactMap(\.self), times: times.parser)
        let blocks = BlockPipeline(parser, behind: scanner, in: opened.buffer, options: session.options)
        defer { blocks.close() }
        var (rows, last) = (0, Int64?.none)
        while let block = try blocks.next() {
            for run in block.text.isCut ? [] : block.parsed.runs {
                let isInOrder = run.isSorted && (run.rows.isEmpty || block.parsed.times[run.rows.lowerBound] >= last ?? .min)
                if !run.rows.isEmpty, isInOrder, times.note(kind: .clock, hasSeenLocalTime: block.parsed.hasSeenLocalTime) {
                    try take(run, block, columns)
                    last = block.parsed.times[run.rows.upperBound - 1]
                    rows += run.rows.count
                } else {
                    rows += try readFields(blocks.scanner(over: run.range, line: run.line), columns, &last)
                }
            }
            if let place = block.stop {
                rows += try readFields(blocks.rest(from: place), columns, &last)
                break
            }
        }
        if rows == 0 { throw .headerOnly(file: scanner.file) }
        session.finished(scanner.file, rows: rows)
    }

    /// Where the columns are, and which log their rows belong to.
    private struct Columns {
        var time: Int
        /// Column of each measure; nil for the requests themselves.
        var amounts: [Int?]
        var log: Int
    }

    private mutating func take(
        _ run: RowRun, _ block: BlockPipeline<RequestLogParser>.Block, _ columns: Columns
    ) throws(TraceError) {
        let stem = logs[columns.log].stem
        let width = columns.amounts.reduce(0) { $0 + ($1 == nil ? 0 : 1) }
        for row in run.rows {
            let time = block.parsed.times[row]
            logs[columns.log].first = min(logs[columns.log].first, time)
            let bin = time.dividedDown(by: step)
            var next = row * width
            for (measure, place) in columns.amounts.enumerated() {
                var amount: Int64 = 1
                if place != nil {
                    amount = block.parsed.amounts[next]
                    next += 1
                }
                try logs[columns.log].bins[measure].add(amount, bin: bin, series: stem)
                logs[columns.log].totals[measure].add(amount)
            }
        }
    }

    /// Reads rows cell by cell and returns how many.
    private mutating func readFields(_ scanner: CSVScanner, _ columns: Columns, _ last: inout Int64?) throws(TraceError) -> Int {
        let (measures, stem, timePlace) = (session.options.measures, logs[columns.log].stem, columns.time)
        var rows = 0
        while try scanner.nextRow() {
            let time = try times.read(scanner, column: timePlace, after: last)
            guard times.kind == .clock else {
                throw .invalidTime(
                    at: scanner.location(column: timePlace), found: Excerpt.quote(scanner.field(timePlace).bytes),
                    reason: "a date and time is expected, or --time-unit for plain numbers")
            }
            if let last, time < last { try noteDisorder(scanner, stem, time, column: timePlace) }
            last = time
            logs[columns.log].first = min(logs[columns.log].first, time)
            let bin = time.dividedDown(by: step)
            for (measure, place) in columns.amounts.enumerated() {
                var amount: Int64 = 1
                if let place {
                    let value = try scanner.count(place)
                    if value == nil { noteMissing(scanner, "\(stem)-\(measures[measure].rawValue)", time, column: place) }
                    amount = Int64(value ?? 0)
                }
                try logs[columns.log].bins[measure].add(amount, bin: bin, series: stem)
                logs[columns.log].totals[measure].add(amount)
            }
            rows += 1
        }
        return rows
    }

    private func column(_ scanner: CSVScanner, _ name: String) throws(TraceError) -> Int {
        guard let index = scanner.columns.firstIndex(where: { $0.lowercased() == name.lowercased() }) else {
            throw .missingColumn(file: scanner.file, column: name, available: scanner.columns)
        }
        return index
    }

    private func noteDisorder(_ scanner: CSVScanner, _ stem: String, _ time: Int64, column: Int) throws(TraceError) {
        let text = TimeAxis.Kind.clock.format(time)
        if session.options.outOfOrder == .error { throw .outOfOrder(at: scanner.location(column: column), series: stem, time: text) }
        session.log.add(.outOfOrder) { Finding(kind: .outOfOrder, series: stem, time: text, location: scanner.location()) }
    }

    private func noteMissing(_ scanner: CSVScanner, _ series: String, _ time: Int64, column: Int) {
        session.log.add(.missingValue) {
            Finding(
                kind: .missingValue, series: series, time: TimeAxis.Kind.clock.format(time), location: scanner.location(column: column))
        }
    }

    mutating func finish() throws(TraceError) -> ReadResult {
        if times.hasSeenLocalTime, session.options.wallClock.name == WallClock.utc.name { session.assume(.universalTime) }
        let measures = session.options.measures
        var finished = FinishedSeries()
        var total = TotalAccumulator()
        for log in logs {
            for (measure, bins) in log.bins.enumerated() {
                total.add(log.totals[measure])
                let id = "\(log.stem)-\(measures[measure].rawValue)"
                let window = EventWindow(
                    step: step, first: bins.first, last: bins.last, beginsFull: log.first == bins.first * step,
                    policy: session.options.partialBins)
                for bin in window.dropped { session.notePartialBin(id, bin: bin, step: step, bins: bins) }
                guard let range = window.bins else {
                    session.log.add(.emptySeries) { Finding(kind: .emptySeries, series: id) }
                    continue
                }
                let axis = TimeAxis(kind: .clock, start: range.lowerBound * step, step: step)
                finished.series.append(
                    Series(id: id, axis: axis, values: bins.values(range), labels: ["measure": measures[measure].rawValue]))
                finished.totals.append(log.totals[measure].total)
            }
        }
        guard !finished.series.isEmpty else {
            throw .noValues(
                file: lastName,
                reason: "no bin of \(TimeStep(step, kind: .clock)) is covered in full; ask for a finer step or keep partial bins")
        }
        let units = Set(measures.map(\.unit))
        let quantity = session.options.quantity ?? .count(units.count == 1 ? units.first ?? "" : "")
        return try ReadResult(finished, total: total, quantity: quantity)
    }
}

extension ReadingSession {
    /// Notes a bin that was left out because the log covers only a part of it.
    func notePartialBin(_ series: String, bin: Int64, step: Int64, bins: EventBins) {
        let count = Int(bins.values(bin...bin)[0])
        log.add(.partialBin, count: count) {
            Finding(kind: .partialBin, series: series, time: TimeAxis.Kind.clock.format(bin * step), count: count)
        }
    }
}
