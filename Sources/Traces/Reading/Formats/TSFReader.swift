/// Monash `.tsf`: `@attribute` and `@frequency` lines, then behind `@data` one series a line, `ATTRIBUTE:…:VALUE,VALUE,…`; `?` is missing.
///
/// Steps of months and more have no constant length: their series are positions from 0. So are those without a start or a frequency.
struct TSFReader: FormatReader {
    private struct Attribute {
        var name: String
        var isDate: Bool
    }

    private let session: ReadingSession
    private var drafts: [SeriesDraft] = []
    private var total = TotalAccumulator()
    private var ids = Set<String>()
    private var lastName = ""

    init(_ session: ReadingSession) { self.session = session }

    /// Seconds of the frequencies that have a constant length.
    private static let frequencies: [String: Int64] = [
        "seconds": 1, "minutely": 60, "minutes": 60, "half_hourly": 1_800, "hourly": 3_600, "daily": 86_400, "weekly": 604_800,
    ]

    /// Nanoseconds of `10_minutes`, `4_seconds`, `half_hourly`; nil for months, quarters and years.
    private static func step(_ frequency: String) -> Int64? {
        if let seconds = frequencies[frequency] { return seconds * TimeAxis.nanosecondsPerSecond }
        let parts = frequency.split(separator: "_")
        guard parts.count == 2, let count = Int64(parts[0]), (1...86_400).contains(count), let unit = frequencies[String(parts[1])] else {
            return nil
        }
        return count * unit * TimeAxis.nanosecondsPerSecond
    }

    mutating func read(_ opened: OpenedSource) throws(TraceError) {
        lastName = opened.source.name
        var lines = LineReader(opened, options: session.options)
        var (attributes, frequency) = ([Attribute](), String?.none)
        var isData = false
        while !isData, try lines.next() {
            guard lines.text.first != UInt8(ascii: "#") else { continue }
            guard lines.text.first == UInt8(ascii: "@") else {
                throw .malformedLine(
                    at: lines.location(), expected: "a line that begins with # or @ before @data", found: Excerpt.quote(lines.text))
            }
            let words = String(decoding: lines.text.prefix(256), as: UTF8.self).split { $0 == " " || $0 == "\t" }.map(String.init)
            switch words[0].lowercased() {
            case "@data": isData = true
            case "@attribute":
                guard words.count >= 3 else {
                    throw .malformedLine(at: lines.location(), expected: "@attribute NAME TYPE", found: Excerpt.quote(lines.text))
                }
                attributes.append(Attribute(name: words[1], isDate: words[2].lowercased() == "date"))
            case "@frequency": frequency = words.count > 1 ? words[1].lowercased() : nil
            default: break
            }
        }
        guard isData else { throw .headerOnly(file: lastName) }
        guard !attributes.isEmpty else {
            throw .malformedLine(at: lines.location(), expected: "@attribute lines before @data", found: "none")
        }
        let step = frequency.flatMap(Self.step)
        if let frequency, step == nil { session.assume(.positions(frequency: frequency)) }
        var rows = 0
        while try lines.next() {
            if lines.text.first == UInt8(ascii: "#") { continue }
            try append(lines, attributes, step: step)
            rows += 1
        }
        if rows == 0 { throw .headerOnly(file: lastName) }
        session.finished(lastName, rows: rows)
    }

