/// One row per series: an identifier, then values from left to right, cells behind the last one empty (`V1,V2,…`).
///
/// Several files are several sets of series; an identifier may appear once.
struct RowPerSeriesReader: FormatReader {
    private let session: ReadingSession
    private var drafts: [SeriesDraft] = []
    private var total = TotalAccumulator()
    private var lastName = ""
    private var identifiers = IdentifierTable()

    init(_ session: ReadingSession) { self.session = session }

    mutating func read(_ opened: OpenedSource) throws(TraceError) {
        let scanner = try opened.scanner(session.options)
        try scanner.readHeader()
        lastName = scanner.file
        let parser = SeriesRowParser(
            kernels: TextKernels(session.options), separator: scanner.separator, maximumLineBytes: scanner.maximumLineBytes,
            fields: scanner.columns.count)
        let blocks = BlockPipeline(parser, behind: scanner, in: opened.buffer, options: session.options)
        defer { blocks.close() }
        var rows = 0
        while let block = try blocks.next() {
            for row in block.text.isCut ? [] : block.parsed.rows {
                if let cell = row.id.map({ UnsafeBufferPointer(rebasing: block.text.text[$0]) }), let base = cell.baseAddress,
                    let id = Field(base: base, count: cell.count, isQuoted: false).text
                {
                    guard identifiers.insert(cell).isNew else { throw .series(.duplicateSeries(id)) }
                    let place = TraceLocation(file: scanner.file, line: block.firstLine + row.line)
                    try append(id, row.values, row.total, isComplete: !row.hasMissing && !row.values.isEmpty, at: place)
                    rows += 1
                } else {
                    rows += try readFields(blocks.scanner(over: row.range, line: row.line))
                }
            }
            if let place = block.stop {
                rows += try readFields(blocks.rest(from: place))
                break
            }
        }
        if rows == 0 { throw .headerOnly(file: scanner.file) }
        session.finished(scanner.file, rows: rows)
    }

    /// Reads rows cell by cell and returns how many.
    private mutating func readFields(_ scanner: CSVScanner) throws(TraceError) -> Int {
        var rows = 0
        while try scanner.nextRow() {
            let cell = try scanner.identifier(0)
            let id = try scanner.text(cell, column: 0)
            guard identifiers.insert(cell.bytes).isNew else { throw .series(.duplicateSeries(id)) }
            try append(scanner, id)
            rows += 1
        }
        return rows
    }

    private mutating func append(_ scanner: CSVScanner, _ id: String) throws(TraceError) {
        var values: [Float] = []
        values.reserveCapacity(scanner.columns.count - 1)
        var (sum, end) = (TotalAccumulator(), 0)
        for column in 1..<max(1, scanner.columns.count) {
            let value = try scanner.value(column)
            values.append(Float(value))
            if !value.isNaN { end = column }
            sum.add(value)
        }
        // Empty cells at the end are the form of this table, not missing values.
        values.removeLast(values.count - end)
        try append(id, values, sum, isComplete: false, at: scanner.location())
    }

    private mutating func append(
        _ id: String, _ values: [Float], _ sum: TotalAccumulator, isComplete: Bool, at place: TraceLocation
    ) throws(TraceError) {
        let axis = try session.gridAxis(count: values.count)
        if !isComplete { session.noteMissing(values, id: id, axis: axis) { _ in place } }
        total.add(sum)
        drafts.append(SeriesDraft(series: Series(id: id, axis: axis, values: values), total: sum, isComplete: isComplete))
    }

    mutating func finish() throws(TraceError) -> ReadResult {
        let quantity = session.quantity(format: nil, total: total)
        let step = try session.coarserStep(than: session.options.axis ?? .index())
        let finished = try SeriesFinisher(session: session, quantity: quantity, step: step).finish(drafts)
        guard !finished.series.isEmpty else { throw .noValues(file: lastName, reason: "every value is missing or lies in a partial bin") }
        return try ReadResult(finished, total: total, quantity: quantity)
    }
}
