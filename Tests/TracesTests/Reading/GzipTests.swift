import CZlib
import Foundation
import Testing
import Traces

/// Packed sources are recognised by content, read as they stream, and refused where they are damaged.
struct GzipTests {
    private let text = "unique_id,ds,y\n" + (0..<5_000).map { "a,\($0),\($0 * 7 % 101)\n" }.joined()

    /// One gzip member, made by the writer under test and by zlib's own rules.
    private func packed(_ text: String) throws -> [UInt8] {
        let folder = try ScratchFolder()
        let table = try TableFile(path: folder.file("t.csv.gz"))
        try table.append { $0.append(contentsOf: text.utf8) }
        try table.commit()
        return [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder.file("t.csv.gz"))))
    }

    @Test func readsMembersOneAfterTheOther() throws {
        let plain = try read(text)
        #expect(try read(packed(text)).set == plain.set)
        // The name does not matter, and a table may be split anywhere, even within a line.
        let middle = text.index(text.startIndex, offsetBy: 12_345)
        let members = try packed(String(text[..<middle])) + packed("") + packed(String(text[middle...]))
        #expect(try read(members).set == plain.set)
        #expect(try read(members + [0, 0, 0, 0]).set == plain.set, "zero padding is no damage")
    }

    @Test func refusesTruncation() throws {
        let bytes = try packed(text)
        for length in [2, 5, 9, 10, 11, 20, bytes.count / 2, bytes.count - 9, bytes.count - 8, bytes.count - 1] {
            #expect(failure(Array(bytes[..<length])) == .gzipTruncated(file: "t.csv", offset: length), "\(length)")
        }
    }

    @Test func refusesDamage() throws {
        let bytes = try packed(text)
        var flipped = bytes
        flipped[bytes.count - 6] ^= 1
        guard case .gzipCorrupt("t.csv", _, "incorrect data check") = failure(flipped) else { return #expect(Bool(false)) }
        var lies = bytes
        lies[bytes.count - 2] ^= 1
        guard case .gzipCorrupt("t.csv", _, "incorrect length check") = failure(lies) else { return #expect(Bool(false)) }
        guard case .gzipCorrupt("t.csv", _, _) = failure([0x1f, 0x8b, 0x09] + bytes[3...]) else { return #expect(Bool(false)) }
        #expect(
            failure(bytes + Array("tail".utf8))
                == .gzipCorrupt(file: "t.csv", offset: bytes.count, reason: "other data follows the packed data"))
        #expect(
            failure(bytes + [0, 0, 0x1f])
                == .gzipCorrupt(file: "t.csv", offset: bytes.count + 2, reason: "other data follows the packed data"))
    }

    @Test func everyByteMatters() throws {
        // Flipping any bit gives an error, or the same table (header bytes such as the date carry no data).
        let bytes = try packed("unique_id,ds,y\na,1,2\na,2,3\n")
        let expected = try read(bytes).set
        for index in bytes.indices {
            for bit in 0..<8 {
                var damaged = bytes
                damaged[index] ^= 1 << UInt8(bit)
                do {
                    let found = try read(damaged).set
                    #expect(found == expected, "byte \(index), bit \(bit)")
                } catch {
                    #expect(!error.description.isEmpty)
                }
            }
        }
    }

    @Test func streamsFromPipes() throws {
        let folder = try ScratchFolder()
        let path = folder.file("pipe")
        #expect(mkfifo(path, 0o600) == 0)
        let bytes = try packed(text)
        let writer = Thread {
            guard let file = FileHandle(forWritingAtPath: path) else { return }
            // Small pieces, so that the magic and the lines arrive cut.
            for start in stride(from: 0, to: bytes.count, by: 1_001) {
                file.write(Data(bytes[start..<min(start + 1_001, bytes.count)]))
            }
            try? file.close()
        }
        writer.start()
        #expect(try TraceReader.read(paths: [path]).set.series[0].values == read(text).set.series[0].values)
    }
}
