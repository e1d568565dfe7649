/// Reader of TZif, the compiled form of the time zone database (RFC 8536, versions 1 to 3; RFC 9636, version 4).
///
/// Own code, because FoundationEssentials knows no zones: they come with Foundation's ICU, whose load time (milliseconds) and size
/// (tens of megabytes) a command line tool that starts in a few milliseconds does not want.
///
/// Every length is compared with the bytes that are there before anything is allocated or read.
struct TimeZoneFile {
    /// Instants (seconds since 1970) from which an offset holds, ascending.
    private(set) var transitions: [Int64] = []
    /// Seconds east of UTC from each transition on.
    private(set) var offsets: [Int32] = []
    /// Seconds east of UTC before the first transition: the first local time type of the file.
    private(set) var initialOffset: Int32 = 0
    /// POSIX rule for times after the last transition; empty when there is none.
    private(set) var footer = ""

    private let bytes: [UInt8]
    private let name: String

    /// No zone of the database takes more than four kilobytes; a file larger than this is none.
    static let largestFile = 1 << 20

    /// Offsets accepted, exclusive: RFC 8536 §3.2 asks for more than −25 and less than 26 hours.
    static let offsetRange: ClosedRange<Int> = -89_999...93_599

    /// Times accepted: far beyond any calendar (the oldest found in files is −2⁵⁹), and safe to add offsets to.
    static let timeRange: ClosedRange<Int64> = -(1 << 60)...(1 << 60)

    private struct Header {
        var version: UInt8
        var utcIndicators, standardIndicators, leapSeconds, times, types, characters: Int
        var end: Int

        func blockSize(timeSize: Int) -> Int {
            times * timeSize + times + types * 6 + characters + leapSeconds * (timeSize + 4) + standardIndicators + utcIndicators
        }
    }

    /// Reads the bytes of one file; `name` is for messages.
    init(_ bytes: [UInt8], name: String) throws(CalendarError) {
        self.bytes = bytes
        self.name = name
        let first = try header(at: 0)
        if first.version < UInt8(ascii: "2") {
            try readBlock(first, timeSize: 4)
        } else {
            // The first block repeats the second in 32 bits for old readers: skipped.
            let second = try header(at: first.end + first.blockSize(timeSize: 4))
            try readBlock(second, timeSize: 8)
            try readFooter(at: second.end + second.blockSize(timeSize: 8))
        }
    }

    private func fail(_ offset: Int, _ reason: String) -> CalendarError { .malformedZone(name, offset: offset, reason: reason) }

    private func header(at offset: Int) throws(CalendarError) -> Header {
        guard bytes.count - offset >= 44 else { throw fail(offset, "a header of 44 bytes does not fit into \(bytes.count) bytes") }
        guard bytes[offset..<offset + 4].elementsEqual("TZif".utf8) else { throw fail(offset, "the magic bytes TZif are missing") }
        let counts = (0..<6).map { Int(bigEndian(at: offset + 20 + 4 * $0, size: 4) & 0xFFFF_FFFF) }
        let header = Header(
            version: bytes[offset + 4], utcIndicators: counts[0], standardIndicators: counts[1], leapSeconds: counts[2], times: counts[3],
            types: counts[4], characters: counts[5], end: offset + 44)
        // Counts have 32 bits, so the sums cannot overflow 64.
        guard header.types >= 1, header.types <= 256, header.characters >= 1 else {
            throw fail(offset, "expected 1 to 256 local time types with names, found \(header.types) and \(header.characters) characters")
        }
        guard [0, header.types].contains(header.utcIndicators), [0, header.types].contains(header.standardIndicators) else {
            throw fail(offset, "indicator counts must be 0 or \(header.types)")
        }
        let size = header.blockSize(timeSize: offset == 0 ? 4 : 8)
        guard size <= bytes.count - header.end else {
            throw fail(offset, "the header promises \(size) bytes of data, \(bytes.count - header.end) are left")
        }
        return header
    }

    private mutating func readBlock(_ header: Header, timeSize: Int) throws(CalendarError) {
        guard header.leapSeconds == 0 else {
            throw fail(header.end, "it counts leap seconds; use the zone of the same name without right/")
        }
        let indices = header.end + header.times * timeSize
        let types = indices + header.times
        var typeOffsets: [Int32] = []
        for type in 0..<header.types {
            let at = types + 6 * type
            let offset = bigEndian(at: at, size: 4)
            guard Self.offsetRange.contains(Int(offset)) else { throw fail(at, "an offset of \(offset) s from UTC") }
            guard bytes[at + 4] <= 1, bytes[at + 5] < header.characters else { throw fail(at + 4, "a local time type out of range") }
            typeOffsets.append(Int32(offset))
        }
        initialOffset = typeOffsets[0]
        transitions.reserveCapacity(header.times)
        offsets.reserveCapacity(header.times)
        for i in 0..<header.times {
            let at = header.end + i * timeSize
            let time = bigEndian(at: at, size: timeSize)
            guard Self.timeRange.contains(time), time > transitions.last ?? .min else { throw fail(at, "transition times do not ascend") }
            guard bytes[indices + i] < header.types else { throw fail(indices + i, "type \(bytes[indices + i]) of \(header.types)") }
            transitions.append(time)
            offsets.append(typeOffsets[Int(bytes[indices + i])])
        }
    }

    private mutating func readFooter(at offset: Int) throws(CalendarError) {
        guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\n"),
            let end = bytes[(offset + 1)...].firstIndex(of: UInt8(ascii: "\n"))
        else { throw fail(offset, "the footer is missing or not closed by a line feed") }
        footer = String(decoding: bytes[offset + 1..<end], as: UTF8.self)
    }

    // Two's complement, sign-extended.
    private func bigEndian(at offset: Int, size: Int) -> Int64 {
        var value: Int64 = bytes[offset] >= 128 ? -1 : 0
        for byte in bytes[offset..<offset + size] { value = value << 8 | Int64(byte) }
        return value
    }
}
