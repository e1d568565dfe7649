/// Remembers for rows of several files where they came from, in four bytes a row.
///
/// The position of a row is the line in its file plus the base of the file. Beyond four thousand million lines all rows share the
/// last position.
struct LineTable {
    private var files: [(name: String, base: Int)] = []
    private var next = 0

    /// Begins a file and returns its base.
    mutating func begin(_ file: String) -> Int {
        files.append((file, next))
        return next
    }

    /// Ends a file at its last line.
    mutating func end(atLine line: Int) { next += line }

    /// The place behind a position.
    func location(_ position: UInt32) -> TraceLocation {
        guard let file = files.last(where: { $0.base < Int(position) }) else { return TraceLocation(file: files.first?.name ?? "") }
        return TraceLocation(file: file.name, line: position == .max ? nil : Int(position) - file.base)
    }
}
