/// A source whose first bytes can be looked at before they are read.
struct OpenedSource {
    let source: ByteSource
    let buffer: TextBuffer

    /// Most columns a table may have: a day of seconds is 86,400.
    static let maximumColumns = 1 << 20
    /// Bytes looked at to recognise the format.
    static let headBytes = 256 << 10

    init(_ source: ByteSource) throws(TraceError) {
        self.source = source
        buffer = try TextBuffer(source)
    }

    /// Refuses what is no text or has no content; call it before anything is consumed.
    func checkContent() throws(TraceError) {
        let head = try buffer.peek(4_096)
        // Later ones are found in their cells, with the line.
        if head.prefix(while: { $0 != 0x0a }).contains(0) {
            throw .unsupportedContent(file: source.name, kind: "binary (it holds NUL bytes)")
        }
        var count = 0
        while true {
            let bytes = try buffer.peek(count + 1)
            guard bytes.count > count else { throw .emptyInput(file: source.name) }
            // Only white space so far: look further, without keeping it.
            for index in count..<bytes.count where !isBlank(bytes[index]) { return }
            count = bytes.count
            if count > Self.headBytes { return }
        }
    }

    private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }

    /// Separator of the table: as asked, otherwise the first of comma, semicolon and tab in the first line, outside quotes.
    func separator(asked: UInt8?) throws(TraceError) -> UInt8 {
        if let asked { return asked }
        let head = try buffer.peek(Self.headBytes)
        var isQuoted = false
        var found: UInt8?
        for byte in head {
            if byte == 0x22 { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == 0x0a { break }
            if byte == 0x2c { return byte }
            if found == nil, byte == 0x3b || byte == 0x09 { found = byte }
        }
        return found ?? 0x2c
    }

    /// A scanner over the table, without reading anything yet.
    func scanner(_ options: TraceReadingOptions) throws(TraceError) -> CSVScanner {
        CSVScanner(
            buffer, separator: try separator(asked: options.separator), maximumLineBytes: options.maximumLineBytes,
            maximumFields: Self.maximumColumns)
    }
}
