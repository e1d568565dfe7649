import FoundationEssentials

/// Reference values from another library: named arrays under a text header that says how they were made.
///
/// The files lie in `Tests/Golden` beside the scripts that write them; `golden_file.py` there describes the layout.
public struct GoldenFile: Sendable {
    /// One array of a golden file.
    public struct Values<Scalar: BinaryFloatingPoint & Sendable>: Sendable {
        /// Row-major, the last letter of the shape varies fastest.
        public let values: [Scalar]
        /// Length of every axis; a single number has the shape `[1]`.
        public let shape: [Int]
    }

    private enum Payload: Sendable {
        case float([Float])
        case double([Double])
    }

    /// What the header says about the case: seed, library versions, sizes, settings.
    public let header: [String: String]
    /// Names of all arrays in the order of the file.
    public let names: [String]

    private let origin: String
    private let arrays: [String: (payload: Payload, shape: [Int])]

    /// Reads `Tests/Golden/NAME.golden`.
    public init(named name: String) throws(GoldenFileError) {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let file = tests.appending(path: "Golden/\(name).golden")
        guard let data = try? Data(contentsOf: file) else { throw .unreadable(file: file.path) }
        try self.init(bytes: [UInt8](data), origin: file.path)
    }

    /// Reads the bytes of a golden file; `origin` is the file's name in messages.
    public init(bytes: [UInt8], origin: String) throws(GoldenFileError) {
        let parsed = try GoldenHeader(bytes, origin: origin)
        let found = bytes.count - parsed.length
        let expected = parsed.arrays.reduce(0) { $0 + $1.byteCount }
        guard expected == parsed.payloadLength, expected == found else {
            throw .truncated(file: origin, expectedBytes: expected, foundBytes: found)
        }
        var arrays: [String: (payload: Payload, shape: [Int])] = [:]
        var offset = parsed.length
        for array in parsed.arrays {
            let slice = bytes[offset..<offset + array.byteCount]
            let payload: Payload =
                array.isDouble
                ? .double(Self.words(slice, of: UInt64.self).map { Double(bitPattern: $0) })
                : .float(Self.words(slice, of: UInt32.self).map { Float(bitPattern: $0) })
            guard arrays.updateValue((payload, array.shape), forKey: array.name) == nil else {
                throw .malformed(file: origin, line: "two arrays are named \(array.name)")
            }
            offset += array.byteCount
        }
        self.header = parsed.facts
        self.names = parsed.arrays.map(\.name)
        self.origin = origin
        self.arrays = arrays
    }

    /// An array stored in single precision.
    public func floats(_ name: String) throws(GoldenFileError) -> Values<Float> {
        guard let found = arrays[name] else { throw .unknownArray(file: origin, name: name) }
        guard case .float(let values) = found.payload else { throw .wrongType(file: origin, name: name) }
        return Values(values: values, shape: found.shape)
    }

    /// An array stored in double or, widened exactly, in single precision.
    public func doubles(_ name: String) throws(GoldenFileError) -> Values<Double> {
        guard let found = arrays[name] else { throw .unknownArray(file: origin, name: name) }
        switch found.payload {
        case .double(let values): return Values(values: values, shape: found.shape)
        case .float(let values): return Values(values: values.map(Double.init), shape: found.shape)
        }
    }

    /// A number of the header such as `hidden`, `layers` or `learning_rate`.
    public func number(_ key: String) throws(GoldenFileError) -> Double {
        guard let text = header[key], let value = Double(text) else { throw .missingNumber(file: origin, key: key) }
        return value
    }

    /// Little-endian words of a slice whose length is a multiple of the word's.
    private static func words<Word: FixedWidthInteger>(_ bytes: ArraySlice<UInt8>, of type: Word.Type) -> [Word] {
        bytes.withUnsafeBytes { raw in
            (0..<raw.count / MemoryLayout<Word>.size).map {
                Word(littleEndian: raw.loadUnaligned(fromByteOffset: $0 * MemoryLayout<Word>.size, as: Word.self))
            }
        }
    }
}
