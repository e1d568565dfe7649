#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Azure Functions 2019: one row per function, one column per minute, one file per day.
///
/// Days are joined by owner, application and function; a function that is absent from a day was not called: zeros. Minutes that no
/// file covers are missing. Rows are read straight from bytes to values; whatever is unusual goes through the fields one by one, which
/// finds the column of an error.
struct AzureFunctions2019Reader: FormatReader {
    private struct Function {
        var function: String
        var app: String
        var owner: String
        var trigger: String
        var values: [Float] = []
        var total = TotalAccumulator()
        /// Rows merged into the current file's minutes, for running means.
        var merged = 1
    }

    private static let nanosecondsPerMinute = 60 * TimeAxis.nanosecondsPerSecond

    private let session: ReadingSession
    private var plan: ArraySlice<AzureDayPlan.Entry>
    private var identifiers = IdentifierTable()
    private var functions: [Function] = []
    /// First minute of the trace, from the beginning of its first day.
    private var firstMinute: Int?
    /// What a function without calls looks like so far: 0 where a file covers the minute, NaN elsewhere.
    private var template: [Float] = []
    /// Position at which the minutes of the current file begin.
    private var fileStart = 0
    private var row: [Float] = []
    private var key: [UInt8] = []
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
        try place(layout, day: plan.popFirst()?.day ?? 0, file: scanner.file)
        row = [Float](repeating: 0, count: layout.minutes.count)
        let separator = try opened.separator(asked: session.options.separator)
        var rows = 0
        while try scanner.advance() {
            var total = TotalAccumulator()
            var names = layout.isStraight && scanner.isPlain ? readStraight(scanner, layout, separator, &total) : nil
            if names == nil {
                try scanner.splitRow()
                names = try layout.names(scanner)
                total = try readFields(scanner, layout, names)
            }
            if let names { try store(scanner, layout, names, total) }
            rows += 1
        }
        if rows == 0 { throw .headerOnly(file: scanner.file) }
        session.finished(scanner.file, rows: rows)
    }

    /// Finds the place of a file on the grid; files come in the order of time, parts of the same day one after the other.
    private mutating func place(_ layout: AzureFunctionsLayout, day: Int, file: String) throws(TraceError) {
        let minute = day * 1_440 + layout.firstMinute
        let first = firstMinute ?? minute
        firstMinute = first
        let start = minute - first
        if start >= template.count {
            template.append(contentsOf: repeatElement(.nan, count: start - template.count))
            template.append(contentsOf: repeatElement(0, count: layout.minutes.count))
            for index in functions.indices { functions[index].merged = 1 }
        } else if start != fileStart || start + layout.minutes.count != template.count {
            throw .misplacedFile(
                file: file, reason: "its minutes overlap those of the files before it only in part; give files in the order of time")
        }
        fileStart = start
    }

    /// Reads a whole row from its bytes; `nil` when it has anything but names and plain counts.
    private mutating func readStraight(
        _ scanner: CSVScanner, _ layout: AzureFunctionsLayout, _ separator: UInt8, _ total: inout TotalAccumulator
    ) -> AzureFunctionNames? {
        let record = scanner.record
        guard var next = record.baseAddress else { return nil }
        let end = next + record.count
        var names = AzureFunctionNames()
        for column in 0..<(scanner.columns.count - layout.minutes.count) {
            guard let found = memchr(next, Int32(separator), end - next) else { return nil }
            let count = UnsafeRawPointer(next).distance(to: found)
            names.set(Field(base: next, count: count, isQuoted: false).trimmed, column: column, layout)
            next += count + 1
        }
        guard let function = names.function, function.count > 0 else { return nil }
        var sum: Int64 = 0
        let isRead = row.withUnsafeMutableBufferPointer { row in
            row.baseAddress.map { CountParser.parse(next, end, separator: separator, into: $0, count: row.count, sum: &sum) } ?? false
        }
        guard isRead else { return nil }
        total.add(sum)
        return names
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
                time: TimeAxis.Kind.clock.format(time(fileStart + range.lowerBound)),
                location: scanner.location(column: layout.minutes[range.lowerBound]), count: range.count)
        }
    }

    private mutating func store(
        _ scanner: CSVScanner, _ layout: AzureFunctionsLayout, _ names: AzureFunctionNames, _ total: TotalAccumulator
    ) throws(TraceError) {
        names.key(into: &key)
        let found = key.withUnsafeBufferPointer { identifiers.insert($0) }
        if found.isNew {
            functions.append(try describe(scanner, layout, names))
            functions[found.index].values.reserveCapacity(template.count)
        }
        functions[found.index].total.add(total)
        let known = functions[found.index].values.count
        if known <= fileStart {
            functions[found.index].values.append(contentsOf: template[known..<fileStart])
            functions[found.index].values.append(contentsOf: row)
            functions[found.index].merged = 1
        } else {
            try merge(scanner, into: found.index)
        }
    }

    private func describe(
        _ scanner: CSVScanner, _ layout: AzureFunctionsLayout, _ names: AzureFunctionNames
    ) throws(TraceError) -> Function {
        func text(_ field: Field?, _ column: Int?) throws(TraceError) -> String {
            guard let field, let column else { return "" }
            return try scanner.text(field, column: column)
        }
        return Function(
            function: try text(names.function, layout.function), app: try text(names.app, layout.app),
            owner: try text(names.owner, layout.owner), trigger: try text(names.trigger, layout.trigger))
    }

    /// The function has these minutes already.
    private mutating func merge(_ scanner: CSVScanner, into index: Int) throws(TraceError) {
        let series = String(functions[index].function.prefix(ShortIdentifiers.prefix))
        let time = TimeAxis.Kind.clock.format(time(fileStart))
        session.log.add(.duplicateTime, count: row.count) {
            Finding(kind: .duplicateTime, series: series, time: time, location: scanner.location(), count: row.count)
        }
        functions[index].merged += 1
        let share = 1 / Double(functions[index].merged)
        let policy = session.options.duplicates
        if policy == .error { throw .duplicateTimes(at: scanner.location(), series: series, time: time, count: row.count) }
        for (offset, new) in row.enumerated() where !new.isNaN {
            let old = functions[index].values[fileStart + offset]
            let value: Float =
                switch policy {
                case .error, .first: old.isNaN ? new : old
                case .last: new
                case .sum: old.isNaN ? new : Float(Double(old) + Double(new))
                case .mean: old.isNaN ? new : Float(Double(old) + (Double(new) - Double(old)) * share)
                }
            functions[index].values[fileStart + offset] = value
        }
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
        let names = ShortIdentifiers.make(functions.map { ($0.function, $0.app, $0.owner) })
        var total = TotalAccumulator()
        var drafts: [SeriesDraft] = []
        drafts.reserveCapacity(functions.count)
        for index in functions.indices {
            let one = functions[index]
            functions[index].values = []
            var labels = ["function": one.function]
            for (name, value) in [("owner", one.owner), ("app", one.app), ("trigger", one.trigger)] where !value.isEmpty {
                labels[name] = value
            }
            total.add(one.total)
            let values = one.values.count < template.count ? one.values + template[one.values.count...] : one.values
            drafts.append(SeriesDraft(series: Series(id: names[index], axis: axis, values: values, labels: labels), total: one.total))
        }
        functions = []
        let finished = try SeriesFinisher(session: session, quantity: quantity, step: step).finish(drafts)
        guard !finished.series.isEmpty else { throw .noValues(file: lastName, reason: "every value is missing or lies in a partial bin") }
        // The minute of the day is as recorded; which day of the week it was is not known.
        let calendar = DemandCalendar(timeOfDayIsReal: true, dayOfWeekIsReal: false)
        return try ReadResult(finished, total: total, quantity: quantity, calendar: calendar)
    }

    /// Minutes between files are missing in every series.
    private func noteUncovered(_ axis: TimeAxis) {
        var index = 0
        while let start = template[index...].firstIndex(where: \.isNaN) {
            let end = template[start...].firstIndex { !$0.isNaN } ?? template.count
            session.log.add(.gap, count: (end - start) * functions.count) {
                Finding(kind: .gap, series: "all series", time: axis.format(axis.time(at: start)), count: end - start)
            }
            index = end
        }
    }
}
