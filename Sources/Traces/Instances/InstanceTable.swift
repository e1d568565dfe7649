/// Lives of instances as a table: `index,user,t_submit,t_setup_end,t_end_run,t_done,outcome` and, where known, `cores,node,t_place`.
///
/// Times are seconds from the start of the trace with up to six decimals; rows stand in the order of launch.
public enum InstanceTable {
    /// Most rows that are read.
    private static let limit = 50_000_000
    /// Seconds that fit into microseconds.
    fileprivate static let longest = 9e12

    /// Reads a table. Needed are `t_submit` and `t_done`; identifiers are `index` or `id`, or the rows are numbered.
    /// - Returns: the lives in the order of the rows.
    /// - Throws: ``TraceError`` with file, line and column.
    public static func read(_ source: ByteSource) throws(TraceError) -> [InstanceLife] {
        let opened = try OpenedSource(source)
        try opened.checkContent()
        let scanner = try opened.scanner(TraceReadingOptions())
        try scanner.readHeader()
        let columns = try Columns(scanner)
        var lives: [InstanceLife] = []
        while try scanner.nextRow() {
            guard lives.count < limit else { throw .numberOutOfRange(at: scanner.location(), found: "more than \(limit) rows") }
            lives.append(try columns.life(scanner, number: lives.count))
        }
        guard !lives.isEmpty else { throw .headerOnly(file: source.name) }
        return lives
    }

    /// Writes a table: complete, or not at all.
    /// - Parameters:
    ///   - lives: the lives; those asked for earlier come first.
    ///   - path: where it shall appear; packed when it ends in `.gz`.
    /// - Throws: ``TraceError/unwritable(file:reason:)``.
    public static func write(_ lives: [InstanceLife], to path: String) throws(TraceError) {
        let table = try TableFile(path: path)
        try table.append { $0.append(contentsOf: "index,user,t_submit,t_place,t_setup_end,t_end_run,t_done,outcome,cores,node\n".utf8) }
        for life in lives.inLaunchOrder {
            try table.append { bytes in
                bytes.append(field: life.id)
                bytes.append(0x2c)
                bytes.append(field: life.user)
                for time in [life.submitted, life.placed, life.running, life.ended, life.done] {
                    bytes.append(0x2c)
                    bytes.append(seconds: time)
                }
                bytes.append(contentsOf: ",\(life.outcome.rawValue),\(life.cores),".utf8)
                bytes.append(field: life.node ?? "")
                bytes.append(0x0a)
            }
        }
        try table.commit()
    }

    /// Where the cells are.
    private struct Columns {
        let id: Int?, user: Int?, cores: Int?, node: Int?, outcome: Int?
        let submitted: Int, placed: Int?, running: Int?, ended: Int?, done: Int

        init(_ scanner: CSVScanner) throws(TraceError) {
            func place(_ names: String...) -> Int? { names.lazy.compactMap { scanner.columns.firstIndex(of: $0) }.first }
            (id, user, cores, node, outcome) = (place("id", "index"), place("user"), place("cores"), place("node"), place("outcome"))
            (placed, running, ended) = (place("t_place"), place("t_setup_end"), place("t_end_run"))
            (submitted, done) = (try scanner.column("t_submit"), try scanner.column("t_done"))
        }

        func life(_ scanner: CSVScanner, number: Int) throws(TraceError) -> InstanceLife {
            let start = try time(submitted, scanner, atLeast: nil, orElse: nil)
            let place = try time(placed, scanner, atLeast: start, orElse: start)
            let run = try time(running, scanner, atLeast: place, orElse: place)
            let free = try time(done, scanner, atLeast: run, orElse: nil)
            let end = try time(ended, scanner, atLeast: run, orElse: free)
            guard end <= free else { throw fault(ended ?? done, scanner, "ends after it is torn down") }
            return InstanceLife(
                id: try id.map { (column) throws(TraceError) in try text(column, scanner) } ?? String(number),
                user: try user.map { (column) throws(TraceError) in try text(column, scanner) } ?? "",
                cores: try coreCount(scanner), node: try nodeName(scanner), submitted: start, placed: place, running: run, ended: end,
                done: free, outcome: try outcomeOf(scanner))
        }

