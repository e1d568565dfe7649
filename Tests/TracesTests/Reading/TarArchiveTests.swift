import Testing
import Traces

/// Archives of small files, and what damaged or hostile ones do.
struct TarArchiveTests {
    /// A ustar header block.
    private func header(_ path: String, size: Int, type: Character = "0") -> [UInt8] {
        var block = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, at offset: Int) { block.replaceSubrange(offset..<(offset + text.utf8.count), with: text.utf8) }
        func octal(_ number: Int, digits: Int) -> String {
            let text = String(number, radix: 8)
            return String(repeating: "0", count: digits - text.count) + text
        }
        put(path, at: 0)
        put(octal(size, digits: 11), at: 124)
        put("        ", at: 148)
        put(String(type), at: 156)
        put("ustar", at: 257)
        put(octal(block.reduce(0) { $0 + Int($1) }, digits: 6) + "\0", at: 148)
        return block
    }

    private func file(_ path: String, _ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        return header(path, size: bytes.count) + bytes + [UInt8](repeating: 0, count: (512 - bytes.count % 512) % 512)
    }

    private func load(_ bytes: [UInt8]) throws -> TraceReading {
        try TraceReader.read([.memory(name: "20110303.tar", bytes: bytes)])
    }

    private func fault(_ bytes: [UInt8]) -> String {
        do {
            _ = try load(bytes)
            return ""
        } catch {
            return "\(error)"
        }
    }

    @Test func filesInTheirOrder() throws {
        let end = [UInt8](repeating: 0, count: 1_024)
        let bytes =
            header("20110303/", size: 0, type: "5") + file("20110303/b", "1\n2\n") + header("20110303/link", size: 0, type: "2")
            + file("20110303/a", "3\n4\n") + end
        let reading = try load(bytes)
        #expect(reading.format == .planetLab && reading.set.series.map(\.id) == ["20110303/b", "20110303/a"])
        #expect(reading.sources.map(\.name) == ["20110303.tar/20110303/b", "20110303.tar/20110303/a"] && reading.total == .integer(10))
        #expect(try load(file("20110303/b", "1\n2\n")).rows == 2, "the end mark may be missing")
        #expect(fault(file("20110303/b", "1\nx\n")).contains("20110303.tar/20110303/b, line 2"))
    }

    @Test func damage() {
        let good = file("20110303/b", "1\n2\n")
        #expect(fault(Array(good.prefix(300))).contains("ends within a header"))
        #expect(fault(Array(good.prefix(514))).contains("ends within a file"))
        #expect(fault(header("20110303/b", size: 1 << 31)).contains("larger than 256 MiB"))
        #expect(fault(header("20110303/b", size: 200 << 20)).contains("ends within a file"), "no memory is taken for what is not there")
        var sum = good
        sum[0] ^= 1
        #expect(fault(sum).contains("check sum"))
        var magic = good
        magic[257] = 0
        #expect(fault(magic).contains("ustar"))
        var size = good
        size[130] = UInt8(ascii: "9")
        #expect(fault(size).contains("octal"))
        #expect(fault([UInt8](repeating: 0, count: 1_024)).contains("is empty"))
        #expect(fault([]).contains("is empty"))
    }

    /// Whatever bytes: a reading or an error, never a crash.
    @Test func anyBytes() {
        var state: UInt64 = 7
        func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 33
        }
        let good = file("20110303/b", "1\n2\n") + file("20110303/a", "3\n4\n")
        for _ in 0..<400 {
            var bytes = good
            for _ in 0...(next() % 4) { bytes[Int(next()) % bytes.count] = UInt8(truncatingIfNeeded: next()) }
            bytes.removeLast(Int(next()) % 600)
            _ = fault(bytes)
        }
    }
}