    /// Takes the series on a line.
    private mutating func append(_ lines: LineReader, _ attributes: [Attribute], step: Int64?) throws(TraceError) {
        // Colons stand between attributes; there is none among the values.
        let parts = lines.text.split(separator: UInt8(ascii: ":"), maxSplits: attributes.count, omittingEmptySubsequences: false)
        guard parts.count == attributes.count + 1 else {
            throw .malformedLine(
                at: lines.location(), expected: "\(attributes.count) attributes and values between colons", found: Excerpt.quote(lines.text)
            )
        }
        var (id, start) = (String?.none, Int64?.none)
        var labels: [String: String] = [:]
        for (attribute, part) in zip(attributes, parts) {
            let bytes = UnsafeBufferPointer(rebasing: part)
            guard let base = bytes.baseAddress, let text = Field(base: base, count: bytes.count, isQuoted: false).trimmed.text else {
                throw .invalidText(at: lines.location(column: attribute.name), found: Excerpt.quote(bytes))
            }
            if attribute.isDate {
                start = try date(text, lines.location(column: attribute.name))
            } else if id == nil || attribute.name == "series_name" {
                id = text
            } else {
                labels[attribute.name] = text
            }
        }
        let name = id ?? "T\(drafts.count + 1)"
        guard !name.isEmpty else { throw .emptyIdentifier(at: lines.location()) }
        guard ids.insert(name).inserted else { throw .series(.duplicateSeries(name)) }
        let (values, sum) = try self.values(parts[attributes.count], lines)
        let usual = start.flatMap { start in step.map { TimeAxis(kind: .clock, start: start, step: $0) } }
        let axis = try session.gridAxis(count: values.count, usual: usual)
        let place = lines.location()
        session.noteMissing(values, id: name, axis: axis) { _ in place }
        total.add(sum)
        drafts.append(SeriesDraft(series: Series(id: name, axis: axis, values: values, labels: labels), total: sum))
    }

    private func values(_ cells: Slice<UnsafeBufferPointer<UInt8>>, _ lines: LineReader) throws(TraceError) -> ([Float], TotalAccumulator) {
        var (values, sum) = ([Float](), TotalAccumulator())
        for cell in cells.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            let bytes = UnsafeBufferPointer(rebasing: cell)
            var value = 0.0
            if let base = bytes.baseAddress, bytes.count > 0 {
                let field = Field(base: base, count: bytes.count, isQuoted: false).trimmed
                if field.count == 1, field.base[0] == UInt8(ascii: "?") {
                    value = .nan
                } else {
                    guard let number = PlainCell.value(field) else {
                        throw .notANumber(at: lines.location(column: "value \(values.count + 1)"), found: Excerpt.quote(bytes))
                    }
                    value = number
                }
            } else {
                throw .notANumber(at: lines.location(column: "value \(values.count + 1)"), found: "nothing; a missing value is ?")
            }
            sum.add(value)
            values.append(Float(value))
        }
        return (values, sum)
    }

    /// `YYYY-MM-DD hh-mm-ss`, as UTC.
    private func date(_ text: String, _ place: TraceLocation) throws(TraceError) -> Int64 {
        var bytes = Array(text.utf8)
        if bytes.count == 19, bytes[13] == 0x2d, bytes[16] == 0x2d { (bytes[13], bytes[16]) = (0x3a, 0x3a) }
        var parser = TimestampParser(unit: nil, clock: session.options.wallClock)
        do throws(TimestampFault) {
            switch try parser.parse(String(decoding: bytes, as: UTF8.self)) {
            case .clock(let time), .repeated(earlier: let time, later: _):
                if session.options.wallClock.name == WallClock.utc.name { session.assume(.universalTime) }
                return time
            case .index: throw TimestampFault(reason: "expected YYYY-MM-DD hh-mm-ss")
            }
        } catch {
            throw .invalidTime(at: place, found: Excerpt.quote(text), reason: error.reason)
        }
    }

    mutating func finish() throws(TraceError) -> ReadResult {
        let quantity = session.quantity(format: nil, total: total)
        let axis = drafts.first?.series.axis ?? .index()
        let finished = try SeriesFinisher(session: session, quantity: quantity, step: try session.coarserStep(than: axis)).finish(drafts)
        guard !finished.series.isEmpty else { throw .noValues(file: lastName, reason: "every value is missing or lies in a partial bin") }
        return try ReadResult(finished, total: total, quantity: quantity)
    }
}
