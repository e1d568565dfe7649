/// What can be wrong with the layout of a safetensors file.
public enum SafeTensorsFault: Equatable, Sendable {
    /// Shorter than the eight bytes of the header length, or it ended while it was being read.
    case truncated(bytes: Int)
    /// Larger than any model: not even looked at.
    case tooLarge(bytes: Int)
    /// The header claims more bytes than the file has left.
    case headerBeyondEnd(claimed: UInt64, available: Int)
    /// The header claims, or would take, more than 100,000,000 bytes.
    case headerTooLarge(claimed: UInt64)
    /// The header is not the JSON it should be.
    case syntax(expected: String, found: String)
    /// A string of the header is not UTF-8.
    case invalidUTF8
    /// A string escape that JSON does not have, or half of a surrogate pair.
    case invalidEscape
    /// The same key twice in one object.
    case duplicateKey(String)
    /// A key that is none of `dtype`, `shape`, `data_offsets`.
    case unknownKey(String, tensor: String)
    /// One of `dtype`, `shape`, `data_offsets` is missing.
    case missingKey(String, tensor: String)
    /// A size or offset that is negative, not whole, or does not fit 63 bits.
    case invalidInteger(String)
    /// A number format that models do not use.
    case unknownElementType(String, tensor: String)
    /// `data_offsets` end before they begin.
    case reversedRange(tensor: String, begin: Int, end: Int)
    /// `data_offsets` end beyond the buffer.
    case rangeBeyondBuffer(tensor: String, end: Int, buffer: Int)
    /// Bytes between two tensors that belong to neither.
    case hole(before: String, begin: Int, expected: Int)
    /// A tensor begins inside the one before it.
    case overlap(tensor: String, begin: Int, expected: Int)
    /// Bytes behind the last tensor.
    case unusedBytes(used: Int, buffer: Int)
    /// The range does not hold what the shape needs.
    case sizeMismatch(tensor: String, shape: [Int], type: String, bytes: Int)
    /// The shape has more elements than can be counted.
    case shapeOverflow(tensor: String, shape: [Int])
}

extension SafeTensorsFault: CustomStringConvertible {
    /// What was expected and what was found, without the place.
    public var description: String {
        switch self {
        case .truncated(let bytes): "expected a whole safetensors file, found the end after \(bytes) bytes; copy the file again"
        case .tooLarge(let bytes): "expected at most \(SafeTensors.maximumFileBytes) bytes, found \(bytes); this is no model file"
        case .headerBeyondEnd(let claimed, let available):
            "the header claims \(claimed) bytes, only \(available) follow; the file is truncated or no safetensors file"
        case .headerTooLarge(let claimed):
            "the header has \(claimed) bytes, at most \(SafeTensors.maximumHeaderBytes) are allowed; this is no safetensors file"
        case .syntax(let expected, let found): "the header should have \(expected) here, found \(found)"
        case .invalidUTF8: "expected UTF-8 in this string of the header, found other bytes"
        case .invalidEscape: "expected a JSON string escape, found something else or half of a surrogate pair"
        case .duplicateKey(let key): "the key \(quoted(key)) appears twice in one object"
        case .unknownKey(let key, let tensor):
            "tensor \(quoted(tensor)) should have dtype, shape and data_offsets, found the key \(quoted(key))"
        case .missingKey(let key, let tensor): "tensor \(quoted(tensor)) lacks \(key)"
        case .invalidInteger(let found): "expected a whole number from 0 to \(Int.max), found \(found)"
        case .unknownElementType(let type, let tensor):
            "tensor \(quoted(tensor)) has the number format \(quoted(type)), models use \(SafeTensors.typeNames)"
        case .reversedRange(let tensor, let begin, let end): "tensor \(quoted(tensor)) ends at \(end), before its begin \(begin)"
        case .rangeBeyondBuffer(let tensor, let end, let buffer):
            "tensor \(quoted(tensor)) ends at \(end), the buffer has \(buffer) bytes; the file is truncated or its header wrong"
        case .hole(let tensor, let begin, let expected):
            "tensor \(quoted(tensor)) should begin at \(expected), where the one before it ends, found \(begin): a hole"
        case .overlap(let tensor, let begin, let expected):
            "tensor \(quoted(tensor)) should begin at \(expected), where the one before it ends, found \(begin): an overlap"
        case .unusedBytes(let used, let buffer): "the tensors take \(used) bytes, the buffer has \(buffer)"
        case .sizeMismatch(let tensor, let shape, let type, let bytes):
            "tensor \(quoted(tensor)) of shape \(abbreviated(shape)) and format \(type) does not take \(bytes) bytes"
        case .shapeOverflow(let tensor, let shape):
            "tensor \(quoted(tensor)) has the shape \(abbreviated(shape)), more elements than can be counted"
        }
    }
}

// Shapes come from the file too: a hostile one must not fill the screen.
private func abbreviated(_ shape: [Int]) -> String {
    shape.count <= 8 ? "\(shape)" : "[\(shape.prefix(8).map(String.init).joined(separator: ", ")), …] with \(shape.count) axes"
}
