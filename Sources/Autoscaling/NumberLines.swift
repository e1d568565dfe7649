/// Files of one number a line.
enum NumberLines {
    /// Lines without white space around them.
    static func split(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines.map { line in
            let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0d }
            let front = line.drop(while: isBlank)
            return front.prefix((front.lastIndex { !isBlank($0) } ?? front.startIndex - 1) - front.startIndex + 1)
        }
    }

    /// The number that a line is, if it is one.
    static func number(_ line: ArraySlice<UInt8>) -> Double? { line.count <= 64 ? Double(String(decoding: line, as: UTF8.self)) : nil }

    /// The begin of a line, for messages.
    static func excerpt(_ line: ArraySlice<UInt8>) -> String {
        let begin = line.prefix(40)
        return "\"\(text(begin))\(begin.count < line.count ? "…" : "")\""
    }

    /// At most 1000 bytes of a line as printable text, without blanks in front.
    static func text(_ line: ArraySlice<UInt8>) -> String {
        let bytes = line.prefix(1_000).drop { $0 == 0x20 }.map { (0x20..<0x7f).contains($0) ? $0 : UInt8(ascii: "?") }
        return String(decoding: bytes, as: UTF8.self)
    }
}
