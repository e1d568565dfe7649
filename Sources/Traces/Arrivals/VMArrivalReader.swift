/// Virtual machines of Azure V1 as they were created: a line per 5 minutes with arrivals, `SECONDS FLAVOUR,FLAVOUR,|,FLAVOUR…`.
///
/// Flavours are letters; `|` stands between batches of one tenant. All machines of a line arrive at its time. Times that have no line
/// had no arrivals.
struct VMArrivalReader: ArrivalFormatReader {
    /// Distance of lines in nanoseconds.
    static let step = 300 * TimeAxis.nanosecondsPerSecond

    private let session: ReadingSession

    init(_ session: ReadingSession) { self.session = session }

    mutating func read(_ opened: OpenedSource, into log: inout ArrivalLog) throws(TraceError) {
        var lines = LineReader(opened, options: session.options)
        var (rows, order) = (0, ArrivalOrder())
        while try lines.next() {
            let blank = lines.text.firstIndex { $0 == 0x20 || $0 == 0x09 } ?? lines.text.count
            var seconds = 0.0
            guard let base = lines.text.baseAddress, NumberParser.parse(base, blank, into: &seconds) == .number,
                let time = InvocationParser.nanoseconds(seconds)
            else {
                throw .invalidTime(
                    at: lines.location(column: "1"), found: Excerpt.quote(UnsafeBufferPointer(rebasing: lines.text[..<blank])),
                    reason: "expected seconds from the beginning of the trace")
            }
            try order.take(time, of: "all flavours", session) { (lines.location(), "\(seconds) s") }
            for cell in lines.text[blank...].split(separator: 0x2c, omittingEmptySubsequences: false) {
                let flavour = cell.filter { $0 != 0x20 && $0 != 0x09 }
                if flavour == [0x7c] { continue }
                guard flavour.count == 1, let letter = flavour.first, (0x61...0x7a).contains(letter | 0x20) else {
                    throw .malformedLine(
                        at: lines.location(), expected: "flavours, letters between commas, or | between batches",
                        found: Excerpt.quote(UnsafeBufferPointer(rebasing: cell)))
                }
                log.append(time, to: log.number(of: String(UnicodeScalar(letter))))
            }
            log.covered = (min(log.covered.from ?? time, time), max(log.covered.to ?? 0, time + Self.step))
            rows += 1
        }
        session.finished(opened.source.name, rows: rows)
    }
}
