/// What every series of a trace is known to be: a table `unique_id,class`, more columns are allowed.
///
/// Gzip is unpacked; the separator is a comma, semicolon or tab, as the header shows.
public struct ClassTable: Hashable, Sendable {
    /// Name of the class of every series.
    public let classes: [String: String]

    /// Reads a table.
    /// - Throws: ``TraceError`` with file and line of what is no sound table.
    public init(path: String) throws(TraceError) {
        let opened = try OpenedSource(ByteSource(path: path))
        try opened.checkContent()
        let scanner = try opened.scanner(TraceReadingOptions())
        try scanner.readHeader()
        let (name, kind) = (try scanner.column("unique_id"), try scanner.column("class"))
        var classes: [String: String] = [:]
        while try scanner.nextRow() {
            classes[scanner.field(name).trimmed.text ?? ""] = scanner.field(kind).trimmed.text ?? ""
        }
        self.classes = classes
    }
}
