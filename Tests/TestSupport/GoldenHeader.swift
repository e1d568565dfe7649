/// The text at the beginning of a golden file, up to and with the empty line.
struct GoldenHeader {
    /// Name, type and shape of one array.
    struct Array {
        let name: String
        let isDouble: Bool
        let shape: [Int]
        let byteCount: Int
    }

    static let magic = "HRGOLDEN"
    static let version = 1

    /// `key: value` lines that are not about the layout.
    let facts: [String: String]
    let arrays: [Array]
    /// Bytes after the header, as the header says.
    let payloadLength: Int
    /// Bytes of the header.
    let length: Int

    init(_ bytes: [UInt8], origin: String) throws(GoldenFileError) {
        guard bytes.starts(with: (Self.magic + " ").utf8) else { throw .notGolden(file: origin) }
        // The header is text, what follows is not: find the empty line before decoding.
        guard let end = bytes.indices.dropLast().first(where: { bytes[$0] == 10 && bytes[$0 + 1] == 10 }) else {
            throw .truncated(file: origin, expectedBytes: nil, foundBytes: bytes.count)
        }
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        let found = String(lines[0].dropFirst(Self.magic.utf8.count + 1))
        guard Int(found) == Self.version else { throw .unknownVersion(file: origin, found: found) }

        var facts: [String: String] = [:]
        var arrays: [Array] = []
        var payloadLength: Int?
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { throw .malformed(file: origin, line: String(line)) }
            let (key, value) = (line[..<colon], line[colon...].dropFirst(2))
            switch key {
            case "array":
                guard let array = Array(value) else { throw .malformed(file: origin, line: String(line)) }
                arrays.append(array)
            case "bytes":
                payloadLength = Int(value)
            default:
                facts[String(key)] = String(value)
            }
        }
        guard let payloadLength else { throw .malformed(file: origin, line: "no line `bytes: N`") }
        self.facts = facts
        self.arrays = arrays
        self.payloadLength = payloadLength
        self.length = end + 2
    }
}

extension GoldenHeader.Array {
    /// Reads `NAME f32|f64 AxBxC`; nil when the line is something else or its size does not fit an `Int`.
    init?(_ text: Substring) {
        let fields = text.split(separator: " ", omittingEmptySubsequences: false)
        guard fields.count == 3, fields[1] == "f32" || fields[1] == "f64" else { return nil }
        let lengths = fields[2].split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        var size = fields[1] == "f64" ? 8 : 4
        for length in lengths {
            guard let length, length >= 0 else { return nil }
            let (product, overflow) = size.multipliedReportingOverflow(by: length)
            guard !overflow, product < 1 << 32 else { return nil }
            size = product
        }
        self.init(name: String(fields[0]), isDouble: fields[1] == "f64", shape: lengths.compactMap { $0 }, byteCount: size)
    }
}
