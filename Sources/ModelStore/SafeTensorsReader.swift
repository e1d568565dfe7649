import Forecasting

/// Reads one safetensors file, from memory or from disk: first the header, then, once all its claims hold, each tensor straight into the
/// array that keeps it.
struct SafeTensorsReader {
    /// Copies the bytes at an offset of the file into a buffer, all of them or throws.
    typealias Fill = (_ offset: Int, _ buffer: UnsafeMutableRawBufferPointer) throws(ModelFileError) -> Void

    let header: SafeTensorsHeader
    let name: String
    private let bufferStart: Int
    private let length: Int
    private let fill: Fill

    /// Reads the header of a file of `length` bytes.
    init(name: String, length: Int, fill: @escaping Fill) throws(ModelFileError) {
        guard length >= 8 else { throw ModelFileError.malformed(file: name, offset: 0, .truncated(bytes: length)) }
        guard length <= SafeTensors.maximumFileBytes else {
            throw ModelFileError.malformed(file: name, offset: 0, .tooLarge(bytes: length))
        }
        let claimed = try Self.read(8, at: 0, fill).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard claimed <= UInt64(SafeTensors.maximumHeaderBytes) else {
            throw ModelFileError.malformed(file: name, offset: 0, .headerTooLarge(claimed: claimed))
        }
        guard claimed <= UInt64(length - 8) else {
            throw ModelFileError.malformed(file: name, offset: 0, .headerBeyondEnd(claimed: claimed, available: length - 8))
        }
        var scanner = HeaderScanner(try Self.read(Int(claimed), at: 8, fill), file: name, base: 8)
        self.header = try SafeTensorsHeader(&scanner)
        (self.name, self.length, self.fill) = (name, length, fill)
        self.bufferStart = 8 + Int(claimed)
    }

    /// Reads the header of bytes in memory.
    init(_ bytes: [UInt8], name: String) throws(ModelFileError) {
        try self.init(name: name, length: bytes.count) { offset, buffer in
            buffer.copyBytes(from: bytes[offset..<offset + buffer.count])
        }
    }

    /// Checks the claims of the header, then reads all tensors.
    func archive() throws(ModelFileError) -> ModelArchive {
        var archive = ModelArchive(metadata: header.metadata)
        let placements = try header.placements(inBufferOf: length - bufferStart, file: name)
        archive.tensors.reserveCapacity(placements.count)
        for placement in placements {
            let bytes = try Self.read(placement.range.count, at: bufferStart + placement.range.lowerBound, fill)
            archive.tensors[placement.name] = ModelArchive.Tensor(type: placement.type, shape: placement.shape, bytes: bytes)
        }
        return archive
    }

    private static func read(_ count: Int, at offset: Int, _ fill: Fill) throws(ModelFileError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        try bytes.withUnsafeMutableBufferPointer { (buffer) throws(ModelFileError) in
            try fill(offset, UnsafeMutableRawBufferPointer(buffer))
        }
        return bytes
    }
}
