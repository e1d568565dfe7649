/// The bytes of a source as text readers want them: unpacked when they are gzip, otherwise as they are.
///
/// Reads in chunks and keeps at most 128 KiB of its own, whatever the size of the source.
final class ByteStream: ByteInput {
    /// Name of the source for messages.
    let name: String
    private let raw: RawInput
    private var decoder: GzipDecoder?
    /// Bytes read to recognise the content: those from `handed` to `filled` are not handed out yet.
    private let head: UnsafeMutableRawBufferPointer
    private var handed = 0
    private var filled = 0
    private var isRecognised = false

    init(_ source: ByteSource) throws(TraceError) {
        raw = try RawInput(source)
        name = raw.name
        // Last: an initializer that throws runs no deinit.
        head = .allocate(byteCount: 64 << 10, alignment: 16)
    }

    deinit { head.deallocate() }

    /// Fills the front of `target` and returns how much; 0 at the end.
    func read(into target: UnsafeMutableRawBufferPointer) throws(TraceError) -> Int {
        if !isRecognised { try recognise() }
        if let decoder { return try decoder.read(into: target, from: raw) }
        if handed < filled {
            let count = min(filled - handed, target.count)
            target.copyMemory(from: UnsafeRawBufferPointer(rebasing: head[handed..<(handed + count)]))
            handed += count
            return count
        }
        return try raw.read(into: target)
    }

    private func recognise() throws(TraceError) {
        isRecognised = true
        // Pipes may hand over single bytes; six decide.
        while filled < 6 {
            let count = try raw.read(into: UnsafeMutableRawBufferPointer(rebasing: head[filled...]))
            if count == 0 { break }
            filled += count
        }
        let found = UnsafeRawBufferPointer(rebasing: head[..<filled])
        if found.starts(with: [0x1f, 0x8b]) {
            decoder = try GzipDecoder(name: name, head: found)
            handed = filled
        } else if let kind = PackedContent.name(of: found) {
            throw TraceError.unsupportedContent(file: name, kind: kind)
        }
    }
}
