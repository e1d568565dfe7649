/// Parses the plain rows of Azure Functions 2021: a function and the bin of each invocation.
struct InvocationParser: BlockParser {
    /// One invocation, or odd lines.
    struct Row {
        /// Number of the function in ``Parsed/keys``; -1 for odd lines.
        var function: Int32
        /// Lines before it in the block.
        var line: Int32
        /// Bytes in the block, with line ends.
        var range: Range<Int>
        var bin: Int64
    }

    struct Parsed: ParsedBlock {
        var lines = 0
        var quote: BlockPlace?
        var rows: [Row] = []
        /// Application and function with NUL between them.
        var keys = IdentifierTable()
        fileprivate let index = FieldIndex()
        fileprivate var key: [UInt8] = []
    }

    let kernels: TextKernels
    let separator: UInt8
    let maximumLineBytes: Int
    /// Number of columns.
    let fields: Int
    let app: Int
    let function: Int
    let end: Int
    let duration: Int
    /// Width of a bin in nanoseconds.
    let step: Int64

    func parse(_ text: UnsafeBufferPointer<UInt8>, into parsed: inout Parsed) {
        parsed.rows.removeAll(keepingCapacity: true)
        parsed.keys.removeAll()
        let index = parsed.index
        parsed.quote = index.forEachLine(
            of: text, separator: separator, fields: fields, maximumLineBytes: maximumLineBytes, kernels: kernels
        ) { isPlain in
            if isPlain, let row = row(index, &parsed) {
                parsed.rows.append(row)
            } else if let last = parsed.rows.indices.last, parsed.rows[last].function < 0,
                parsed.rows[last].range.upperBound == index.range.lowerBound
            {
                parsed.rows[last].range = parsed.rows[last].range.lowerBound..<index.range.upperBound
            } else {
                parsed.rows.append(Row(function: -1, line: Int32(index.line), range: index.range, bin: 0))
            }
        }
        parsed.lines = index.lines
    }

    @inline(__always)
    private func row(_ index: FieldIndex, _ parsed: inout Parsed) -> Row? {
        guard let end = PlainCell.value(index.field(self.end)).flatMap(Self.nanoseconds),
            let duration = PlainCell.value(index.field(self.duration)).flatMap(Self.nanoseconds)
        else { return nil }
        let (app, function) = (index.field(self.app).trimmed, index.field(self.function).trimmed)
        guard app.count > 0, function.count > 0 else { return nil }
        parsed.key.removeAll(keepingCapacity: true)
        parsed.key.append(contentsOf: app.bytes)
        parsed.key.append(0)
        parsed.key.append(contentsOf: function.bytes)
        let number = parsed.key.withUnsafeBufferPointer { parsed.keys.insert($0).index }
        return Row(
            function: Int32(number), line: Int32(index.line), range: index.range, bin: (end - duration).dividedDown(by: step))
    }

    /// Seconds in nanoseconds; nil unless 0 or more and below ten years.
    @inline(__always)
    static func nanoseconds(_ seconds: Double) -> Int64? {
        // Doubles of this size are exact to 60 ns, far below any bin.
        seconds >= 0 && seconds < 315_576_000 ? Int64((seconds * 1e9).rounded()) : nil
    }
}
