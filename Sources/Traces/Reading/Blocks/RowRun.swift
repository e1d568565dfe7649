/// Rows on lines that follow each other, or odd lines.
struct RowRun {
    /// Bytes in the block, with line ends.
    var range: Range<Int>
    /// Lines before them in the block.
    var line: Int
    /// Rows in the columns; empty for odd lines.
    var rows: Range<Int>
    /// Whether no row is earlier than the one before it.
    var isSorted = true
}

extension [RowRun] {
    /// Adds the line where an index stands to the last run if it follows it and is of its kind, else to a new one.
    /// - Parameters:
    ///   - index: where the line is.
    ///   - isPlain: whether it became a row.
    ///   - times: times of all rows so far, this one included; empty when there are none.
    ///   - rows: number of rows so far, this one included.
    @inline(__always)
    mutating func take(_ index: FieldIndex, isPlain: Bool, times: [Int64], rows: Int) {
        let last = count - 1
        if last >= 0, self[last].range.upperBound == index.range.lowerBound, self[last].rows.isEmpty != isPlain {
            self[last].range = self[last].range.lowerBound..<index.range.upperBound
            self[last].rows = self[last].rows.lowerBound..<rows
            if isPlain, !times.isEmpty, times[rows - 1] < times[rows - 2] { self[last].isSorted = false }
        } else {
            append(RowRun(range: index.range, line: index.line, rows: (rows - (isPlain ? 1 : 0))..<rows))
        }
    }
}
