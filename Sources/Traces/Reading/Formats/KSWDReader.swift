/// Workloads of KSWD (AAPAset): a JSON file each, `{"workload_id": …, "request_trace": {"timestamps": […], "requests_per_minute": […]}}`.
struct KSWDReader: FormatReader {
    private struct Workload: Decodable {
        struct Trace: Decodable {
            var timestamps: [String]
            var counts: [Double?]

            enum CodingKeys: String, CodingKey {
                case timestamps
                case counts = "requests_per_minute"
            }
        }
        var id: String
        var archetype: String?
        var trace: Trace

        enum CodingKeys: String, CodingKey {
            case archetype
            case id = "workload_id"
            case trace = "request_trace"
        }
    }

    /// A file of 14 days is 1.2 MB; this is two years.
    private static let maximumFileBytes = 64 << 20

    private let session: ReadingSession
    private var series: [Observations] = []
    private var archetypes: [String: String] = [:]
    private var parser: TimestampParser
    private var lastName = ""

    init(_ session: ReadingSession) {
        self.session = session
        parser = TimestampParser(unit: nil, clock: session.options.wallClock)
    }

    mutating func read(_ opened: OpenedSource) throws(TraceError) {
        lastName = opened.source.name
        let bytes = try opened.buffer.contents(atMost: Self.maximumFileBytes)
        let file = TraceLocation(file: lastName)
        let workload = try bytes.withUnsafeBufferPointer { buffer throws(TraceError) in
            try JSONLine.decode(Workload.self, buffer, at: file)
        }
        // Names are those of files and tables later.
        guard !workload.id.isEmpty, workload.id.utf8.allSatisfy({ $0 >= 0x20 }) else {
            throw .malformedJSON(at: file, reason: "workload_id is empty or holds control characters")
        }
        let trace = workload.trace
        guard trace.timestamps.count == trace.counts.count else {
            throw .malformedJSON(
                at: file,
                reason: "there are \(trace.timestamps.count) timestamps, but \(trace.counts.count) requests_per_minute")
        }
        func place(_ list: Workload.Trace.CodingKeys, _ index: Int) -> TraceLocation {
            let key = Workload.CodingKeys.trace.rawValue
            let line = bytes.withUnsafeBufferPointer { JSONPlace.line(of: [.key(key), .key(list.rawValue), .index(index)], in: $0) }
            return TraceLocation(file: lastName, line: line, column: "\(key).\(list.rawValue)[\(index)]")
        }
        var one = Observations(id: workload.id)
        // One position for all values: on which line each stands is looked up for errors only.
        let position = UInt32(clamping: session.lines.begin(lastName) + 1)
        for (index, text) in trace.timestamps.enumerated() {
            let time: Int64
            do throws(TimestampFault) {
                time = try self.time(text)
            } catch {
                throw .invalidTime(at: place(.timestamps, index), found: Excerpt.quote(text), reason: error.reason)
            }
            let count = trace.counts[index] ?? .nan
            guard count.isNaN || (count >= 0 && count <= 0x1p53 && count.rounded(.towardZero) == count) else {
                throw .notACount(at: place(.counts, index), found: "\(count)")
            }
            if let last = one.times.last, time <= last {
                throw .malformedJSON(at: place(.timestamps, index), reason: "it is not behind the one before")
            }
            one.times.append(time)
            one.values.append(Float(count))
            one.rows.append(position)
            one.total.add(count)
        }
        if one.count == 0 { throw .headerOnly(file: lastName) }
        archetypes[workload.id] = workload.archetype
        series.append(one)
        session.lines.end(atLine: 1)
        session.finished(lastName, rows: one.count)
    }

    private mutating func time(_ text: String) throws(TimestampFault) -> Int64 {
        switch try parser.parse(text) {
        case .clock(let time), .repeated(earlier: let time, later: _): return time
        case .index: throw TimestampFault.form
        }
    }

    mutating func finish() throws(TraceError) -> ReadResult {
        var total = TotalAccumulator()
        for one in series { total.add(one.total) }
        let quantity = session.options.quantity ?? .count("requests")
        var read: [Observations] = []
        swap(&read, &series)
        let habits = FormatHabits(step: 60 * TimeAxis.nanosecondsPerSecond)
        var finished = try SeriesAssembler(session: session, kind: .clock, quantity: quantity, habits: habits).assemble(read)
        guard !finished.series.isEmpty else { throw .noValues(file: lastName, reason: "every value is missing or lies in a partial bin") }
        for index in finished.series.indices {
            if let archetype = archetypes[finished.series[index].id] { finished.series[index].labels = ["archetype": archetype] }
        }
        return try ReadResult(finished, total: total, quantity: quantity)
    }
}
