/// Where the bytes of a trace come from. Gzip is recognised by its content, never by the name.
public enum ByteSource: Hashable, Sendable {
    /// A file, a pipe or a device by path.
    case file(String)
    /// Standard input of the process.
    case standardInput
    /// Bytes in memory under a name for messages.
    case memory(name: String, bytes: [UInt8])

    /// A source from a command-line argument: `-` is standard input, everything else a path.
    public init(path: String) { self = path == "-" ? .standardInput : .file(path) }

    /// Name for messages: the path as given, `standard input`, or the name in memory.
    public var name: String {
        switch self {
        case .file(let path): path
        case .standardInput: "standard input"
        case .memory(let name, _): name
        }
    }

    /// File name without folders and without endings such as `.gz` and `.csv`: the identifier of series that have no other.
    public var stem: String {
        if case .standardInput = self { return "stdin" }
        var stem = name[...]
        if let slash = stem.lastIndex(of: "/"), stem.index(after: slash) != stem.endIndex { stem = stem[stem.index(after: slash)...] }
        for ending in [".gz", ".csv", ".txt", ".tsv", ".jsonl", ".json", ".tsf"] where stem.count > ending.count && stem.hasSuffix(ending) {
            stem = stem.dropLast(ending.count)
        }
        return stem.isEmpty ? "series" : String(stem)
    }
}
