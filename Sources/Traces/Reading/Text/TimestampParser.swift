/// A time as a cell of a table says it.
enum ParsedTime: Equatable {
    /// Nanoseconds since 1970-01-01T00:00:00Z.
    case clock(Int64)
    /// A clock time that the local clock showed twice (the hour when daylight saving ends), in nanoseconds.
    case repeated(earlier: Int64, later: Int64)
    /// A plain position.
    case index(Int64)
}

/// Why a cell is no usable time; the text completes a sentence.
struct TimestampFault: Error, Equatable {
    let reason: String

    static let form = TimestampFault(reason: "expected YYYY-MM-DD, YYYY-MM-DDThh:mm:ss with an optional zone, or an integer")
    static let field = TimestampFault(reason: "month, day, hour, minute or second do not exist")
    static let leapSecond = TimestampFault(reason: "a leap second has no place on a regular grid of steps")
    static let range = TimestampFault(reason: "clock times must lie within the years 1700 to 2199")
    static let indexRange = TimestampFault(reason: "plain integers must lie within ±10^15")
    static let decimal = TimestampFault(reason: "a decimal number needs a unit of time (--time-unit s or ms)")
    static let skipped = TimestampFault(reason: "the local clock never showed it (daylight saving began)")
    static let missing = TimestampFault(reason: "every row needs a time")
}

/// Times from bytes: RFC 3339, dates with or without a time of day, integers as positions or as Unix time.
///
/// Exact to the nanosecond; further digits are cut off. The range leaves room on both sides for differences and forecasts in 64 bits.
struct TimestampParser {
    /// Unit of plain numbers; `nil` means that integers are positions.
    let unit: UnixTimeUnit?
    /// What plain numbers with a unit count from, in nanoseconds since 1970; within ``TimeRange``.
    let origin: Int64
    /// Clock of times without a zone.
    let clock: WallClock
    /// Whether a time without a zone was read.
    private(set) var hasSeenLocalTime = false
    /// The ten bytes of the date read last, and its seconds since 1970: neighbouring rows are mostly of one day.
    private var date: (first: UInt64, last: UInt16) = (0, 0)
    private var dateSeconds: Int64 = 0

    init(unit: UnixTimeUnit?, origin: Int64 = 0, clock: WallClock) {
        self.unit = unit
        self.origin = origin
        self.clock = clock
    }

    /// Reads one cell.
    mutating func parse(_ field: Field) throws(TimestampFault) -> ParsedTime {
        let cell = field.trimmed
        if cell.count >= 10, cell.base[4] == 0x2d, cell.base[7] == 0x2d { return try parseDate(cell.base, cell.count) }
        if cell.count == 0 { throw .missing }
        return try parseNumber(cell.base, cell.count)
    }

    /// Reads a text that is no cell of a table.
    mutating func parse(_ text: String) throws(TimestampFault) -> ParsedTime {
        let bytes = Array(text.utf8)
        return try bytes.withUnsafeBufferPointer { buffer throws(TimestampFault) -> ParsedTime in
            guard let base = buffer.baseAddress else { throw .missing }
            return try parse(Field(base: base, count: buffer.count, isQuoted: false))
        }
    }

    /// A time that needs no explanation: nil for faults and for what the clock showed twice.
    @inline(__always)
    mutating func plain(_ field: Field) -> (kind: TimeAxis.Kind, time: Int64)? {
        let hadLocalTime = hasSeenLocalTime
        do throws(TimestampFault) {
            switch try parse(field) {
            case .clock(let time): return (.clock, time)
            case .index(let position): return (.index, position)
            case .repeated: break
            }
        } catch {}
        // Whoever reads the cell again will note it.
        hasSeenLocalTime = hadLocalTime
        return nil
    }

    /// Two digits at `at`, or 255.
    @inline(__always)
    private static func pair(_ base: UnsafePointer<UInt8>, _ at: Int) -> Int64 {
        let (tens, ones) = (base[at] &- 0x30, base[at + 1] &- 0x30)
        return tens <= 9 && ones <= 9 ? Int64(tens * 10 + ones) : 255
    }

    private mutating func parseDate(_ base: UnsafePointer<UInt8>, _ count: Int) throws(TimestampFault) -> ParsedTime {
        let bytes = UnsafeRawPointer(base)
        let date = (bytes.loadUnaligned(as: UInt64.self), bytes.loadUnaligned(fromByteOffset: 8, as: UInt16.self))
        if date != self.date { (dateSeconds, self.date) = (try Self.day(base), date) }
        var seconds = dateSeconds
        var nanoseconds: Int64 = 0
        var at = 10
        if at < count {
            guard base[at] | 0x20 == 0x74 || base[at] == 0x20, count >= 16, base[13] == 0x3a else { throw .form }
            let (hour, minute) = (Self.pair(base, 11), Self.pair(base, 14))
            var second: Int64 = 0
            at = 16
            if at < count, base[at] == 0x3a {
                guard count >= 19 else { throw .form }
                second = Self.pair(base, 17)
                at = 19
                if at < count, base[at] == 0x2e { nanoseconds = try Self.fraction(base, count, &at, digits: 9) }
            }
            guard hour <= 99, minute <= 99, second <= 99 else { throw .form }
            if second == 60 { throw .leapSecond }
            guard hour <= 23, minute <= 59, second <= 59 else { throw .field }
            seconds += hour * 3_600 + minute * 60 + second
        }
        if at == count { return try resolve(seconds, nanoseconds) }
        seconds -= try Self.offset(base + at, count - at)
        return .clock(try Self.joined(seconds, nanoseconds))
    }

