extension ByteSource {
    /// All bytes, unpacked when they are gzip; for files that are read as a whole.
    /// - Parameter limit: most bytes that are taken.
    /// - Throws: ``TraceError``, also when there are more bytes than `limit`.
    package func contents(atMost limit: Int) throws(TraceError) -> [UInt8] {
        let stream = try ByteStream(self)
        var bytes: [UInt8] = []
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
        defer { piece.deallocate() }
        while true {
            let count = try stream.read(into: piece)
            if count == 0 { return bytes }
            guard bytes.count + count <= limit else { throw .unreadable(file: name, reason: "it is longer than \(limit) bytes") }
            bytes += piece[..<count]
        }
    }
}
