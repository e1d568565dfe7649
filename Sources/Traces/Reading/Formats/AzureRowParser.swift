#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Reads rows of Azure Functions 2019 whose minutes stand in order behind the names: straight from bytes to values.
struct AzureRowParser: BlockParser {
    /// One row, or several odd ones that follow each other.
    struct Row {
        /// Bytes in the block, with line ends.
        var range: Range<Int>
        /// Lines before it in the block.
        var line: Int
        /// Invocations per minute; empty for odd rows.
        var values: [Float] = []
        /// Their sum.
        var sum: Int64 = 0
        /// Names in ``Parsed/names``.
        var names = 0..<0
        /// Bytes of the names that tell functions apart.
        var keyCount = 0
        var hash: UInt64 = 0
        /// The names as text and the short identifier, when they were asked for.
        var text: String?
        var short = ""

        var isOdd: Bool { values.isEmpty }
    }

    struct Parsed: ParsedBlock {
        var lines = 0
        var quote: BlockPlace?
        var rows: [Row] = []
        var names: [UInt8] = []
    }

    let kernels: TextKernels
    let layout: AzureFunctionsLayout
    /// Columns before the minutes.
    let nameColumns: Int
    let separator: UInt8
    let maximumLineBytes: Int
    /// Room for values of further files in every row.
    let capacity: Int
    /// Whether most functions will be new, so that their names are worth making here.
    let makesText: Bool

    func parse(_ text: UnsafeBufferPointer<UInt8>, into parsed: inout Parsed) {
        (parsed.lines, parsed.quote) = (0, nil)
        parsed.rows.removeAll(keepingCapacity: true)
        parsed.names.removeAll(keepingCapacity: true)
        guard let base = text.baseAddress else { return }
        var at = 0
        while at < text.count {
            let row = layout.isStraight ? plainRow(base, at, text.count, line: parsed.lines, &parsed.names) : nil
            let end = row?.range.upperBound ?? lineEnd(base, at, text.count)
            if let row {
                parsed.rows.append(row)
            } else if memchr(base + at, 0x22, end - at) != nil {
                parsed.quote = BlockPlace(offset: at, line: parsed.lines)
                return
            } else if let last = parsed.rows.indices.last, parsed.rows[last].isOdd {
                parsed.rows[last].range = parsed.rows[last].range.lowerBound..<end
            } else {
                parsed.rows.append(Row(range: at..<end, line: parsed.lines))
            }
            at = end
            parsed.lines += 1
        }
    }

    private func lineEnd(_ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Int {
        memchr(base + start, 0x0a, end - start).map { UnsafeRawPointer(base).distance(to: $0) + 1 } ?? end
    }

    /// The row that begins at `start`; nil when it has anything but names and plain counts.
    private func plainRow(_ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int, line: Int, _ names: inout [UInt8]) -> Row? {
        var cells = AzureFunctionNames()
        var next = start
        for column in 0..<nameColumns {
            guard let found = memchr(base + next, Int32(separator), end - next) else { return nil }
            let stop = UnsafeRawPointer(base).distance(to: found)
            cells.set(Field(base: base + next, count: stop - next, isQuoted: false).trimmed, column: column, layout)
            next = stop + 1
        }
        guard let function = cells.function, function.count > 0 else { return nil }
        guard memchr(base + start, 0x0a, next - start) == nil, memchr(base + start, 0x22, next - start) == nil else { return nil }
        var (sum, length) = (UInt64(0), 0)
        let values = [Float](unsafeUninitializedCapacity: max(capacity, layout.minutes.count)) { buffer, count in
            guard let target = buffer.baseAddress else { return }
            length = kernels.parseCounts(target, sum: &sum, base + next, end - next, count: layout.minutes.count, separator: separator)
            count = length > 0 ? layout.minutes.count : 0
        }
        guard length > 0 else { return nil }
        var stop = next + length
        if stop < end, base[stop] == 0x0d { stop += 1 }
        guard stop == end || base[stop] == 0x0a, stop - start <= maximumLineBytes else { return nil }
        var row = Row(range: start..<min(stop + 1, end), line: line, values: values, sum: Int64(sum))
        let first = names.count
        row.keyCount = cells.pack(into: &names)
        row.names = first..<names.count
        names.withUnsafeBufferPointer { all in
            let bytes = UnsafeBufferPointer(rebasing: all[row.names])
            row.hash = HashIndex.hash(UnsafeBufferPointer(rebasing: bytes[..<row.keyCount]))
            if makesText, let text = AzureFunctionNames.text(bytes) { (row.text, row.short) = (text, AzureFunctionNames.short(bytes)) }
        }
        return row
    }
}
