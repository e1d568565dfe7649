extension TimeZoneRules {
    /// Where Linux systems keep the compiled zone database (Debian: package `tzdata`).
    public static let systemFolder = "/usr/share/zoneinfo"

    /// The zone of this name: `UTC` (also `Z`, `Etc/UTC`) and offsets (`+05:30`, `-0800`, `+9`) need no database, all others are read
    /// from their file in `folder`.
    ///
    /// - Throws: ``CalendarError``. Names which could leave the folder (`../../etc/passwd`, `/etc/passwd`) are refused before any
    ///   file is opened.
    public init(named name: String, in folder: String = TimeZoneRules.systemFolder) throws(CalendarError) {
        if ["UTC", "Z", "Etc/UTC"].contains(name) {
            self.init(name: "UTC", offset: 0)
            return
        }
        if let offset = Self.fixedOffset(name) {
            self.init(name: name, offset: offset)
            return
        }
        guard Self.isZoneName(name) else { throw CalendarError.invalidZoneName(name) }
        let path = folder + "/" + name
        guard let bytes = try SmallFile.read(path, atMost: TimeZoneFile.largestFile) else {
            throw CalendarError.unknownZone(name, folder: folder)
        }
        try self.init(compiled: bytes, name: name)
    }

    /// The zone in the bytes of a TZif file (RFC 8536).
    /// - Throws: ``CalendarError/malformedZone(_:offset:reason:)``.
    public init(compiled bytes: [UInt8], name: String) throws(CalendarError) {
        let file = try TimeZoneFile(bytes, name: name)
        do throws(InvalidRules) {
            try self.init(
                checking: name, initialOffset: Int(file.initialOffset), transitions: file.transitions, offsets: file.offsets,
                footer: file.footer)
        } catch {
            throw CalendarError.malformedZone(name, offset: bytes.count, reason: error.reason)
        }
    }

    // Parts of letters, digits, `_`, `+`, `-` and `.` between single slashes, each beginning with a letter: so none is `..`.
    private static func isZoneName(_ name: String) -> Bool {
        guard name.utf8.count <= 255 else { return false }
        return name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { part in
            isLetter(part.first ?? 0)
                && part.allSatisfy { byte in
                    isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                        || "_+-.".utf8.contains(byte)
                }
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) }

    // `+h`, `+hh`, `+hhmm`, `+hh:mm` with either sign.
    private static func fixedOffset(_ name: String) -> Int? {
        guard let sign = name.utf8.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return nil }
        let digits = name.utf8.dropFirst()
        let parts = digits.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false).map(Array.init)
        var fields: [ArraySlice<UInt8>]
        switch (parts.count, parts[0].count) {
        case (1, 1...2): fields = [parts[0][...]]
        case (1, 4): fields = [parts[0][..<2], parts[0][2...]]
        case (2, 1...2) where parts[1].count == 2: fields = [parts[0][...], parts[1][...]]
        default: return nil
        }
        if fields.count == 1 { fields.append([UInt8(ascii: "0")]) }
        let numbers = fields.compactMap { Int(String(decoding: $0, as: UTF8.self)) }
        guard fields.allSatisfy({ $0.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }), numbers.count == 2,
            numbers[0] <= 18, numbers[1] < 60
        else { return nil }
        return (sign == UInt8(ascii: "-") ? -1 : 1) * (numbers[0] * 3600 + numbers[1] * 60)
    }
}
