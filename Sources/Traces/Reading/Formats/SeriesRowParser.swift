/// Parses the plain rows of tables with one series per row.
struct SeriesRowParser: BlockParser {
    /// One series, or odd lines.
    struct Row {
        /// Bytes in the block, with line ends.
        var range: Range<Int>
        /// Lines before it in the block.
        var line: Int
        /// Bytes of the identifier in the block; nil for odd lines.
        var id: Range<Int>?
        /// Values, without the missing ones at the end.
        var values: [Float] = []
        var total = TotalAccumulator()
        /// Whether a value is missing before the last one.
        var hasMissing = false
    }

    struct Parsed: ParsedBlock {
        var lines = 0
        var quote: BlockPlace?
        var rows: [Row] = []
        fileprivate let index = FieldIndex()
    }

    let kernels: TextKernels
    let separator: UInt8
    let maximumLineBytes: Int
    /// Number of columns.
    let fields: Int

    func parse(_ text: UnsafeBufferPointer<UInt8>, into parsed: inout Parsed) {
        parsed.rows.removeAll(keepingCapacity: true)
        let index = parsed.index
        parsed.quote = index.forEachLine(
            of: text, separator: separator, fields: fields, maximumLineBytes: maximumLineBytes, kernels: kernels
        ) { isPlain in
            if isPlain, let row = row(index, text) {
                parsed.rows.append(row)
            } else if let last = parsed.rows.indices.last, parsed.rows[last].id == nil,
                parsed.rows[last].range.upperBound == index.range.lowerBound
            {
                parsed.rows[last].range = parsed.rows[last].range.lowerBound..<index.range.upperBound
            } else {
                parsed.rows.append(Row(range: index.range, line: index.line))
            }
        }
        parsed.lines = index.lines
    }

    private func row(_ index: FieldIndex, _ text: UnsafeBufferPointer<UInt8>) -> Row? {
        let cell = index.field(0).trimmed
        guard cell.count > 0, let base = text.baseAddress else { return nil }
        let start = base.distance(to: cell.base)
        var row = Row(range: index.range, line: index.line, id: start..<(start + cell.count))
        var (isPlain, missing) = (true, 0)
        row.values = [Float](unsafeUninitializedCapacity: max(fields - 1, 0)) { values, count in
            for column in 1..<max(1, fields) {
                guard let value = PlainCell.value(index.field(column)) else {
                    isPlain = false
                    return
                }
                values.initializeElement(at: column - 1, to: Float(value))
                row.total.add(value)
                if value.isNaN { missing += 1 } else { count = column }
            }
            // Those at the end are the form of this table.
            row.hasMissing = missing > fields - 1 - count
        }
        return isPlain ? row : nil
    }
}
