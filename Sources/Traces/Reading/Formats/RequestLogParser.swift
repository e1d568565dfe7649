/// Parses the plain rows of logs of requests: a time and amounts.
struct RequestLogParser: BlockParser {
    struct Parsed: ParsedBlock {
        var lines = 0
        var quote: BlockPlace?
        var runs: [RowRun] = []
        var hasSeenLocalTime = false
        var times: [Int64] = []
        /// Amounts `[row][column]`.
        var amounts: [Int64] = []
        fileprivate let index = FieldIndex()
    }

    let kernels: TextKernels
    let separator: UInt8
    let maximumLineBytes: Int
    /// Number of columns.
    let fields: Int
    let time: Int
    /// Columns of amounts.
    let amounts: [Int]
    let times: TimestampParser

    func parse(_ text: UnsafeBufferPointer<UInt8>, into parsed: inout Parsed) {
        parsed.runs.removeAll(keepingCapacity: true)
        parsed.times.removeAll(keepingCapacity: true)
        parsed.amounts.removeAll(keepingCapacity: true)
        var times = times
        let index = parsed.index
        parsed.quote = index.forEachLine(
            of: text, separator: separator, fields: fields, maximumLineBytes: maximumLineBytes, kernels: kernels
        ) { isPlain in
            let isRow = isPlain && row(index, &times, &parsed)
            parsed.runs.take(index, isPlain: isRow, times: parsed.times, rows: parsed.times.count)
        }
        parsed.hasSeenLocalTime = times.hasSeenLocalTime
        parsed.lines = index.lines
    }

    /// Parses a row; false, and nothing is kept of it, when a cell is not plain.
    @inline(__always)
    private func row(_ index: FieldIndex, _ times: inout TimestampParser, _ parsed: inout Parsed) -> Bool {
        guard let (kind, time) = times.plain(index.field(self.time)), kind == .clock else { return false }
        let count = parsed.amounts.count
        for column in amounts {
            guard let amount = PlainCell.count(index.field(column)) else {
                parsed.amounts.removeLast(parsed.amounts.count - count)
                return false
            }
            parsed.amounts.append(amount)
        }
        parsed.times.append(time)
        return true
    }
}
