/// Reads the column of times of a table and holds that all of them are of one kind.
struct TimeColumn {
    private var parser: TimestampParser
    /// Clock or positions; known after the first row.
    private(set) var kind: TimeAxis.Kind?

    init(_ options: TraceReadingOptions) { parser = TimestampParser(unit: options.timeUnit, clock: options.wallClock) }

    /// Whether a time without a zone was read.
    var hasSeenLocalTime: Bool { parser.hasSeenLocalTime }

    /// The time in a cell.
    /// - Parameter last: the time before it in the same series. When the local clock showed the hour twice, it tells which one is meant:
    ///   the first until it is passed, then the second.
    mutating func read(_ scanner: CSVScanner, column: Int, after last: Int64?) throws(TraceError) -> Int64 {
        let cell = scanner.field(column)
        let parsed: ParsedTime
        do {
            parsed = try parser.parse(cell)
        } catch {
            throw .invalidTime(at: scanner.location(column: column), found: Excerpt.quote(cell.bytes), reason: error.reason)
        }
        let (found, time): (TimeAxis.Kind, Int64) =
            switch parsed {
            case .clock(let time): (.clock, time)
            case .repeated(let earlier, let later): (.clock, last.map { $0 >= earlier } ?? false ? later : earlier)
            case .index(let position): (.index, position)
            }
        if kind == nil { kind = found }
        guard kind == found else { throw .mixedTimes(at: scanner.location(column: column), found: Excerpt.quote(cell.bytes)) }
        return time
    }
}