        private func time(_ column: Int?, _ scanner: CSVScanner, atLeast least: Int64?, orElse other: Int64?) throws(TraceError) -> Int64 {
            guard let column else { return other! }
            let seconds = try scanner.anyNumber(column)
            if seconds.isNaN, let other { return other }
            guard seconds >= 0, seconds <= InstanceTable.longest else {
                throw fault(column, scanner, "is no time in seconds from the start of the trace")
            }
            let time = Int64((seconds * 1e6).rounded())
            if let least, time < least { throw fault(column, scanner, "lies before the time that comes first") }
            return time
        }

        private func fault(_ column: Int, _ scanner: CSVScanner, _ reason: String) -> TraceError {
            .invalidTime(at: scanner.location(column: column), found: Excerpt.quote(scanner.field(column).bytes), reason: reason)
        }

        private func text(_ column: Int, _ scanner: CSVScanner) throws(TraceError) -> String {
            try scanner.text(scanner.field(column).trimmed, column: column)
        }

        private func nodeName(_ scanner: CSVScanner) throws(TraceError) -> String? {
            guard let node else { return nil }
            let name = try text(node, scanner)
            return name.isEmpty ? nil : name
        }

        private func coreCount(_ scanner: CSVScanner) throws(TraceError) -> Int {
            guard let cores else { return 1 }
            let value = try scanner.anyNumber(cores)
            if value.isNaN { return 1 }
            guard value >= 1, value <= 1e6, value == value.rounded() else {
                throw .notACount(at: scanner.location(column: cores), found: Excerpt.quote(scanner.field(cores).bytes))
            }
            return Int(value)
        }

        private func outcomeOf(_ scanner: CSVScanner) throws(TraceError) -> InstanceLife.Outcome {
            guard let outcome else { return .completed }
            let word = try text(outcome, scanner)
            if word.isEmpty { return .completed }
            guard let found = InstanceLife.Outcome(rawValue: word) else {
                throw .invalidText(at: scanner.location(column: outcome), found: Excerpt.quote(scanner.field(outcome).bytes))
            }
            return found
        }
    }
}

extension [InstanceLife] {
    /// Earlier requests first; those of one moment by their identifiers.
    package var inLaunchOrder: [InstanceLife] { sorted { ($0.submitted, $0.id) < ($1.submitted, $1.id) } }
}

extension [UInt8] {
    /// Appends microseconds as seconds, without zeros at the end.
    fileprivate mutating func append(seconds time: Int64) {
        append(decimal: time / 1_000_000)
        var rest = time % 1_000_000
        guard rest > 0 else { return }
        var digits = 6
        while rest % 10 == 0 { (rest, digits) = (rest / 10, digits - 1) }
        append(0x2e)
        let text = String(rest)
        append(contentsOf: repeatElement(0x30, count: digits - text.utf8.count))
        append(contentsOf: text.utf8)
    }
}

extension StepFunction {
    /// Reads a table of changes: `time` in seconds, and a value from then on.
    /// - Parameters:
    ///   - source: the table.
    ///   - column: name of the column of values.
    /// - Throws: ``TraceError`` with file, line and column; times must not decrease.
    public init(changesIn source: ByteSource, of column: String) throws(TraceError) {
        let opened = try OpenedSource(source)
        try opened.checkContent()
        let scanner = try opened.scanner(TraceReadingOptions())
        try scanner.readHeader()
        let (time, value) = (try scanner.column("time"), try scanner.column(column))
        var (times, values): ([Int64], [Double]) = ([], [])
        while try scanner.nextRow() {
            let seconds = try scanner.anyNumber(time)
            guard seconds >= 0, seconds <= InstanceTable.longest, times.last.map({ Double($0) <= (seconds * 1e6).rounded() }) ?? true else {
                throw .invalidTime(
                    at: scanner.location(column: time), found: Excerpt.quote(scanner.field(time).bytes),
                    reason: "times are seconds from the start of the trace and do not decrease")
            }
            let number = try scanner.anyNumber(value)
            guard number.isFinite else {
                throw .notANumber(at: scanner.location(column: value), found: Excerpt.quote(scanner.field(value).bytes))
            }
            times.append(Int64((seconds * 1e6).rounded()))
            values.append(number)
        }
        self.init(times: times, values: values)
    }
}