    /// Seconds from 1970 to the beginning of the date in the first ten bytes.
    private static func day(_ base: UnsafePointer<UInt8>) throws(TimestampFault) -> Int64 {
        let (century, ofCentury, month, day) = (pair(base, 0), pair(base, 2), pair(base, 5), pair(base, 8))
        guard century <= 99, ofCentury <= 99, month <= 99, day <= 99 else { throw .form }
        let year = century * 100 + ofCentury
        guard month >= 1, month <= 12, day >= 1, day <= CivilDate.daysInMonth(month, year: year) else { throw .field }
        return CivilDate.days(year: year, month: month, day: day) * 86_400
    }

    /// Digits behind a point as a whole number of 10^-digits; `at` is on the point and ends behind the digits.
    private static func fraction(_ base: UnsafePointer<UInt8>, _ count: Int, _ at: inout Int, digits: Int) throws(TimestampFault) -> Int64 {
        at += 1
        let start = at
        var result: Int64 = 0
        while at < count, base[at] &- 0x30 <= 9 {
            if at - start < digits { result = result * 10 + Int64(base[at] - 0x30) }
            at += 1
        }
        guard at > start else { throw .form }
        for _ in min(at - start, digits)..<digits { result *= 10 }
        return result
    }

    /// Seconds east of Greenwich of `Z`, `±hh`, `±hhmm` or `±hh:mm`.
    private static func offset(_ base: UnsafePointer<UInt8>, _ count: Int) throws(TimestampFault) -> Int64 {
        if count == 1, base[0] | 0x20 == 0x7a { return 0 }
        guard base[0] == 0x2b || base[0] == 0x2d, count >= 3 else { throw .form }
        let hours = pair(base, 1)
        var minutes: Int64 = 0
        if count == 5 {
            minutes = pair(base, 3)
        } else if count == 6, base[3] == 0x3a {
            minutes = pair(base, 4)
        } else if count != 3 {
            throw .form
        }
        guard hours <= 99, minutes <= 99 else { throw .form }
        guard hours <= 23, minutes <= 59 else { throw .field }
        return (base[0] == 0x2d ? -1 : 1) * (hours * 3_600 + minutes * 60)
    }

    private mutating func resolve(_ seconds: Int64, _ nanoseconds: Int64) throws(TimestampFault) -> ParsedTime {
        hasSeenLocalTime = true
        // Also keeps absurd dates away from the rules of the zone.
        guard TimeRange.seconds.contains(seconds) else { throw .range }
        switch clock.resolve(seconds) {
        case .unique(let utc): return .clock(try Self.joined(utc, nanoseconds))
        case .repeated(let earlier, let later):
            return .repeated(earlier: try Self.joined(earlier, nanoseconds), later: try Self.joined(later, nanoseconds))
        case .skipped: throw .skipped
        }
    }

    private static func joined(_ seconds: Int64, _ nanoseconds: Int64) throws(TimestampFault) -> Int64 {
        guard TimeRange.seconds.contains(seconds) else { throw .range }
        return seconds * TimeAxis.nanosecondsPerSecond + nanoseconds
    }

    private func parseNumber(_ base: UnsafePointer<UInt8>, _ count: Int) throws(TimestampFault) -> ParsedTime {
        let isNegative = base[0] == 0x2d
        var at = isNegative || base[0] == 0x2b ? 1 : 0
        let start = at
        var whole: Int64 = 0
        while at < count, base[at] &- 0x30 <= 9 {
            let (tens, overflow) = whole.multipliedReportingOverflow(by: 10)
            let (sum, more) = tens.addingReportingOverflow(Int64(base[at] - 0x30))
            if overflow || more { throw unit == nil ? .indexRange : .range }
            whole = sum
            at += 1
        }
        guard at > start else { throw .form }
        guard let unit else {
            if at < count { throw base[at] == 0x2e ? .decimal : .form }
            guard TimeRange.positions.contains(whole) else { throw .indexRange }
            return .index(isNegative ? -whole : whole)
        }
        let below = at < count && base[at] == 0x2e ? try Self.fraction(base, count, &at, digits: unit.fractionDigits) : 0
        guard at == count else { throw .form }
        let (scaled, overflow) = whole.multipliedReportingOverflow(by: unit.nanoseconds)
        let (sum, more) = scaled.addingReportingOverflow(below)
        guard !overflow, !more else { throw .range }
        let (time, isBeyond) = origin.addingReportingOverflow(isNegative ? -sum : sum)
        guard !isBeyond else { throw .range }
        let seconds = time.dividedDown(by: TimeAxis.nanosecondsPerSecond)
        guard TimeRange.seconds.contains(seconds) else { throw .range }
        return .clock(time)
    }
}
