/// Parses the plain rows of wide tables.
struct WideTableParser: BlockParser {
    struct Parsed: ParsedBlock {
        var lines = 0
        var quote: BlockPlace?
        var runs: [RowRun] = []
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
        parsed.runs.removeAll(keepingCapacity: true)
        (parsed.kind, parsed.hasSeenLocalTime) = (nil, false)
        parsed.times.removeAll(keepingCapacity: true)
        parsed.values.removeAll(keepingCapacity: true)
        var (times, rows) = (times, 0)
        let index = parsed.index
        parsed.quote = index.forEachLine(
            of: text, separator: separator, fields: fields, maximumLineBytes: maximumLineBytes, kernels: kernels
        ) { isPlain in
            let isRow = isPlain && row(index, &times, &parsed)
            if isRow { rows += 1 }
            parsed.runs.take(index, isPlain: isRow, times: parsed.times, rows: rows)
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
