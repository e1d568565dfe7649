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
        var rows = 0
        while try scanner.nextRow() {
            let cell = try scanner.identifier(0)
            let id = try scanner.text(cell, column: 0)
            guard identifiers.insert(cell.bytes).isNew else { throw .series(.duplicateSeries(id)) }
            try append(scanner, id)
            rows += 1
        }
        if rows == 0 { throw .headerOnly(file: scanner.file) }
        session.finished(scanner.file, rows: rows)
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
        let axis = try session.gridAxis(count: values.count)
        let place = scanner.location()
        session.noteMissing(values, id: id, axis: axis) { _ in place }
        total.add(sum)
        drafts.append(SeriesDraft(series: Series(id: id, axis: axis, values: values), total: sum))
    }

    mutating func finish() throws(TraceError) -> ReadResult {
        let quantity = session.quantity(format: nil, total: total)
        let step = try session.coarserStep(than: session.options.axis ?? .index())
        let finished = try SeriesFinisher(session: session, quantity: quantity, step: step).finish(drafts)
        guard !finished.series.isEmpty else { throw .noValues(file: lastName, reason: "every value is missing or lies in a partial bin") }
        return try ReadResult(finished, total: total, quantity: quantity)
    }
}
