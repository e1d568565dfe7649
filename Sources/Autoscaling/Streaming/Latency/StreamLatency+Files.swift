import Traces

extension StreamLatency {
    /// Reads one file of measured latencies for each load: the first file for one stream on an instance, the second for two, and so on.
    ///
    /// One value a line in milliseconds; blank lines are passed over.
    /// - Parameters:
    ///   - files: sources by load, at least one.
    ///   - limit: most bytes of a file.
    /// - Throws: ``TraceError`` with file and line of what is no latency, for a file without any, and for one that cannot be read.
    public static func samples(_ files: [ByteSource], limit: Int = 1 << 28) throws(TraceError) -> StreamLatency {
        precondition(!files.isEmpty, "measured latencies begin with one stream on an instance")
        var curves: [LatencyCurve] = []
        for file in files { curves.append(LatencyCurve(sample: try sample(file, limit: limit))) }
        return StreamLatency(curves: curves, source: files.map(\.name).joined(separator: ", "))
    }

    private static func sample(_ file: ByteSource, limit: Int) throws(TraceError) -> [Double] {
        let bytes = try file.contents(atMost: limit)
        var values: [Double] = []
        for (index, line) in NumberLines.split(bytes).enumerated() where !line.isEmpty {
            guard let value = NumberLines.number(line), value >= 0, value.isFinite else {
                throw .malformedLine(
                    at: TraceLocation(file: file.name, line: index + 1), expected: "a latency in milliseconds, 0 or more",
                    found: NumberLines.excerpt(line))
            }
            values.append(value)
        }
        guard !values.isEmpty else { throw .emptyInput(file: file.name) }
        return values
    }
}

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
