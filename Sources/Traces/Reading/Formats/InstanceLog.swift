/// The instances in a log of starts and stops.
struct InstanceLog {
    struct Instance {
        var use: CoreUse.Instance
        /// Number of the node.
        var node: Int
        var isStopped = false
    }

    let name: String
    private(set) var instances: [Instance] = []
    private(set) var nodes: [String] = []
    /// Time of the last row.
    private var last = Int64.min
    private var ids = IdentifierTable()
    private var nodeTable = IdentifierTable()

    private static let startForm = "START SECONDS INSTANCE NODE CORES"
    private static let stopForm = "STOP SECONDS INSTANCE"

    /// First and last time of the log; `nil` when nothing starts.
    var span: (first: Int64, last: Int64)? { instances.map(\.use.start).min().map { ($0, last) } }

    /// Name of an instance, whose bytes may be no text.
    func id(of index: Int) -> String { ids.withBytes(of: index) { String(decoding: $0, as: UTF8.self) } }

    /// Reads a log to its end.
    init(_ opened: OpenedSource, _ session: ReadingSession) throws(TraceError) {
        name = opened.source.stem
        var lines = LineReader(opened, options: session.options)
        var (rows, order) = (0, ArrivalOrder())
        while try lines.next() {
            let words = lines.text.split { $0 == 0x20 || $0 == 0x09 }.map(UnsafeBufferPointer.init(rebasing:))
            let isStart = words[0].elementsEqual("START".utf8)
            guard isStart ? words.count == 5 : words[0].elementsEqual("STOP".utf8) && words.count == 3 else {
                throw .malformedLine(
                    at: lines.location(), expected: "\(Self.startForm) or \(Self.stopForm)", found: Excerpt.quote(lines.text))
            }
            let time = try Self.time(words[1], lines)
            try order.take(time, of: name, session) { (lines.location(), "\(Double(time) / 1e9) s") }
            last = max(last, time)
            if isStart { try start(words, time, lines) } else { try stop(words[2], time, lines, session) }
            rows += 1
        }
        for index in instances.indices where !instances[index].isStopped {
            // Out of order, an end may even be before the beginning of the last one.
            instances[index].use.end = max(last, instances[index].use.start)
            session.log.add(.censored) { [name] in Finding(kind: .censored, series: name) }
        }
        session.finished(opened.source.name, rows: rows)
    }

    private static func time(_ word: UnsafeBufferPointer<UInt8>, _ lines: LineReader) throws(TraceError) -> Int64 {
        var seconds = 0.0
        guard let base = word.baseAddress, NumberParser.parse(base, word.count, into: &seconds) == .number,
            let time = InvocationParser.nanoseconds(seconds)
        else {
            throw .invalidTime(
                at: lines.location(column: "SECONDS"), found: Excerpt.quote(word),
                reason: "expected seconds from the beginning of the trace")
        }
        return time
    }

    private mutating func start(_ words: [UnsafeBufferPointer<UInt8>], _ time: Int64, _ lines: LineReader) throws(TraceError) {
        var cores = 0.0
        guard let base = words[4].baseAddress, NumberParser.parse(base, words[4].count, into: &cores) == .number,
            (1...65_536).contains(cores),
            cores.rounded(.towardZero) == cores
        else { throw .notACount(at: lines.location(column: "CORES"), found: Excerpt.quote(words[4])) }
        // Numbers of names are those of instances.
        guard ids.insert(words[2]).isNew else {
            throw .malformedLine(
                at: lines.location(column: "INSTANCE"), expected: "an instance that has not started before", found: Excerpt.quote(words[2]))
        }
        let node = nodeTable.insert(words[3])
        if node.isNew { nodes.append(String(decoding: words[3], as: UTF8.self)) }
        instances.append(Instance(use: CoreUse.Instance(start: time, end: time, cores: Int(cores)), node: node.index))
    }

    private mutating func stop(
        _ id: UnsafeBufferPointer<UInt8>, _ time: Int64, _ lines: LineReader, _ session: ReadingSession
    ) throws(TraceError) {
        guard let index = ids.find(id) else {
            let text = "\(Double(time) / 1e9) s"
            session.log.add(.unmatchedStop) { [name] in Finding(kind: .unmatchedStop, series: name, time: text, location: lines.location())
            }
            return
        }
        guard !instances[index].isStopped, time >= instances[index].use.start else {
            throw .malformedLine(at: lines.location(column: "INSTANCE"), expected: "an instance that is running", found: Excerpt.quote(id))
        }
        (instances[index].use.end, instances[index].isStopped) = (time, true)
    }
}
