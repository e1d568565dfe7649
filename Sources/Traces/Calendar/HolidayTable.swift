/// Local dates on which people do not work as on other days.
public struct HolidayTable: Hashable, Sendable {
    /// The dates, ascending, each once.
    public let dates: [CalendarDate]

    /// No holidays.
    public static let none = HolidayTable([])

    /// A table of dates in any order; repeated ones count once.
    public init(_ dates: [CalendarDate]) {
        self.dates = Array(Set(dates)).sorted()
    }

    /// Whether a local date is a holiday. O(log dates).
    public func contains(_ date: CalendarDate) -> Bool {
        var (low, high) = (0, dates.count)
        while low < high {
            let middle = (low + high) / 2
            if dates[middle] == date { return true }
            if dates[middle] < date { low = middle + 1 } else { high = middle }
        }
        return false
    }
}

extension HolidayTable {
    /// Reads a table: one ISO date (`2026-12-25`) at the beginning of each line, alone or before a comma; what follows (a name) is
    /// not looked at.
    ///
    /// Empty lines and lines that begin with `#` are skipped, and so is a header: a first line that does not begin with a digit.
    /// Line feeds with and without carriage return, a byte order mark and quoted dates are accepted.
    /// - Parameters:
    ///   - bytes: the table, UTF-8.
    ///   - source: name for messages.
    /// - Throws: ``CalendarError/invalidHoliday(source:line:found:)`` for the first line that does not begin with a date that exists.
    public init(csv bytes: [UInt8], source: String) throws(CalendarError) {
        var dates: [CalendarDate] = []
        var isFirst = true
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
        for (index, line) in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            let field = line.prefix { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "\r") }
            let trimmed = field.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\t") && $0 != UInt8(ascii: "\"") }
            if line.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r") })
                || trimmed.first == UInt8(ascii: "#")
            {
                continue
            }
            let isHeader = isFirst && !(trimmed.first.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false)
            isFirst = false
            if isHeader { continue }
            guard trimmed.count == 10, let date = CalendarDate(iso: String(decoding: trimmed, as: UTF8.self)) else {
                throw CalendarError.invalidHoliday(
                    source: source, line: index + 1, found: String(decoding: field.prefix(80), as: UTF8.self))
            }
            dates.append(date)
        }
        self.init(dates)
    }

    /// Reads a table from a file of at most 16 MB.
    /// - Throws: ``CalendarError``.
    public init(contentsOf path: String) throws(CalendarError) {
        guard let bytes = try SmallFile.read(path, atMost: 16 << 20) else {
            throw CalendarError.unreadable(path: path, reason: "no such file")
        }
        try self.init(csv: bytes, source: path)
    }
}

extension HolidayTable: Codable {
    /// Reads a list of ISO dates.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let texts = try container.decode([String].self)
        let dates = texts.compactMap { CalendarDate(iso: $0) }
        guard dates.count == texts.count else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "holidays must be dates like 2026-12-25")
        }
        self.init(dates)
    }

    /// Writes a list of ISO dates.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(dates.map(\.description))
    }
}
