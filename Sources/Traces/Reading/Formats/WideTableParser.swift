/// Parses the plain rows of wide tables.
struct WideTableParser: BlockParser {
    /// Rows on lines that follow each other, or odd lines.
    struct Run {
        /// Bytes in the block, with line ends.
        var range: Range<Int>
        /// Lines before them in the block.
        var line: Int
        /// Rows of ``Parsed/values``; empty for odd lines.
        var rows: Range<Int>
        /// Whether no row is earlier than the one before it.
        var isSorted = true
    }

    struct Parsed: ParsedBlock {
        var lines = 0
        var quote: BlockPlace?
        var runs: [Run] = []
        /// Kind of all times in the block.
        var kind: TimeAxis.Kind?
        var hasSeenLocalTime = false
        /// Times, when there is a column of them.
        var times: [Int64] = []
        /// Values `[row][column]`.
        var values: [Double] = []
        fileprivate let index = FieldIndex()
    }

    let kernels: TextKernels
    let separator: UInt8
    let maximumLineBytes: Int
    /// Number of columns.
    let fields: Int
    let time: Int?
    /// Columns of values, at least one.
    let values: [Int]
    let times: TimestampParser

    func parse(_ text: UnsafeBufferPointer<UInt8>, into parsed: inout Parsed) {
        parsed.quote = nil
        parsed.runs.removeAll(keepingCapacity: true)
        (parsed.kind, parsed.hasSeenLocalTime) = (nil, false)
        parsed.times.removeAll(keepingCapacity: true)
        parsed.values.removeAll(keepingCapacity: true)
        var (times, rows) = (times, 0)
        let index = parsed.index
        index.begin(text, separator: separator, fields: fields, kernels: kernels)
        while let line = index.advance(maximumLineBytes: maximumLineBytes) {
            if line == .quoted {
                parsed.quote = BlockPlace(offset: index.range.lowerBound, line: index.line)
                break
            }
            let isPlain = line == .plain && row(index, &times, &parsed)
            if isPlain { rows += 1 }
            let last = parsed.runs.count - 1
            if last >= 0, parsed.runs[last].range.upperBound == index.range.lowerBound, parsed.runs[last].rows.isEmpty != isPlain {
                parsed.runs[last].range = parsed.runs[last].range.lowerBound..<index.range.upperBound
                parsed.runs[last].rows = parsed.runs[last].rows.lowerBound..<rows
                if isPlain, time != nil, parsed.times[rows - 1] < parsed.times[rows - 2] { parsed.runs[last].isSorted = false }
            } else {
                parsed.runs.append(Run(range: index.range, line: index.line, rows: (rows - (isPlain ? 1 : 0))..<rows))
            }
        }
        parsed.hasSeenLocalTime = times.hasSeenLocalTime
        parsed.lines = index.lines
    }

    /// Parses a row; false, and nothing is kept of it, when a cell is not plain.
    @inline(__always)
    private func row(_ index: FieldIndex, _ times: inout TimestampParser, _ parsed: inout Parsed) -> Bool {
        var stamp: (kind: TimeAxis.Kind, time: Int64)?
        if let time {
            stamp = times.plain(index.field(time))
            guard let stamp, parsed.kind == nil || parsed.kind == stamp.kind else { return false }
        }
        let count = parsed.values.count
        for column in values {
            guard let value = PlainCell.value(index.field(column)) else {
                parsed.values.removeLast(parsed.values.count - count)
                return false
            }
            parsed.values.append(value)
        }
        if let stamp {
            parsed.kind = stamp.kind
            parsed.times.append(stamp.time)
        }
        return true
    }
}
