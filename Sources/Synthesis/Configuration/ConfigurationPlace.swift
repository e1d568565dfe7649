/// Where in a configuration something was found.
public struct ConfigurationPlace: Hashable, Sendable, CustomStringConvertible {
    /// File, or a name for messages.
    public var source: String
    /// Line, from 1.
    public var line: Int
    /// Column, from 1.
    public var column: Int

    /// Makes a place.
    public init(source: String, line: Int, column: Int) {
        (self.source, self.line, self.column) = (source, line, column)
    }

    /// `file:12:5`.
    public var description: String { "\(source):\(line):\(column)" }
}
