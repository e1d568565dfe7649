/// What can be wrong with a recipe for synthetic data.
///
/// Every case carries the data a test compares and a message shows; `description` is one sentence.
public enum SynthesisError: Error, Equatable, Sendable {
    /// A file cannot be read.
    case unreadable(file: String, reason: String)
    /// The text is not YAML.
    case malformed(at: ConfigurationPlace, reason: String)
    /// A key that does not exist here; `nearest` is the known one that looks most like it, if any does.
    case unknownKey(at: ConfigurationPlace, key: String, nearest: String?, known: [String])
    /// A key that must be there is not.
    case missingKey(at: ConfigurationPlace, key: String)
    /// A key is there twice, or two that exclude each other.
    case conflictingKeys(at: ConfigurationPlace, reason: String)
    /// A value is not what it must be.
    case invalidValue(at: ConfigurationPlace, key: String, expected: String, found: String)
    /// A parameter lies outside its range.
    case outOfRange(parameter: String, expected: String, found: String)
    /// A name refers to nothing.
    case unknownName(String, of: String, known: [String])
    /// More cells than can be looked at one by one.
    case tooManyCells(count: Double, limit: Int, reason: String)
}

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

extension SynthesisError: CustomStringConvertible {
    /// One sentence: what was expected, what was found, where, what to do.
    public var description: String {
        switch self {
        case .unreadable(let file, let reason): "cannot read \(file): \(reason)"
        case .malformed(let place, let reason): "\(place): expected YAML, \(reason)"
        case .unknownKey(let place, let key, let nearest, let known):
            "\(place): unknown key `\(key)`"
                + (nearest.map { "; did you mean `\($0)`?" } ?? "; known here: \(known.joined(separator: ", "))")
        case .missingKey(let place, let key): "\(place): expected the key `\(key)`, which is missing"
        case .conflictingKeys(let place, let reason): "\(place): \(reason)"
        case .invalidValue(let place, let key, let expected, let found): "\(place): `\(key)` expects \(expected), found \(found)"
        case .outOfRange(let parameter, let expected, let found): "\(parameter) must be \(expected), found \(found)"
        case .unknownName(let name, let kind, let known):
            "no \(kind) is called `\(name)`; known: \(known.prefix(20).joined(separator: ", "))\(known.count > 20 ? ", …" : "")"
        case .tooManyCells(let count, let limit, let reason):
            "\(count < 1e15 ? String(Int(count)) : String(count)) cells are more than the \(limit) that can be looked at one by one: \(reason)"
        }
    }
}
