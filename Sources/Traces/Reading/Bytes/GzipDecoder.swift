import CZlib

/// Unpacks a gzip stream of one or more members (RFC 1952) in bounded memory.
final class GzipDecoder {
    private let name: String
    private let stream: UnsafeMutablePointer<z_stream>
    private let input: UnsafeMutableRawBufferPointer
    /// Compressed bytes handed to zlib so far, those still in `input` included.
    private var fetched: Int
    private var isBetweenMembers = false
    private var isPadding = false
    /// Damage behind bytes that were still good: what is before it is handed out first, whatever the size of the reads.
    private var damage: TraceError?

    /// - Parameter head: the first bytes of the stream, already read; at most 128 KiB.
    init(name: String, head: UnsafeRawBufferPointer) throws(TraceError) {
        self.name = name
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        input = .allocate(byteCount: max(128 << 10, head.count), alignment: 16)
        input.copyMemory(from: head)
        fetched = head.count
        stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_in = UInt32(head.count)
        // 15 bits of window, + 16: gzip wrapping only.
        guard cz_inflate_init(stream, 15 + 16) == Z_OK else { throw TraceError.unreadable(file: name, reason: "zlib has no memory") }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
        input.deallocate()
    }

    private var offset: Int { fetched - Int(stream.pointee.avail_in) }

    /// Fills the front of `target` with unpacked bytes and returns how many; 0 at the end of the last member.
    func read(into target: UnsafeMutableRawBufferPointer, from raw: RawInput) throws(TraceError) -> Int {
        guard let base = target.baseAddress, target.count > 0 else { return 0 }
        if let damage { throw damage }
        let room = min(target.count, 1 << 30)
        stream.pointee.next_out = base.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = UInt32(room)
        while true {
            if stream.pointee.avail_in == 0 {
                let count = try raw.read(into: input)
                fetched += count
                stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
                stream.pointee.avail_in = UInt32(count)
                if count == 0 {
                    if isBetweenMembers { return 0 }
                    throw TraceError.gzipTruncated(file: name, offset: offset)
                }
            }
            if isBetweenMembers, try !startNextMember() { continue }
            let status = inflate(stream, Z_NO_FLUSH)
            let produced = room - Int(stream.pointee.avail_out)
            switch status {
            case Z_STREAM_END:
                isBetweenMembers = true
                if produced > 0 { return produced }
            case Z_OK, Z_BUF_ERROR:
                if produced > 0 { return produced }
            default:
                let reason = stream.pointee.msg.map { String(cString: $0) } ?? "zlib error \(status)"
                let error = TraceError.gzipCorrupt(file: name, offset: offset, reason: reason)
                damage = error
                if produced > 0 { return produced }
                throw error
            }
        }
    }

    /// Steps over zero padding; true when another member begins at the next byte.
    private func startNextMember() throws(TraceError) -> Bool {
        while stream.pointee.avail_in > 0, stream.pointee.next_in.pointee == 0 {
            isPadding = true
            stream.pointee.next_in += 1
            stream.pointee.avail_in -= 1
        }
        guard stream.pointee.avail_in > 0 else { return false }
        guard !isPadding, stream.pointee.next_in.pointee == 0x1f else {
            throw TraceError.gzipCorrupt(file: name, offset: offset, reason: "other data follows the packed data")
        }
        inflateReset(stream)
        isBetweenMembers = false
        return true
    }
}
