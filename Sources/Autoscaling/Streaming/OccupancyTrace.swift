import Traces

/// Open streams slot by slot, one slot a minute.
public struct OccupancyTrace: Hashable, Sendable {
    /// Slots of a week.
    public static let week = 10_080
    /// Most streams in a slot.
    public static let mostStreams = 100_000

    /// Name for messages and reports.
    public let name: String
    /// Streams of every slot, 0 to ``mostStreams``.
    public let streams: [Int]
    /// Lines of the file that are blank or no number.
    public let skippedLines: Int
    /// The first skipped line if it begins with `#`, without the sign: what a generator says of itself.
    public let comment: String

    /// Makes a trace.
    /// - Precondition: all values lie in `0...mostStreams`.
    public init(name: String, streams: [Int]) { self.init(name: name, streams: streams, skippedLines: 0, comment: "") }

    private init(name: String, streams: [Int], skippedLines: Int, comment: String) {
        precondition(streams.allSatisfy { (0...Self.mostStreams).contains($0) }, "streams lie between 0 and \(Self.mostStreams)")
        (self.name, self.streams, self.skippedLines, self.comment) = (name, streams, skippedLines, comment)
    }

    /// Reads one number a line, one line a slot; what is blank or no number is skipped and counted.
    /// - Parameters:
    ///   - source: where the lines come from; gzip is unpacked.
    ///   - camerasPerRoom: streams of each unit in the file.
    ///   - limit: most bytes.
    /// - Throws: `TraceError` for a number that is negative, not whole or too large, for a file without numbers, and for one that cannot
    ///   be read.
    public init(_ source: ByteSource, camerasPerRoom: Int = 1, limit: Int = 1 << 28) throws(TraceError) {
        precondition(camerasPerRoom >= 1, "\(camerasPerRoom) streams of a room")
        var (streams, skipped, comment) = ([Int](), 0, "")
        for (index, line) in NumberLines.split(try source.contents(atMost: limit)).enumerated() {
            guard let value = NumberLines.number(line), !value.isNaN else {
                skipped += 1
                if skipped == 1, line.first == UInt8(ascii: "#") { comment = NumberLines.text(line.dropFirst()) }
                continue
            }
            guard value >= 0, value <= Double(Self.mostStreams / camerasPerRoom), value == value.rounded() else {
                throw .malformedLine(
                    at: TraceLocation(file: source.name, line: index + 1),
                    expected: "a whole number of streams, 0 to \(Self.mostStreams / camerasPerRoom)", found: NumberLines.excerpt(line))
            }
            streams.append(Int(value) * camerasPerRoom)
        }
        guard !streams.isEmpty else { throw .emptyInput(file: source.name) }
        self.init(name: source.name, streams: streams, skippedLines: skipped, comment: comment)
    }

    /// The slots behind the training weeks, `weeks` of them at most.
    /// - Throws: ``StreamingError/tooShort(trace:slots:required:)`` when there are none.
    public func evaluated(trainingWeeks: Int, weeks: Int = 1) throws(StreamingError) -> Range<Int> {
        precondition(trainingWeeks >= 0 && weeks >= 1, "\(trainingWeeks) training weeks, \(weeks) evaluated")
        let start = trainingWeeks * Self.week
        guard start < streams.count else { throw .tooShort(trace: name, slots: streams.count, required: start + 1) }
        return start..<min(streams.count, start + weeks * Self.week)
    }
}
