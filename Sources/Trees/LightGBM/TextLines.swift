#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Takes a text apart into lines, without copying it.
struct TextLines {
    /// One line, without its end.
    struct Line {
        let bytes: UnsafeRawBufferPointer
        let number: Int

        var text: String { String(decoding: bytes, as: UTF8.self) }

        func starts(with prefix: StaticString) -> Bool {
            bytes.count >= prefix.utf8CodeUnitCount && memcmp(bytes.baseAddress!, prefix.utf8Start, prefix.utf8CodeUnitCount) == 0
        }

        func equals(_ text: StaticString) -> Bool { bytes.count == text.utf8CodeUnitCount && starts(with: text) }
    }

    let bytes: UnsafeRawBufferPointer
    /// Where the next line starts.
    var offset: Int
    /// Number of the next line, from 1 where the reading started.
    private var number = 1

    init(_ bytes: UnsafeRawBufferPointer, from offset: Int = 0) { (self.bytes, self.offset) = (bytes, offset) }

    /// The next line; `nil` at the end. Lines end with a line feed, or with a carriage return and a line feed.
    mutating func next() -> Line? {
        guard offset < bytes.count, let base = bytes.baseAddress else { return nil }
        let start = base + offset
        let left = bytes.count - offset
        let end = memchr(start, 10, left).map { UnsafeRawPointer($0) - start } ?? left
        var length = end
        if length > 0, start.load(fromByteOffset: length - 1, as: UInt8.self) == 13 { length -= 1 }
        defer { (offset, number) = (offset + min(end + 1, left), number + 1) }
        return Line(bytes: UnsafeRawBufferPointer(start: start, count: length), number: number)
    }
}
