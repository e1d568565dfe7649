/// What can be wrong with a golden file. Every message names the command that writes the files again.
public enum GoldenFileError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file is absent or cannot be read.
    case unreadable(file: String)
    /// The file does not begin with the magic.
    case notGolden(file: String)
    /// The file was written for another version of the format.
    case unknownVersion(file: String, found: String)
    /// A header line, or the header as a whole, is not what it should be.
    case malformed(file: String, line: String)
    /// The values are fewer or more than the header says; `expectedBytes` is nil where the header itself has no end.
    case truncated(file: String, expectedBytes: Int?, foundBytes: Int)
    /// No array has this name.
    case unknownArray(file: String, name: String)
    /// The array is in double precision, but single precision was asked for.
    case wrongType(file: String, name: String)
    /// The header has no such number.
    case missingNumber(file: String, key: String)

    /// The command that writes all golden files again.
    public static let command = "Tests/Golden/regenerate.sh"

    /// One sentence: what was expected, what was found, where, what to do.
    public var description: String {
        let problem =
            switch self {
            case .unreadable(let file): "\(file) cannot be read"
            case .notGolden(let file): "\(file) does not begin with \"\(GoldenHeader.magic)\""
            case .unknownVersion(let file, let found):
                "\(file) has format version \"\(found)\", expected \(GoldenHeader.version)"
            case .malformed(let file, let line): "the header of \(file) is malformed: \(line)"
            case .truncated(let file, let expected?, let found):
                "\(file) should hold \(expected) bytes of values after its header, found \(found)"
            case .truncated(let file, nil, let found):
                "\(file) ends after \(found) bytes without the empty line that ends its header"
            case .unknownArray(let file, let name): "\(file) has no array \(name)"
            case .wrongType(let file, let name): "\(name) in \(file) is in double precision, expected single"
            case .missingNumber(let file, let key): "the header of \(file) has no number `\(key)`"
            }
        return "\(problem); write the golden files again with \(Self.command)"
    }
}
