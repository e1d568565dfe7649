/// A place in an input: file, line and column, as far as they are known.
public struct TraceLocation: Hashable, Sendable {
    /// Path, `standard input`, or the name of a source in memory.
    public var file: String
    /// Line, counted from 1; `nil` when the whole file is meant.
    public var line: Int?
    /// Column by name, or by number from 1 when it has no name.
    public var column: String?

    /// Makes a location.
    public init(file: String, line: Int? = nil, column: String? = nil) {
        self.file = file
        self.line = line
        self.column = column
    }
}

extension TraceLocation: CustomStringConvertible {
    /// `requests.csv, line 7, column y`.
    public var description: String {
        var text = Excerpt.name(file)
        if let line { text += ", line \(line)" }
        if let column { text += ", column \(Excerpt.name(column))" }
        return text
    }
}
