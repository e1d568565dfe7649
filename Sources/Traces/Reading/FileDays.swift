/// How several files of daily invocation tables follow each other in time.
public enum FileDays: String, Hashable, Sendable, Codable, CaseIterable {
    /// By the day number in the names (`….d03.csv`) when every file has one, otherwise one day after the other as given.
    case automatic
    /// All files are parts of the same day.
    case sameDay = "same-day"

    /// The day number in a file name, `day_2`, `d02` or `day-2` between other characters than letters and digits; `nil` without one.
    static func number(in stem: String) -> Int? {
        func isWordByte(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20) }
        let bytes = Array(stem.utf8)
        var result: Int?
        for start in bytes.indices where bytes[start] | 0x20 == 0x64 && (start == 0 || !isWordByte(bytes[start - 1])) {
            var at = start + 1
            if at + 1 < bytes.count, bytes[at] | 0x20 == 0x61, bytes[at + 1] | 0x20 == 0x79 {
                at += 2
                if at < bytes.count, bytes[at] == 0x5f || bytes[at] == 0x2d { at += 1 }
            }
            let digits = bytes[at...].prefix { (0x30...0x39).contains($0) }
            guard (1...3).contains(digits.count), digits.endIndex == bytes.count || !isWordByte(bytes[digits.endIndex]) else { continue }
            result = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        }
        return result
    }
}
