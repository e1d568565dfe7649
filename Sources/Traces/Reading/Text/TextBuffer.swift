/// A window on a byte stream: bytes are consumed at its front and fetched at its back, in chunks.
///
/// Memory is bounded by the longest stretch that its user keeps unconsumed. A UTF-8 byte order mark at the very beginning is skipped.
final class TextBuffer {
    /// Name of the source for messages.
    let name: String
    /// What stands behind the window; `nil` for memory of somebody else.
    let input: (any ByteInput)?
    /// The window; `start ..< end` is valid. Moves only in ``fill()``.
    private(set) var bytes: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    /// Position of the first byte not consumed; whoever consumes moves it.
    var start = 0
    /// Behind the last byte fetched.
    private(set) var end = 0
    /// Whether the stream has nothing more behind `end`.
    private(set) var isAtEnd = false
    private var hasSkippedMark: Bool

    /// - Parameter chunk: initial size of the window in bytes; it doubles when one stretch needs more.
    convenience init(_ source: ByteSource, chunk: Int = 256 << 10) throws(TraceError) {
        self.init(try ByteStream(source), isAtBeginning: true, chunk: chunk)
    }

    /// - Parameter isAtBeginning: whether the first bytes may be a byte order mark.
    init(_ input: any ByteInput, isAtBeginning: Bool, chunk: Int = 256 << 10) {
        self.input = input
        name = input.name
        capacity = max(chunk, 16)
        bytes = .allocate(capacity: capacity)
        hasSkippedMark = !isAtBeginning
    }

    /// A window on memory of somebody else, which must outlive it, and nothing behind it.
    init(name: String, lent bytes: UnsafeMutablePointer<UInt8>, count: Int) {
        self.name = name
        (input, capacity, hasSkippedMark, isAtEnd) = (nil, 0, true, true)
        (self.bytes, end) = (bytes, count)
    }

    deinit { if input != nil { bytes.deallocate() } }

    /// Number of bytes in the window.
    var available: Int { end - start }

    /// Fetches more bytes behind `end`; false at the end of the stream. Moves the window, so that positions relative to `start` stay true.
    func fill() throws(TraceError) -> Bool {
        guard !isAtEnd, let input else { return false }
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
        let count = try input.read(into: UnsafeMutableRawBufferPointer(start: bytes + end, count: capacity - end))
        end += count
        isAtEnd = count == 0
        if !hasSkippedMark { try skipMark(input) }
        return count > 0
    }

    private func skipMark(_ input: any ByteInput) throws(TraceError) {
        hasSkippedMark = true
        while available < 3, !isAtEnd {
            let count = try input.read(into: UnsafeMutableRawBufferPointer(start: bytes + end, count: capacity - end))
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

    /// Everything that is left, for texts that are read as a whole.
    /// - Throws: ``TraceError/unreadable(file:reason:)`` when there are more bytes than `limit`.
    func contents(atMost limit: Int) throws(TraceError) -> [UInt8] {
        while try fill() {
            guard available <= limit else { throw .unreadable(file: name, reason: "it is longer than \(limit) bytes") }
        }
        return [UInt8](UnsafeBufferPointer(start: bytes + start, count: available))
    }
}
