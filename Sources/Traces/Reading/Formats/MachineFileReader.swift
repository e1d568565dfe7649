/// One file per machine with a row every 5 minutes and no times: PlanetLab (CPU %) and the machines built from Google's trace of 2011
/// (CPU % and memory %).
struct MachineFileReader: FormatReader {
    /// What a format fixes.
    struct Layout {
        let format: TraceFormat
        /// Columns, separated by blanks.
        let columns: [String]
        /// Values that can be.
        let range: ClosedRange<Double>
        /// The same in words.
        let values: String
        /// Whether files lie in a folder that is named after their day.
        let hasDays: Bool

        /// One integer from 0 to 100 a line.
        static let planetLab = Layout(format: .planetLab, columns: ["cpu"], range: 0...100, values: "a number from 0 to 100", hasDays: true)
        /// CPU and memory in percent of a machine.
        static let google2011 = Layout(
            format: .google2011, columns: ["cpu", "memory"], range: 0...Double(Float.greatestFiniteMagnitude),
            values: "a number, 0 or more", hasDays: false)
    }

    /// Distance of rows in nanoseconds.
    static let step = 300 * TimeAxis.nanosecondsPerSecond

    private let session: ReadingSession
    private let layout: Layout
    private var drafts: [SeriesDraft] = []
    private var total = TotalAccumulator()
    private var lastName = ""

    init(_ session: ReadingSession, layout: Layout) {
        self.session = session
        self.layout = layout
    }

    mutating func read(_ opened: OpenedSource) throws(TraceError) {
        lastName = opened.source.name
        let column = try self.column()
        var lines = LineReader(opened, options: session.options)
        var (values, sum) = ([Float](), TotalAccumulator())
        while try lines.next() {
            let value = try self.value(lines, column)
            sum.add(value)
            values.append(Float(value))
        }
        if values.isEmpty { throw .emptyInput(file: lastName) }
        total.add(sum)
        let day = layout.hasDays ? SourceDay.find(in: opened.source.name) : nil
        let axis = try self.axis(count: values.count, day: day)
        let id = (day.map { "\($0.text)/" } ?? "") + opened.source.stem
        drafts.append(SeriesDraft(series: Series(id: id, axis: axis, values: values), total: sum, isComplete: true))
        session.finished(lastName, rows: values.count)
    }

    private func column() throws(TraceError) -> Int {
        let asked = session.options.columns.value
        if asked == LongTableColumns().value { return 0 }
        guard let column = layout.columns.firstIndex(of: asked) else {
            throw .missingColumn(file: lastName, column: asked, available: layout.columns)
        }
        return column
    }

    private func value(_ lines: LineReader, _ column: Int) throws(TraceError) -> Double {
        let cells = lines.text.split { $0 == 0x20 || $0 == 0x09 }
        guard cells.count == layout.columns.count else {
            throw .raggedRow(at: lines.location(), expected: layout.columns.count, found: cells.count)
        }
        var result = 0.0
        for (index, cell) in cells.enumerated() {
            let place = lines.location(column: layout.columns[index])
            let bytes = UnsafeBufferPointer(rebasing: cell)
            var value = 0.0
            guard let base = bytes.baseAddress, NumberParser.parse(base, bytes.count, into: &value) == .number else {
                throw .notANumber(at: place, found: Excerpt.quote(bytes))
            }
            guard layout.range.contains(value) else {
                throw .malformedLine(at: place, expected: layout.values, found: Excerpt.quote(bytes))
            }
            if index == column { result = value }
        }
        return result
    }

    private func axis(count: Int, day: SourceDay?) throws(TraceError) -> TimeAxis {
        if session.options.axis != nil { return try session.gridAxis(count: count) }
        session.assume(.formatStep(layout.format, .nanoseconds(Self.step)))
        let start = day?.start ?? session.origin(of: .sinceBeginning)
        return try session.gridAxis(count: count, usual: TimeAxis(kind: .clock, start: start, step: Self.step))
    }

    mutating func finish() throws(TraceError) -> ReadResult {
        let quantity = session.options.quantity ?? .gauge("%", lowerBound: 0)
        let step = try session.coarserStep(than: drafts.first?.series.axis ?? .index())
        let finished = try SeriesFinisher(session: session, quantity: quantity, step: step).finish(drafts)
        guard !finished.series.isEmpty else { throw .noValues(file: lastName, reason: "every value is missing or lies in a partial bin") }
        let isDated = layout.hasDays
        let calendar = DemandCalendar(timeOfDayIsReal: isDated, dayOfWeekIsReal: isDated)
        return try ReadResult(finished, total: total, quantity: quantity, calendar: calendar)
    }
}
