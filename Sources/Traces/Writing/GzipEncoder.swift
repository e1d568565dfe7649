import CZlib

/// Packs bytes as one gzip member. The same bytes give the same file: no name and no date are stored.
final class GzipEncoder {
    private let stream: UnsafeMutablePointer<z_stream>
    private let output: UnsafeMutableRawBufferPointer

    /// - Parameter level: 1 (fast) … 9 (small).
    init(level: Int32 = 6) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        output = .allocate(byteCount: 128 << 10, alignment: 16)
        let status = cz_deflate_init(stream, level)
        precondition(status == Z_OK, "zlib has no memory")
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
        output.deallocate()
    }

    /// Packs bytes and hands packed ones to `write`; with `isLast` the end mark too.
    func pack(_ bytes: UnsafeRawBufferPointer, isLast: Bool, write: (UnsafeRawBufferPointer) throws(TraceError) -> Void) throws(TraceError)
    {
        precondition(bytes.count <= Int(UInt32.max), "pack in chunks below 4 GiB")
        // zlib does not write to its input, but its interface is older than const.
        stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self))
        stream.pointee.avail_in = UInt32(bytes.count)
        var status = Z_OK
        repeat {
            stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
            stream.pointee.avail_out = UInt32(output.count)
            status = deflate(stream, isLast ? Z_FINISH : Z_NO_FLUSH)
            let count = output.count - Int(stream.pointee.avail_out)
            if count > 0 { try write(UnsafeRawBufferPointer(rebasing: output[..<count])) }
        } while isLast ? status != Z_STREAM_END : stream.pointee.avail_out == 0
    }
}
