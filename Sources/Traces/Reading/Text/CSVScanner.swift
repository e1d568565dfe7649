#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Records and fields of a table by RFC 4180, streamed: `advance()` finds the next record, `split()` its fields.
///
/// Accepts LF and CRLF, a missing line end behind the last record, and fields with line ends in quotes. Skips empty lines. Refuses
/// quotes inside unquoted fields. Fields are byte ranges in the buffer; nothing is allocated per record or cell.
final class CSVScanner {
    /// A field within the record; lines are shorter than 4 GiB.
    private struct Range {
        var start: UInt32
        var count: UInt32
        var isQuoted: Bool
    }

    private enum Place { case fieldStart, unquoted, quoted, quoteInQuoted, returnAfterQuote }

    private let buffer: TextBuffer
    let separator: UInt8
    let maximumLineBytes: Int
    /// Fields of the record. A pointer, because an array in a class is checked for uniqueness and exclusivity at every append.
    private var ranges: UnsafeMutablePointer<Range>
    private var capacity = 64
    /// Bytes from the start of the buffer to the next record.
    private var recordStride = 0
    private var hasQuotes = false
    /// Length of the record without its line end.
    private(set) var recordCount = 0
    /// Line on which the record begins, from 1.
    private(set) var line = 0
    /// Line behind the record.
    private(set) var nextLine = 1
    /// Names of the columns, once known: they go into messages.
    var columns: [String] = []
    /// Fields kept by `split()`; further ones are only counted, so that a line of commas costs no memory.
    var maximumFields: Int

    init(_ buffer: TextBuffer, separator: UInt8, maximumLineBytes: Int, maximumFields: Int) {
        self.buffer = buffer
        self.separator = separator
        self.maximumLineBytes = min(maximumLineBytes, Int(UInt32.max))
        self.maximumFields = maximumFields
        ranges = .allocate(capacity: capacity)
    }

    /// A scanner over other bytes of the same table.
    /// - Parameter line: number of the first line of `buffer`.
    init(_ buffer: TextBuffer, like other: CSVScanner, line: Int) {
        self.buffer = buffer
        (separator, maximumLineBytes, maximumFields) = (other.separator, other.maximumLineBytes, other.maximumFields)
        (columns, nextLine) = (other.columns, line)
        ranges = .allocate(capacity: capacity)
    }

    deinit { ranges.deallocate() }

    /// Name of the source.
    var file: String { buffer.name }

