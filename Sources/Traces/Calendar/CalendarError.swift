/// What can be wrong with a time zone or a holiday table.
public enum CalendarError: Error, Equatable, Sendable {
    /// A zone name that is none: it would leave the folder, or has characters that zone names do not have.
    case invalidZoneName(String)
    /// No file of this name in the folder of the zone database.
    case unknownZone(String, folder: String)
    /// The bytes of a zone are not a time zone file (RFC 8536); `offset` is the byte where it was noticed.
    case malformedZone(String, offset: Int, reason: String)
    /// A file could not be read.
    case unreadable(path: String, reason: String)
    /// A line of a holiday table does not begin with a date.
    case invalidHoliday(source: String, line: Int, found: String)
}

extension CalendarError: CustomStringConvertible {
    /// One sentence: what was expected, what was found, where, what to do.
    public var description: String {
        switch self {
        case .invalidZoneName(let name):
            "\(Self.shown(name)) is no time zone name; expected a name like Europe/Berlin, UTC or +05:30"
        case .unknownZone(let name, let folder):
            "no time zone \(Self.shown(name)) in \(folder); install the package tzdata or give a name like Europe/Berlin, or an offset like +05:30"
        case .malformedZone(let name, let offset, let reason):
            "time zone \(Self.shown(name)) is not a valid TZif file at byte \(offset): \(reason); reinstall the package tzdata"
        case .unreadable(let path, let reason): "cannot read \(path): \(reason)"
        case .invalidHoliday(let source, let line, let found):
            "\(source) line \(line): expected a date like 2026-12-25 in the first column, found \(Self.shown(found))"
        }
    }

    // Names and lines come from outside: shown in quotes, cut, control characters escaped.
    private static func shown(_ text: String) -> String {
        let cut = text.unicodeScalars.prefix(60).map { $0.value < 32 ? "\\u{\(String($0.value, radix: 16))}" : String($0) }.joined()
        return "\"" + cut + (text.unicodeScalars.count > 60 ? "…" : "") + "\""
    }
}
