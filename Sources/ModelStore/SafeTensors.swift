import Forecasting

/// The safetensors layout: `[8 bytes: header length N, little-endian] [N bytes: JSON header] [tensors]`.
///
/// Bytes in, `ModelArchive` out, and back. Everything the header claims is checked against the bytes that are there
/// before anything is allocated by it; reading runs no code and needs no trust.
/// See <https://github.com/huggingface/safetensors>; written and read files are the reference implementation's, byte for byte.
public enum SafeTensors {
    /// Longest header the format allows.
    public static let maximumHeaderBytes = 100_000_000
    /// Longest file that is looked at: 4 GiB, a thousand times the size of the models of this engine.
    public static let maximumFileBytes = 1 << 32
    /// The key of the header that holds metadata instead of a tensor.
    public static let metadataName = "__metadata__"

    static let typeNames = ModelArchive.ElementType.allCases.map(\.rawValue).joined(separator: ", ")

    /// Writes an archive.
    ///
    /// The order is the reference writer's: tensors by falling alignment (number formats in the order I64, F64, F32, I32, U8), then by
    /// name; metadata keys, which the reference leaves in random order, are sorted. The header is padded with spaces so that tensors start
    /// on an 8-byte boundary. Equal archives give equal bytes.
    /// - Throws: ``ModelFileError/malformed(file:offset:_:)`` when the header would be longer than the format allows.
    /// - Precondition: no tensor is called `__metadata__`, and every tensor has the bytes that its shape needs.
    public static func encode(_ archive: ModelArchive, name: String = "archive") throws(ModelFileError) -> [UInt8] {
        let tensors = ordered(archive)
        var header = Self.header(tensors, metadata: archive.metadata)
        header.append(contentsOf: [UInt8](repeating: UInt8(ascii: " "), count: (8 - header.count % 8) % 8))
        guard header.count <= maximumHeaderBytes else {
            throw ModelFileError.malformed(file: name, offset: 0, .headerTooLarge(claimed: UInt64(header.count)))
        }
        var out: [UInt8] = []
        out.reserveCapacity(tensors.reduce(8 + header.count) { $0 + $1.tensor.bytes.count })
        out.append(contentsOf: (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) })
        out.append(contentsOf: header)
        for (_, tensor) in tensors { out.append(contentsOf: tensor.bytes) }
        return out
    }

    /// Reads an archive from the bytes of a file.
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - name: what errors call the bytes, usually a path.
    /// - Throws: ``ModelFileError/malformed(file:offset:_:)``.
    public static func decode(_ bytes: [UInt8], name: String = "archive") throws(ModelFileError) -> ModelArchive {
        try SafeTensorsReader(bytes, name: name).archive()
    }

    /// Tensors in the order in which they are written.
    static func ordered(_ archive: ModelArchive) -> [(name: String, tensor: ModelArchive.Tensor)] {
        precondition(archive.tensors[metadataName] == nil, "no tensor can be called \(metadataName)")
        return archive.tensors.map { ($0.key, $0.value) }.sorted { a, b in
            a.tensor.type == b.tensor.type ? precedes(a.name, b.name) : rank(a.tensor.type) < rank(b.tensor.type)
        }
    }

    /// The JSON header without padding.
    static func header(_ tensors: [(name: String, tensor: ModelArchive.Tensor)], metadata: [String: String]) -> [UInt8] {
        var members: [String] = []
        members.reserveCapacity(tensors.count + 1)
        if !metadata.isEmpty {
            let pairs = metadata.sorted { precedes($0.key, $1.key) }.map { "\(literal($0.key)):\(literal($0.value))" }
            members.append("\"\(metadataName)\":{\(pairs.joined(separator: ","))}")
        }
        var begin = 0
        for (name, tensor) in tensors {
            let end = begin + tensor.bytes.count
            let size = tensor.shape.reduce(tensor.type.size, *)
            precondition(
                size == tensor.bytes.count, "tensor \(name) of shape \(tensor.shape) needs \(size) bytes, has \(tensor.bytes.count)")
            let shape = tensor.shape.map(String.init).joined(separator: ",")
            members.append(
                "\(literal(name)):{\"dtype\":\"\(tensor.type.rawValue)\",\"shape\":[\(shape)],\"data_offsets\":[\(begin),\(end)]}")
            begin = end
        }
        return Array("{\(members.joined(separator: ","))}".utf8)
    }

    // Names compare by their UTF-8 bytes, as in the reference; Swift's own order of strings is another one.
    private static func precedes(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }

    private static func rank(_ type: ModelArchive.ElementType) -> Int {
        switch type {
        case .int64: 0
        case .float64: 1
        case .float32: 2
        case .int32: 3
        case .uint8: 4
        }
    }

    private static func literal(_ text: String) -> String {
        let needsEscape = text.utf8.contains { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }
        return "\"\(needsEscape ? text.unicodeScalars.map(\.jsonEscaped).joined() : text)\""
    }
}