    /// Bytes of the record, without its line end, quotes as they stand.
    var record: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: buffer.bytes + buffer.start, count: recordCount) }

    /// Whether the record holds no quote, so that every separator in it separates.
    var isPlain: Bool { !hasQuotes }

    /// A place in the record, for messages.
    func location(column: Int? = nil) -> TraceLocation {
        let name = column.map { $0 < columns.count && !columns[$0].isEmpty ? columns[$0] : String($0 + 1) }
        return TraceLocation(file: file, line: line, column: name)
    }

    /// Moves to the next record that is not an empty line; false at the end.
    func advance() throws(TraceError) -> Bool {
        while true {
            buffer.start += recordStride
            (recordStride, recordCount, line) = (0, 0, nextLine)
            guard try findEnd() else { return false }
            if recordCount > 0 { return true }
        }
    }

    /// Consumes the record, so that somebody else can go on in the buffer behind it.
    func finishRecord() {
        buffer.start += recordStride
        (recordStride, recordCount) = (0, 0)
    }

    private func findEnd() throws(TraceError) -> Bool {
        var searched = 0
        var count = 0
        while true {
            let first = buffer.bytes + buffer.start
            let available = buffer.available
            if available > searched, let found = memchr(first + searched, 0x0a, available - searched) {
                count = UnsafeRawPointer(first).distance(to: found)
                recordStride = count + 1
                break
            }
            searched = available
            if searched > maximumLineBytes { break }
            if try !buffer.fill() {
                if buffer.available == 0 { return false }
                count = buffer.available
                recordStride = count
                break
            }
        }
        let length = recordStride == 0 ? searched : count
        hasQuotes = memchr(buffer.bytes + buffer.start, 0x22, length) != nil
        if hasQuotes { return try findQuotedEnd() }
        guard length <= maximumLineBytes else { throw TraceError.lineTooLong(at: location(), limit: maximumLineBytes) }
        recordCount = withoutReturn(count)
        nextLine += 1
        return true
    }

    private func withoutReturn(_ count: Int) -> Int {
        count > 0 && buffer.bytes[buffer.start + count - 1] == 0x0d ? count - 1 : count
    }

    /// Finds the end of a record with quotes: line ends inside quotes belong to the field.
    private func findQuotedEnd() throws(TraceError) -> Bool {
        var place = Place.fieldStart
        var (index, column, newlines, openedAt) = (0, 0, 0, line)
        scan: while true {
            if index == buffer.available {
                guard index <= maximumLineBytes, try buffer.fill() else { break scan }
            }
            let byte = buffer.bytes[buffer.start + index]
            switch place {
            case .fieldStart, .unquoted:
                if byte == 0x0a { break scan }
                if byte == separator {
                    (place, column) = (.fieldStart, column + 1)
                } else if byte == 0x22 {
                    guard place == .fieldStart else { throw TraceError.misplacedQuote(at: location(column: column)) }
                    (place, openedAt) = (.quoted, line + newlines)
                } else {
                    place = .unquoted
                }
            case .quoted:
                if byte == 0x22 { place = .quoteInQuoted } else if byte == 0x0a { newlines += 1 }
            case .quoteInQuoted:
                if byte == 0x0a { break scan }
                if byte == 0x22 {
                    place = .quoted
                } else if byte == separator {
                    (place, column) = (.fieldStart, column + 1)
                } else if byte == 0x0d {
                    place = .returnAfterQuote
                } else {
                    throw TraceError.misplacedQuote(at: location(column: column))
                }
            case .returnAfterQuote:
                if byte == 0x0a { break scan }
                throw TraceError.misplacedQuote(at: location(column: column))
            }
            index += 1
        }
        if place == .quoted {
            let name = column < columns.count && !columns[column].isEmpty ? columns[column] : String(column + 1)
            throw TraceError.unterminatedQuote(at: TraceLocation(file: file, line: openedAt, column: name))
        }
        guard index <= maximumLineBytes else { throw TraceError.lineTooLong(at: location(), limit: maximumLineBytes) }
        recordStride = index < buffer.available ? index + 1 : index
        recordCount = withoutReturn(index)
        nextLine += newlines + 1
        return true
    }

    /// Splits the record and returns its number of fields; the first ``maximumFields`` can be read with ``field(_:)``.
    func split() -> Int { hasQuotes ? splitQuoted() : splitPlain() }

    /// Makes room for one more field; false when no more are kept.
    private func makeRoom(_ fields: Int) -> Bool {
        guard fields < maximumFields else { return false }
        let larger = UnsafeMutablePointer<Range>.allocate(capacity: capacity * 2)
        larger.update(from: ranges, count: fields)
        ranges.deallocate()
        (ranges, capacity) = (larger, capacity * 2)
        return true
    }

    private func splitPlain() -> Int {
        let (first, count, separator) = (buffer.bytes + buffer.start, recordCount, separator)
        var (start, index, fields) = (0, 0, 0)
        var (room, kept) = (min(capacity, maximumFields), ranges)
        while true {
            while index < count, first[index] != separator { index &+= 1 }
            if fields == room, makeRoom(fields) { (room, kept) = (min(capacity, maximumFields), ranges) }
            if fields < room {
                kept[fields] = Range(
                    start: UInt32(truncatingIfNeeded: start), count: UInt32(truncatingIfNeeded: index &- start), isQuoted: false)
            }
            fields &+= 1
            if index >= count { return fields }
            index &+= 1
            start = index
        }
    }

    /// Removes the quotes in place: a field never grows.
    private func splitQuoted() -> Int {
        let first = buffer.bytes + buffer.start
        var (index, fields) = (0, 0)
        while true {
            let isQuoted = index < recordCount && first[index] == 0x22
            var (start, end) = (index, index)
            if isQuoted {
                start += 1
                (index, end) = (start, start)
                while index < recordCount {
                    if first[index] == 0x22 {
                        index += 1
                        if index >= recordCount || first[index] != 0x22 { break }
                    }
                    first[end] = first[index]
                    (index, end) = (index + 1, end + 1)
                }
            } else {
                while index < recordCount, first[index] != separator { index += 1 }
                end = index
            }
            if fields < min(capacity, maximumFields) || makeRoom(fields) {
                ranges[fields] = Range(start: UInt32(start), count: UInt32(end - start), isQuoted: isQuoted)
            }
            fields += 1
            if index >= recordCount { return fields }
            index += 1
        }
    }

    /// A field of the record after ``split()``.
    @inline(__always)
    func field(_ index: Int) -> Field {
        let range = ranges[index]
        return Field(base: UnsafePointer(buffer.bytes + buffer.start + Int(range.start)), count: Int(range.count), isQuoted: range.isQuoted)
    }
}
