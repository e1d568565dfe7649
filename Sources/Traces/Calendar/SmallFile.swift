#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Reads whole files whose size is bounded by what they are.
enum SmallFile {
    /// The bytes of a file; `nil` when there is none of this name.
    /// - Throws: ``CalendarError/unreadable(path:reason:)``, also when the file is longer than `limit`.
    static func read(_ path: String, atMost limit: Int) throws(CalendarError) -> [UInt8]? {
        guard let file = fopen(path, "rb") else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw CalendarError.unreadable(path: path, reason: String(cString: strerror(errno)))
        }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        // In pieces rather than by the size the file claims: devices and pipes have none.
        var piece = [UInt8](repeating: 0, count: 1 << 14)
        while true {
            let count = fread(&piece, 1, piece.count, file)
            bytes += piece[..<count]
            if bytes.count > limit { throw CalendarError.unreadable(path: path, reason: "it is longer than \(limit) bytes") }
            if count < piece.count { break }
        }
        if ferror(file) != 0 { throw CalendarError.unreadable(path: path, reason: String(cString: strerror(errno))) }
        return bytes
    }
}
