/// Reads the column of times of a table and holds that all of them are of one kind.
struct TimeColumn {
    /// Reads one cell.
    private(set) var parser: TimestampParser
    /// Clock or positions; known after the first row.
    private(set) var kind: TimeAxis.Kind?

    init(_ options: TraceReadingOptions) { parser = TimestampParser(unit: options.timeUnit, clock: options.wallClock) }

    /// Takes plain numbers as times in a unit from a beginning in nanoseconds since 1970.
    mutating func use(unit: UnixTimeUnit, from origin: Int64) {
        wasSeenElsewhere = hasSeenLocalTime
        parser = TimestampParser(unit: unit, origin: origin, clock: parser.clock)
    }

    /// Whether a time without a zone was read.
    var hasSeenLocalTime: Bool { parser.hasSeenLocalTime || wasSeenElsewhere }
    private var wasSeenElsewhere = false

    /// Takes times into account that were parsed elsewhere, with a copy of ``parser``.
    /// - Returns: false, and nothing is noted, when they are of another kind than those before.
    mutating func note(kind found: TimeAxis.Kind, hasSeenLocalTime: Bool) -> Bool {
        guard kind == nil || kind == found else { return false }
        kind = found
        wasSeenElsewhere = wasSeenElsewhere || hasSeenLocalTime
        return true
    }

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
