import Traces

extension StreamLatency {
    /// Reads one file of measured latencies for each load: the first file for one stream on an instance, the second for two, and so on.
    ///
    /// One value a line in milliseconds; blank lines are passed over.
    /// - Parameters:
    ///   - files: sources by load, at least one.
    ///   - limit: most bytes of a file.
    /// - Throws: `TraceError` with file and line of what is no latency, for a file without any, and for one that cannot be read.
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
