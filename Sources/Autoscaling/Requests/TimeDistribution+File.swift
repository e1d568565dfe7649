import Traces

extension TimeDistribution {
    /// A sample from a file: one time in seconds a line; blank lines count for nothing.
    /// - Parameters:
    ///   - source: where the lines come from; gzip is unpacked.
    ///   - limit: most bytes.
    /// - Throws: `TraceError` for a line that is no time of 0 s or more, for a file without any, and for one that cannot be read.
    public init(contentsOf source: ByteSource, limit: Int = 1 << 28) throws(TraceError) {
        var times: [Double] = []
        for (index, line) in NumberLines.split(try source.contents(atMost: limit)).enumerated() where !line.isEmpty {
            guard let time = NumberLines.number(line), time >= 0, time.isFinite else {
                throw .malformedLine(
                    at: TraceLocation(file: source.name, line: index + 1), expected: "a time in seconds, 0 or more",
                    found: NumberLines.excerpt(line))
            }
            times.append(time)
        }
        guard !times.isEmpty else { throw .emptyInput(file: source.name) }
        self = .sample(times)
    }
}
