public import Traces
import Tensors

/// The layout, all numbers little-endian:
///
///     bytes 0…7    "HRWORK01", the name and version of the layout
///           8…15   check sum of everything behind it
///          16…23   number of requests n
///          24…31   number of models m
///          32…     m names: length in bytes (4), UTF-8; then zeros up to a multiple of 8
///                  n arrivals (8), n SLOs (8), n numbers (8), n indices of models (4)
extension Workload {
    private static let magic = Array("HRWORK01".utf8)

    /// Writes columns as they are in memory, with a check sum; the layout is described in the source.
    /// - Throws: `TraceError.unwritable`; then what was under the name is still there.
    public func writeBinary(to path: String) throws(TraceError) { try AtomicFile.write(binary, to: path) }

    /// The bytes of ``writeBinary(to:)``.
    var binary: [UInt8] {
        var body: [UInt8] = []
        body.reserveCapacity(16 + 64 * models.count + 28 * count)
        body.append(integer: UInt64(count))
        body.append(integer: UInt64(models.count))
        for name in models {
            body.append(integer: UInt32(name.utf8.count))
            body.append(contentsOf: name.utf8)
        }
        while body.count % 8 != 0 { body.append(0) }
        arrivals.withUnsafeBytes { body.append(contentsOf: $0) }
        slos.withUnsafeBytes { body.append(contentsOf: $0) }
        ids.withUnsafeBytes { body.append(contentsOf: $0) }
        modelIndices.withUnsafeBytes { body.append(contentsOf: $0) }
        var bytes = Self.magic
        bytes.append(integer: Self.checkSum(body[...]))
        return bytes + body
    }

    /// Reads what ``writeBinary(to:)`` wrote.
    /// - Throws: ``ReplayError/invalidFile(file:reason:)``, ``ReplayError/invalidWorkload(reason:)``, or `TraceError` when it cannot be
    ///   read.
    public init(binary path: String) throws {
        try self.init(binary: try ByteSource.file(path).contents(atMost: Self.mostBytes), file: path)
    }

    init(binary bytes: [UInt8], file: String) throws(ReplayError) {
        func bad(_ reason: String) -> ReplayError { .invalidFile(file: file, reason: reason) }
        guard bytes.count >= 32, Array(bytes[..<8]) == Self.magic else { throw bad("it does not begin with HRWORK01") }
        guard bytes.integer(at: 8, as: UInt64.self) == Self.checkSum(bytes[16...]) else {
            throw bad("its check sum is wrong; it is damaged")
        }
        let (count, names) = (bytes.integer(at: 16, as: UInt64.self), bytes.integer(at: 24, as: UInt64.self))
        // Before anything is allocated.
        guard count <= UInt64(bytes.count) / 28, names <= UInt64(bytes.count) / 4 else { throw bad("it is shorter than its header says") }
        var (at, models) = (32, [String]())
        for _ in 0..<names {
            guard bytes.count - at >= 4 else { throw bad("it ends inside a name") }
            let length = Int(bytes.integer(at: at, as: UInt32.self))
            at += 4
            guard bytes.count - at >= length else { throw bad("it ends inside a name") }
            guard let name = String(validating: bytes[at..<at + length], as: UTF8.self) else { throw bad("a name is no text") }
            models.append(name)
            at += length
        }
        at = (at + 7) / 8 * 8
        let n = Int(count)
        guard bytes.count == at + 28 * n else { throw bad("it has \(bytes.count) bytes, \(at + 28 * n) were expected") }
        func column<Number: BitwiseCopyable>(_ zero: Number) -> [Number] {
            let size = MemoryLayout<Number>.size
            defer { at += n * size }
            return [Number](unsafeUninitializedCapacity: n) { out, initialized in
                bytes.withUnsafeBytes {
                    UnsafeMutableRawBufferPointer(out).copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[at..<at + n * size]))
                }
                initialized = n
            }
        }
        let (arrivals, slos) = (column(0.0), column(0.0))
        let (ids, indices) = (column(UInt64(0)), column(UInt32(0)))
        try self.init(models: models, arrivals: arrivals, modelIndices: indices, slos: slos, ids: ids)
    }

    /// Words of 8 bytes, mixed one after another; the rest is filled up with zeros and its length is mixed in first.
    private static func checkSum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        var sum = RandomStream.mix(UInt64(bytes.count))
        bytes.withUnsafeBytes { raw in
            let words = raw.count / 8
            for index in 0..<words {
                sum = RandomStream.mix(sum ^ raw.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self).littleEndian)
            }
            var rest: UInt64 = 0
            for (place, byte) in raw[(8 * words)...].enumerated() { rest |= UInt64(byte) << (8 * place) }
            sum = RandomStream.mix(sum ^ rest)
        }
        return sum
    }
}

extension [UInt8] {
    fileprivate mutating func append<Integer: FixedWidthInteger>(integer: Integer) {
        Swift.withUnsafeBytes(of: integer.littleEndian) { append(contentsOf: $0) }
    }

    fileprivate func integer<Integer: FixedWidthInteger>(at offset: Int, as type: Integer.Type) -> Integer {
        withUnsafeBytes { Integer(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: Integer.self)) }
    }
}
