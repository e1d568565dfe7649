/// Parses the plain rows of long tables into columns.
struct LongTableParser: BlockParser {
    /// Rows of one series on lines that follow each other, or odd lines.
    struct Run {
        /// Number of the identifier in ``Parsed/identifiers``; -1 for odd lines.
        var identifier: Int
        /// Bytes in the block, with line ends.
        var range: Range<Int>
        /// Lines before them in the block.
        var line: Int
        /// Rows in the columns.
        var rows: Range<Int>
        /// Whether no row is earlier than the one before it.
        var isSorted = true
        /// Whether all values are whole; then the rest describes their sum.
        var isWhole = true
        var sum: Int64 = 0
        var magnitude: UInt64 = 0
        var hasNegative = false
    }

    struct Parsed: ParsedBlock {
        var lines = 0
        var quote: BlockPlace?
        var runs: [Run] = []
        var identifiers = IdentifierTable()
        /// Kind of all times in the block.
        var kind: TimeAxis.Kind?
        var hasSeenLocalTime = false
        var times: [Int64] = []
        var values: [Double] = []
        /// The values as they are kept.
        var floats: [Float] = []
        /// Covariates `[column][row]`: past, future, static.
        var covariates: [[Float]] = []
        fileprivate let index = FieldIndex()
        fileprivate var key: [UInt8] = []
    }

    /// Between the name of somebody and that of a part.
    static let partSeparator = UInt8(ascii: "/")

    let kernels: TextKernels
    let separator: UInt8
    let maximumLineBytes: Int
    /// Number of columns.
    let fields: Int
    let id: Int?
    /// Column that names a part of whoever the identifier names; empty where a row is about the whole.
    let part: Int?
    let time: Int
    let value: Int
    /// Numbers that stand for invalid values; rows with one are odd.
    let invalid: [Double]
    let covariates: [Int]
    let times: TimestampParser

    func parse(_ text: UnsafeBufferPointer<UInt8>, into parsed: inout Parsed) {
        parsed.runs.removeAll(keepingCapacity: true)
        parsed.identifiers.removeAll()
        (parsed.kind, parsed.hasSeenLocalTime) = (nil, false)
        parsed.times.removeAll(keepingCapacity: true)
        parsed.values.removeAll(keepingCapacity: true)
        parsed.floats.removeAll(keepingCapacity: true)
        if parsed.covariates.count != covariates.count { parsed.covariates = covariates.map { _ in [] } }
        for column in covariates.indices { parsed.covariates[column].removeAll(keepingCapacity: true) }
        var times = times
        let index = parsed.index
        parsed.quote = index.forEachLine(
            of: text, separator: separator, fields: fields, maximumLineBytes: maximumLineBytes, kernels: kernels
        ) { isPlain in
            if !isPlain || !row(index, &times, &parsed) { Self.odd(index, &parsed) }
        }
        parsed.hasSeenLocalTime = times.hasSeenLocalTime
        parsed.lines = index.lines
    }

    @inline(__always)
    private func number(_ cell: Field, _ index: FieldIndex, _ parsed: inout Parsed) -> Int {
        guard let part else { return parsed.identifiers.insert(cell.bytes).index }
        let member = index.field(part).trimmed
        if member.count == 0 { return parsed.identifiers.insert(cell.bytes).index }
        parsed.key.removeAll(keepingCapacity: true)
        parsed.key.append(contentsOf: cell.bytes)
        parsed.key.append(Self.partSeparator)
        parsed.key.append(contentsOf: member.bytes)
        return parsed.key.withUnsafeBufferPointer { parsed.identifiers.insert($0).index }
    }

    private static func odd(_ index: FieldIndex, _ parsed: inout Parsed) {
        if let last = parsed.runs.indices.last, parsed.runs[last].identifier < 0,
            parsed.runs[last].range.upperBound == index.range.lowerBound
        {
            parsed.runs[last].range = parsed.runs[last].range.lowerBound..<index.range.upperBound
        } else {
            let rows = parsed.times.count
            parsed.runs.append(Run(identifier: -1, range: index.range, line: index.line, rows: rows..<rows))
        }
    }

    /// Parses a row; false, and nothing is kept of it, when a cell is not plain.
    @inline(__always)
    private func row(_ index: FieldIndex, _ times: inout TimestampParser, _ parsed: inout Parsed) -> Bool {
        guard let (kind, time) = times.plain(index.field(self.time)), parsed.kind == nil || parsed.kind == kind else { return false }
        guard let value = PlainCell.value(index.field(self.value)), !invalid.contains(value) else { return false }
        var identifier = 0
        if let id {
            let cell = index.field(id).trimmed
            guard cell.count > 0 else { return false }
            identifier = number(cell, index, &parsed)
        }
        let row = parsed.times.count
        for column in covariates.indices {
            guard let value = PlainCell.value(index.field(covariates[column])) else {
                for done in 0..<column { parsed.covariates[done].removeLast() }
                return false
            }
            parsed.covariates[column].append(Float(value))
        }
        parsed.kind = kind
        let last = parsed.runs.count - 1
        if last < 0 || parsed.runs[last].identifier != identifier || parsed.runs[last].range.upperBound != index.range.lowerBound {
            parsed.runs.append(Run(identifier: identifier, range: index.range, line: index.line, rows: row..<row))
        } else if time < parsed.times[row - 1] {
            parsed.runs[last].isSorted = false
        }
        parsed.times.append(time)
        parsed.values.append(value)
        parsed.floats.append(Float(value))
        parsed.runs[parsed.runs.count - 1].take(value, until: index.range.upperBound)
        return true
    }
}

extension LongTableParser.Run {
    /// Takes the next row, which ends at a byte.
    @inline(__always)
    fileprivate mutating func take(_ value: Double, until end: Int) {
        range = range.lowerBound..<end
        rows = rows.lowerBound..<(rows.upperBound + 1)
        guard isWhole, value.magnitude <= 0x1p40, value.rounded(.towardZero) == value else {
            isWhole = false
            return
        }
        sum += Int64(value)
        magnitude += UInt64(value.magnitude)
        if value < 0 { hasNegative = true }
    }
}
