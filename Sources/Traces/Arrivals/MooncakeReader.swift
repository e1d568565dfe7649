import FoundationEssentials

/// Mooncake: one JSON object per line, `{"timestamp": ms, "input_length": tokens, "output_length": tokens, …}`, times from the beginning
/// of the trace.
struct MooncakeReader: ArrivalFormatReader {
    private struct Request: Decodable {
        var timestamp: Double
        var input_length: Int64?
        var output_length: Int64?
    }

    private let session: ReadingSession
    /// What is counted for series; `nil` for requests one by one.
    private let measures: [EventMeasure]?

    init(_ session: ReadingSession, measures: [EventMeasure]? = nil) {
        self.session = session
        self.measures = measures
    }

    mutating func read(_ opened: OpenedSource, into log: inout ArrivalLog) throws(TraceError) {
        var lines = LineReader(opened, options: session.options)
        let stem = opened.source.stem
        let numbers = (measures ?? []).map { log.number(of: "\(stem)-\($0.rawValue)") }
        let one = measures == nil ? log.number(of: stem) : 0
        var (rows, order) = (0, ArrivalOrder())
        while try lines.next() {
            let request = try JSONLine.decode(Request.self, lines)
            guard let time = JSONLine.nanoseconds(milliseconds: request.timestamp) else {
                throw .invalidTime(
                    at: lines.location(column: "timestamp"), found: "\(request.timestamp)",
                    reason: "expected milliseconds from the beginning of the trace, 0 to ten years")
            }
            try order.take(time, of: stem, session) { (lines.location(), "\(request.timestamp) ms") }
            if measures == nil { log.append(time, to: one) }
            for (number, measure) in zip(numbers, measures ?? []) {
                let amount =
                    switch measure {
                    case .requests: Int64?(1)
                    case .contextTokens: request.input_length
                    case .generatedTokens: request.output_length
                    }
                guard let amount, amount >= 0, amount <= 1 << 53 else {
                    throw .notACount(
                        at: lines.location(column: measure == .contextTokens ? "input_length" : "output_length"),
                        found: amount.map(String.init) ?? "nothing")
                }
                log.append(time, amount: amount, to: number)
            }
            rows += 1
        }
        session.finished(opened.source.name, rows: rows)
    }
}
