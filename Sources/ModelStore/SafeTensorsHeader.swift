import Forecasting

/// The header of a safetensors file as it was written: syntax and keys are checked, what the tensors claim is not yet.
struct SafeTensorsHeader {
    /// One tensor as the header describes it.
    struct Entry {
        let name: String
        let type: String
        let shape: [Int]
        let begin: Int
        let end: Int
        /// Where the name stands in the file.
        let offset: Int
    }

    /// A tensor whose claims hold: its range is exactly what type and shape need.
    struct Placement {
        let name: String
        let type: ModelArchive.ElementType
        let shape: [Int]
        let range: Range<Int>
    }

    private(set) var metadata: [String: String] = [:]
    private(set) var entries: [Entry] = []

    /// Reads a header, all of it: nothing but spaces may follow the object.
    init(_ scanner: inout HeaderScanner) throws(ModelFileError) {
        guard scanner.peek() == UInt8(ascii: "{") else { throw scanner.unexpected("a brace that opens the object of all tensors") }
        var seen = Set<String>()
        var (metadata, entries) = ([String: String](), [Entry]())
        try scanner.object("an object") { (scanner, key, offset) throws(ModelFileError) in
            guard seen.insert(key).inserted else { throw scanner.fault(.duplicateKey(key), at: offset) }
            if key == SafeTensors.metadataName {
                metadata = try Self.metadata(&scanner)
            } else {
                entries.append(try Self.entry(&scanner, name: key, offset: offset))
            }
        }
        while scanner.peek() == UInt8(ascii: " ") { scanner.advance() }
        guard scanner.isAtEnd else { throw scanner.unexpected("nothing but spaces after the closing brace") }
        (self.metadata, self.entries) = (metadata, entries)
    }

    private static func metadata(_ scanner: inout HeaderScanner) throws(ModelFileError) -> [String: String] {
        var values: [String: String] = [:]
        try scanner.object("an object of metadata") { (scanner, key, offset) throws(ModelFileError) in
            let value = try scanner.string("a string, the only kind of metadata value,")
            guard values.updateValue(value, forKey: key) == nil else { throw scanner.fault(.duplicateKey(key), at: offset) }
        }
        return values
    }

    private static func entry(_ scanner: inout HeaderScanner, name: String, offset: Int) throws(ModelFileError) -> Entry {
        var (type, shape, range) = (String?.none, [Int]?.none, [Int]?.none)
        var rangeOffset = offset
        try scanner.object("an object that describes a tensor") { (scanner, key, offset) throws(ModelFileError) in
            let isNew: Bool
            switch key {
            case "dtype":
                isNew = type == nil
                type = try scanner.string("a number format in quotes")
            case "shape":
                isNew = shape == nil
                shape = try scanner.integers("an array of sizes")
            case "data_offsets":
                isNew = range == nil
                scanner.skipSpace()
                rangeOffset = scanner.offset
                range = try scanner.integers("an array of two offsets")
            default: throw scanner.fault(.unknownKey(key, tensor: name), at: offset)
            }
            guard isNew else { throw scanner.fault(.duplicateKey(key), at: offset) }
        }
        guard let type else { throw scanner.fault(.missingKey("dtype", tensor: name), at: offset) }
        guard let shape else { throw scanner.fault(.missingKey("shape", tensor: name), at: offset) }
        guard let range else { throw scanner.fault(.missingKey("data_offsets", tensor: name), at: offset) }
        guard range.count == 2 else {
            throw scanner.fault(.syntax(expected: "an array of two offsets", found: "\(range.count) numbers"), at: rangeOffset)
        }
        return Entry(name: name, type: type, shape: shape, begin: range[0], end: range[1], offset: offset)
    }

    /// Checks every claim against the buffer: known formats, ranges that touch from its first byte to its last, sizes that fit.
    func placements(inBufferOf bytes: Int, file: String) throws(ModelFileError) -> [Placement] {
        var placements: [Placement] = []
        placements.reserveCapacity(entries.count)
        var cursor = 0
        for entry in entries.sorted(by: { ($0.begin, $0.end) < ($1.begin, $1.end) }) {
            func fault(_ fault: SafeTensorsFault) -> ModelFileError { .malformed(file: file, offset: entry.offset, fault) }

            guard let type = ModelArchive.ElementType(rawValue: entry.type) else {
                throw fault(.unknownElementType(entry.type, tensor: entry.name))
            }
            guard entry.begin <= entry.end else { throw fault(.reversedRange(tensor: entry.name, begin: entry.begin, end: entry.end)) }
            guard entry.end <= bytes else { throw fault(.rangeBeyondBuffer(tensor: entry.name, end: entry.end, buffer: bytes)) }
            guard entry.begin <= cursor else { throw fault(.hole(before: entry.name, begin: entry.begin, expected: cursor)) }
            guard entry.begin == cursor else { throw fault(.overlap(tensor: entry.name, begin: entry.begin, expected: cursor)) }
            guard let size = Self.bytes(of: type, shape: entry.shape) else {
                throw fault(.shapeOverflow(tensor: entry.name, shape: entry.shape))
            }
            guard size == entry.end - entry.begin else {
                throw fault(.sizeMismatch(tensor: entry.name, shape: entry.shape, type: entry.type, bytes: entry.end - entry.begin))
            }
            placements.append(Placement(name: entry.name, type: type, shape: entry.shape, range: entry.begin..<entry.end))
            cursor = entry.end
        }
        guard cursor == bytes else {
            throw ModelFileError.malformed(file: file, offset: 0, .unusedBytes(used: cursor, buffer: bytes))
        }
        return placements
    }

    private static func bytes(of type: ModelArchive.ElementType, shape: [Int]) -> Int? {
        var size = type.size
        for axis in shape {
            let (product, overflows) = size.multipliedReportingOverflow(by: axis)
            if overflows { return nil }
            size = product
        }
        return size
    }
}
