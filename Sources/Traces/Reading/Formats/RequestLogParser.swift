/// Parses the plain rows of logs of requests: a time and amounts.
struct RequestLogParser: BlockParser {
    /// Rows on lines that follow each other, or odd lines.
    struct Run {
        /// Bytes in the block, with line ends.
        var range: Range<Int>
        /// Lines before them in the block.
        var line: Int
        /// Rows in the columns; empty for odd lines.
        var rows: Range<Int>
        /// Whether no row is earlier than the one before it.
        var isSorted = true
    }

    struct Parsed: ParsedBlock {
        var lines = 0
        var quote: BlockPlace?
        var runs: [Run] = []
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
        parsed.quote = nil
        parsed.runs.removeAll(keepingCapacity: true)
        parsed.times.removeAll(keepingCapacity: true)
        parsed.amounts.removeAll(keepingCapacity: true)
        var times = times
        let index = parsed.index
        index.begin(text, separator: separator, fields: fields, kernels: kernels)
        while let line = index.advance(maximumLineBytes: maximumLineBytes) {
            if line == .quoted {
                parsed.quote = BlockPlace(offset: index.range.lowerBound, line: index.line)
                break
            }
            let isPlain = line == .plain && row(index, &times, &parsed)
            let last = parsed.runs.count - 1
            if last >= 0, parsed.runs[last].range.upperBound == index.range.lowerBound, parsed.runs[last].rows.isEmpty != isPlain {
                parsed.runs[last].range = parsed.runs[last].range.lowerBound..<index.range.upperBound
                parsed.runs[last].rows = parsed.runs[last].rows.lowerBound..<parsed.times.count
                if isPlain, parsed.times[parsed.times.count - 1] < parsed.times[parsed.times.count - 2] {
                    parsed.runs[last].isSorted = false
                }
            } else {
                parsed.runs.append(
                    Run(range: index.range, line: index.line, rows: (parsed.times.count - (isPlain ? 1 : 0))..<parsed.times.count))
            }
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
