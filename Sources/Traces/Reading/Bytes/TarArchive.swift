/// Files of a tar archive (POSIX ustar, gzip-packed too) as sources in memory.
///
/// For traces of many small files. Nothing is written anywhere, links and devices are left out, and every size is checked before memory is
/// taken.
enum TarArchive {
    /// Most bytes of one file.
    static let maximumFileBytes = 256 << 20
    /// Most bytes of all files.
    static let maximumBytes = 1 << 30
    private static let blockBytes = 512

    /// Sources with every archive among them, known by its name (`.tar`, `.tar.gz`, `.tgz`), replaced by its files in their order.
    /// - Throws: ``TraceError/damagedArchive(file:offset:reason:)``, or what the source throws.
    static func expanded(_ sources: [ByteSource]) throws(TraceError) -> [ByteSource] {
        var result: [ByteSource] = []
        for source in sources {
            if source.hasEnding(".tar") || source.hasEnding(".tgz") {
                result += try files(of: source)
            } else {
                result.append(source)
            }
        }
        return result
    }

    /// The files of an archive, named `ARCHIVE/PATH`.
    static func files(of source: ByteSource) throws(TraceError) -> [ByteSource] {
        var reader = Reader(name: source.name, stream: try ByteStream(source))
        var (files, bytes) = ([ByteSource](), 0)
        while let header = try reader.block() {
            // Two empty blocks end an archive; one is enough to know.
            if header.allSatisfy({ $0 == 0 }) { break }
            let entry = try Entry(header, source.name, offset: reader.offset)
            guard entry.size <= maximumFileBytes, bytes + entry.size <= maximumBytes else {
                throw reader.damage(
                    "\(Excerpt.name(entry.path)) is larger than \(maximumFileBytes >> 20) MiB, or all files than \(maximumBytes >> 20)")
            }
            let contents = try reader.contents(entry.size)
            guard entry.isFile, !entry.path.hasSuffix("/") else { continue }
            bytes += entry.size
            files.append(.memory(name: "\(source.name)/\(entry.path)", bytes: contents))
        }
        guard !files.isEmpty else { throw .emptyInput(file: source.name) }
        return files
    }

    /// One header block.
    private struct Entry {
        let path: String
        let size: Int
        let isFile: Bool

        init(_ block: [UInt8], _ file: String, offset: Int) throws(TraceError) {
            func damage(_ reason: String) -> TraceError { .damagedArchive(file: file, offset: offset, reason: reason) }
            guard block[257..<262].elementsEqual("ustar".utf8) else { throw damage("expected a ustar header") }
            guard let sum = Self.octal(block[148..<156]), let size = Self.octal(block[124..<136]) else {
                throw damage("a number of a header is not octal")
            }
            let found = block.enumerated().reduce(0) { $0 + ((148..<156).contains($1.offset) ? 0x20 : Int($1.element)) }
            guard sum == found else { throw damage("the check sum of a header is \(found), but it says \(sum)") }
            let (prefix, name) = (Self.text(block[345..<500]), Self.text(block[0..<100]))
            guard let prefix, let name, !name.isEmpty else { throw damage("a name is no text") }
            path = prefix.isEmpty ? name : "\(prefix)/\(name)"
            self.size = size
            isFile = block[156] == UInt8(ascii: "0") || block[156] == 0
        }

        /// Up to eleven octal digits between blanks and NULs.
        private static func octal(_ bytes: ArraySlice<UInt8>) -> Int? {
            let digits = bytes.drop { $0 == 0x20 }.prefix { $0 != 0x20 && $0 != 0 }
            guard digits.count <= 11, digits.allSatisfy({ (0x30...0x37).contains($0) }) else { return nil }
            return digits.reduce(0) { $0 << 3 | Int($1 - 0x30) }
        }

        private static func text(_ bytes: ArraySlice<UInt8>) -> String? {
            let text = bytes.prefix { $0 != 0 }
            return text.allSatisfy { $0 >= 0x20 } ? String(validating: text, as: UTF8.self) : nil
        }
    }

    private struct Reader {
        let name: String
        let stream: ByteStream
        private(set) var offset = 0

        init(name: String, stream: ByteStream) { (self.name, self.stream) = (name, stream) }

        func damage(_ reason: String) -> TraceError { .damagedArchive(file: name, offset: offset, reason: reason) }

        /// The next block; `nil` at the end of the stream.
        mutating func block() throws(TraceError) -> [UInt8]? {
            let bytes = try read(blockBytes)
            if bytes.isEmpty { return nil }
            guard bytes.count == blockBytes else { throw damage("it ends within a header") }
            return bytes
        }

        /// The bytes of a file, and the padding behind them.
        mutating func contents(_ size: Int) throws(TraceError) -> [UInt8] {
            var bytes = try read((size + blockBytes - 1) / blockBytes * blockBytes)
            guard bytes.count >= size else { throw damage("it ends within a file") }
            bytes.removeLast(bytes.count - size)
            return bytes
        }

        /// Up to `count` bytes; memory grows with what is really there, not with what a header says.
        private mutating func read(_ count: Int) throws(TraceError) -> [UInt8] {
            var bytes: [UInt8] = []
            let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: min(max(count, 1), 256 << 10), alignment: 16)
            defer { piece.deallocate() }
            while bytes.count < count {
                let room = UnsafeMutableRawBufferPointer(rebasing: piece[..<min(piece.count, count - bytes.count)])
                let got = try stream.read(into: room)
                if got == 0 { break }
                bytes += room[..<got]
            }
            offset += bytes.count
            return bytes
        }
    }
}
