#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Lines of a text that is no table, streamed: JSON lines, logs, headers of other formats. Skips empty lines; LF and CRLF end a line.
struct LineReader {
    private let buffer: TextBuffer
    private let maximumLineBytes: Int
    /// Bytes from the start of the buffer to the next line.
    private var stride = 0
    /// Number of the line, from 1.
    private(set) var line = 0
    /// Bytes of the line without its end and without blanks around it; valid until the next one is read.
    private(set) var text = UnsafeBufferPointer<UInt8>(start: nil, count: 0)

    init(_ opened: OpenedSource, options: TraceReadingOptions) {
        buffer = opened.buffer
        maximumLineBytes = options.maximumLineBytes
    }

    /// A place in the line, for messages.
    func location(column: String? = nil) -> TraceLocation { TraceLocation(file: buffer.name, line: line, column: column) }

    /// Moves to the next line with anything in it; false at the end.
    /// - Throws: ``TraceError/lineTooLong(at:limit:)``, or what the source throws.
    mutating func next() throws(TraceError) -> Bool {
        while try advance() { if text.count > 0 { return true } }
        return false
    }

    private mutating func advance() throws(TraceError) -> Bool {
        buffer.start += stride
        (stride, line) = (0, line + 1)
        var searched = 0
        while true {
            let first = buffer.bytes + buffer.start
            if buffer.available > searched, let found = memchr(first + searched, 0x0a, buffer.available - searched) {
                return try take(UnsafeRawPointer(first).distance(to: found), stride: 1)
            }
            searched = buffer.available
            guard searched <= maximumLineBytes else { throw .lineTooLong(at: location(), limit: maximumLineBytes) }
            if try !buffer.fill() { return buffer.available > 0 ? try take(buffer.available, stride: 0) : false }
        }
    }

    private mutating func take(_ count: Int, stride end: Int) throws(TraceError) -> Bool {
        guard count <= maximumLineBytes else { throw .lineTooLong(at: location(), limit: maximumLineBytes) }
        stride = count + end
        var bytes = UnsafeBufferPointer(start: UnsafePointer(buffer.bytes + buffer.start), count: count)[...]
        while let byte = bytes.last, byte == 0x20 || byte == 0x09 || byte == 0x0d { bytes = bytes.dropLast() }
        while let byte = bytes.first, byte == 0x20 || byte == 0x09 { bytes = bytes.dropFirst() }
        text = UnsafeBufferPointer(rebasing: bytes)
        return true
    }
}
