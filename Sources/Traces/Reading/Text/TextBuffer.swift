/// A window on a byte stream: bytes are consumed at its front and fetched at its back, in chunks.
///
/// Memory is bounded by the longest stretch that its user keeps unconsumed. A UTF-8 byte order mark at the very beginning is skipped.
final class TextBuffer {
    /// Name of the source for messages.
    let name: String
    private let stream: ByteStream
    /// The window; `start ..< end` is valid. Moves only in ``fill()``.
    private(set) var bytes: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    /// Position of the first byte not consumed; whoever consumes moves it.
    var start = 0
    /// Behind the last byte fetched.
    private(set) var end = 0
    /// Whether the stream has nothing more behind `end`.
    private(set) var isAtEnd = false
    private var hasSkippedMark = false

    /// - Parameter chunk: initial size of the window in bytes; it doubles when one stretch needs more.
    init(_ source: ByteSource, chunk: Int = 256 << 10) throws(TraceError) {
        stream = try ByteStream(source)
        name = stream.name
        capacity = max(chunk, 16)
        bytes = .allocate(capacity: capacity)
    }

    deinit { bytes.deallocate() }

    /// Number of bytes in the window.
    var available: Int { end - start }

    /// Fetches more bytes behind `end`; false at the end of the stream. Moves the window, so that positions relative to `start` stay true.
    func fill() throws(TraceError) -> Bool {
        if isAtEnd { return false }
        if start > 0 {
            if available > 0 { bytes.update(from: bytes + start, count: available) }
            end -= start
            start = 0
        }
        if end == capacity {
            let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity * 2)
            larger.update(from: bytes, count: end)
            bytes.deallocate()
            bytes = larger
            capacity *= 2
        }
        let count = try stream.read(into: UnsafeMutableRawBufferPointer(start: bytes + end, count: capacity - end))
        end += count
        isAtEnd = count == 0
        if !hasSkippedMark { try skipMark() }
        return count > 0
    }

    private func skipMark() throws(TraceError) {
        hasSkippedMark = true
        while available < 3, !isAtEnd {
            let count = try stream.read(into: UnsafeMutableRawBufferPointer(start: bytes + end, count: capacity - end))
            end += count
            isAtEnd = count == 0
        }
        if available >= 3, bytes[start] == 0xef, bytes[start + 1] == 0xbb, bytes[start + 2] == 0xbf { start += 3 }
    }

    /// Fetches until the window holds `count` bytes or the stream ends, and shows what is there without consuming it.
    func peek(_ count: Int) throws(TraceError) -> UnsafeBufferPointer<UInt8> {
        while available < count, try fill() {}
        return UnsafeBufferPointer(start: bytes + start, count: available)
    }
}
