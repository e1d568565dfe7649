/// Numbers between blanks, line ends, commas or semicolons: one series per file, on the grid of the options.
///
/// Needs no line to fit into memory: a month of seconds may stand on a single line. `nan`, `null` and `na` are missing values.
struct BareNumbersReader: FormatReader {
    /// No number is longer; a longer run of other bytes is refused.
    private static let maximumNumberBytes = 4_096

    private let session: ReadingSession
    private var drafts: [SeriesDraft] = []
    private var total = TotalAccumulator()
    private var lastName = ""
    /// Whether the files are counts per second of a publisher who is known.
    private let hasCounts: Bool
    /// Whether times are those of a clock, as far as anybody says.
    private var hasRealTimes = true

    /// - Parameter hasCounts: whether the files are counts per second of a publisher who is known.
    init(_ session: ReadingSession, hasCounts: Bool = false) { (self.session, self.hasCounts) = (session, hasCounts) }

    /// Blank, tab, line ends, comma, semicolon.
    static func isSeparator(_ byte: UInt8) -> Bool {
        byte == 0x20 || (byte >= 0x09 && byte <= 0x0d) || byte == 0x2c || byte == 0x3b
    }

    mutating func read(_ opened: OpenedSource) throws(TraceError) {
        let (buffer, name) = (opened.buffer, opened.source.name)
        lastName = name
        var values: [Float] = []
        var (sum, line) = (TotalAccumulator(), 1)
        var missing: [(index: Int, line: Int)] = []
        while true {
            // Looks for the end of the next number from where the window begins.
            var index = 0
            let (first, count) = (buffer.bytes + buffer.start, buffer.available)
            var numberStart = 0
            while index <= count {
                let isEnd = index == count
                if isEnd, !buffer.isAtEnd { break }
                if isEnd || Self.isSeparator(first[index]) {
                    if index > numberStart {
                        let value = try self.value(first + numberStart, index - numberStart, TraceLocation(file: name, line: line))
                        if value.isNaN { missing.append((values.count, line)) }
                        sum.add(value)
                        values.append(Float(value))
                    }
                    if !isEnd, first[index] == 0x0a { line += 1 }
                    numberStart = index + 1
                }
                index += 1
            }
            buffer.start += min(numberStart, count)
            if buffer.available > Self.maximumNumberBytes {
                let bytes = UnsafeBufferPointer(start: UnsafePointer(buffer.bytes + buffer.start), count: buffer.available)
                throw .notANumber(at: TraceLocation(file: name, line: line), found: Excerpt.quote(bytes))
            }
            if buffer.isAtEnd { break }
            _ = try buffer.fill()
        }
        if values.isEmpty { throw .emptyInput(file: name) }
        let rows = values.count
        let counts = session.options.axis == nil ? SecondCounts.find(opened.source) : nil
        let axis = try self.axis(count: rows, counts)
        var next = missing.startIndex
        session.noteMissing(values, id: opened.source.stem, axis: axis) { index in
            while next < missing.count, missing[next].index < index { next += 1 }
            return TraceLocation(file: name, line: next < missing.count ? missing[next].line : nil)
        }
        if let counts, counts.start == nil, session.options.origin == nil { hasRealTimes = false }
        if let joint = counts?.joint { try part(&values, at: joint, axis, opened.source) }
        total.add(sum)
        drafts.append(SeriesDraft(series: Series(id: opened.source.stem, axis: axis, values: values), total: sum))
        session.finished(name, rows: rows)
    }

    /// The grid of a file: that of the options, of counts whose publisher is known, or positions.
    private func axis(count: Int, _ counts: SecondCounts?) throws(TraceError) -> TimeAxis {
        guard let counts else { return try session.gridAxis(count: count) }
        let step = TimeAxis.nanosecondsPerSecond
        session.assume(.formatStep(.secondCounts, .nanoseconds(step)))
        if counts.start != nil { session.assume(.universalTime) }
        let start = counts.start ?? session.origin(of: .sinceBeginning)
        return try session.gridAxis(count: count, usual: TimeAxis(kind: .clock, start: start, step: step))
    }

    /// Puts the time back that is missing between two logs.
    private func part(
        _ values: inout [Float], at joint: (index: Int, time: Int64), _ axis: TimeAxis, _ source: ByteSource
    ) throws(TraceError) {
        guard values.count > joint.index else { return }
        let time = axis.time(at: joint.index)
        let absent = Int((joint.time - time) / axis.step)
        values.insert(contentsOf: repeatElement(.nan, count: absent), at: joint.index)
        session.log.add(.gap, count: absent) {
            Finding(
                kind: .gap, series: source.stem, time: axis.format(time), location: TraceLocation(file: source.name), count: absent)
        }
    }

    private func value(_ base: UnsafePointer<UInt8>, _ count: Int, _ place: TraceLocation) throws(TraceError) -> Double {
        var value = 0.0
        let outcome = NumberParser.parse(base, count, into: &value)
        if outcome == .number, value.magnitude < 0x1p128, Float(value).isFinite { return value }
        let found = Excerpt.quote(UnsafeBufferPointer(start: base, count: count))
        switch outcome {
        case .missing: return .nan
        case .infinite: throw .infiniteNumber(at: place, found: found)
        case .malformed: throw .notANumber(at: place, found: found)
        case .number, .outOfRange: throw .numberOutOfRange(at: place, found: found)
        }
    }

    mutating func finish() throws(TraceError) -> ReadResult {
        let quantity = session.quantity(format: hasCounts ? .count("requests") : nil, total: total)
        let calendar = DemandCalendar(timeOfDayIsReal: hasRealTimes, dayOfWeekIsReal: hasRealTimes)
        let step = try session.coarserStep(than: drafts.first?.series.axis ?? .index())
        let finished = try SeriesFinisher(session: session, quantity: quantity, step: step).finish(drafts)
        guard !finished.series.isEmpty else { throw .noValues(file: lastName, reason: "every value is missing or lies in a partial bin") }
        return try ReadResult(finished, total: total, quantity: quantity, calendar: calendar)
    }
}
