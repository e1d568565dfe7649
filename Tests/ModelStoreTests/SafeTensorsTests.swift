import Forecasting
import ModelStore
import TestSupport
import Testing

@Suite struct SafeTensorsTests {
    @Test func layoutEqualsAFileMadeByHand() throws {
        let archive = ModelArchive(
            tensors: ["w": ModelArchive.Tensor([Float(1), -2], shape: [2, 1]), "n": ModelArchive.Tensor([Int64(258)], shape: [])],
            metadata: ["k": "v\"", "a": "é"])
        let header =
            #"{"__metadata__":{"a":"é","k":"v\""},"n":{"dtype":"I64","shape":[],"data_offsets":[0,8]},"#
            + #""w":{"dtype":"F32","shape":[2,1],"data_offsets":[8,16]}}"#
        // 145 bytes of JSON, seven spaces: the buffer starts at 8 + 152.
        #expect(header.utf8.count == 145)
        let expected: [UInt8] =
            [152, 0, 0, 0, 0, 0, 0, 0] + Array(header.utf8) + [UInt8](repeating: 0x20, count: 7)
            + [2, 1, 0, 0, 0, 0, 0, 0] + [0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]
        #expect(try SafeTensors.encode(archive) == expected)
        #expect(try SafeTensors.decode(expected) == archive)
    }

    @Test func tensorsAreOrderedByFallingAlignmentThenName() throws {
        func tensor(_ type: ModelArchive.ElementType) -> ModelArchive.Tensor {
            ModelArchive.Tensor(type: type, shape: [1], bytes: [UInt8](repeating: 0, count: type.size))
        }
        // "Z" before "a", and "é" (0xC3…) behind every ASCII name: names compare as bytes.
        let archive = ModelArchive(tensors: [
            "é": tensor(.float32), "a": tensor(.float32), "Z": tensor(.float32), "b": tensor(.uint8), "c": tensor(.int64),
            "d": tensor(.float64),
            "e": tensor(.int32),
        ])
        let text = String(decoding: try SafeTensors.encode(archive).dropFirst(8), as: UTF8.self)
        let positions = ["\"c\"", "\"d\"", "\"Z\"", "\"a\"", "\"é\"", "\"e\"", "\"b\""].map { text.firstRange(of: $0)!.lowerBound }
        #expect(positions == positions.sorted())
    }

    @Test func roundTripIsTheIdentity() throws {
        let archive = sampleArchive()
        let bytes = try SafeTensors.encode(archive)
        let headerLength = bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
        #expect(headerLength % 8 == 0)
        let read = try SafeTensors.decode(bytes)
        #expect(read == archive)
        #expect(try SafeTensors.encode(read) == bytes)
    }

    @Test func emptyArchiveIsAFile() throws {
        let bytes = try SafeTensors.encode(ModelArchive())
        #expect(bytes == [8, 0, 0, 0, 0, 0, 0, 0] + Array("{}      ".utf8))
        #expect(try SafeTensors.decode(bytes) == ModelArchive())
    }

    @Test func headerMayBeWrittenInOtherWays() throws {
        let header =
            "{ \"b\" : {\"data_offsets\":[2, 3],\n\"shape\":[1],\"dtype\":\"U8\"},\t\"\\u0061\\/\\ud83e\\udd89\":"
            + "{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]} , \"__metadata__\":{\"x\":\"\\b\\f\\n\\r\\t\\\\\"} }  "
        let archive = try SafeTensors.decode(file(header, buffer: [1, 2, 3]))
        #expect(archive.tensors["a/🦉"]?.bytes == [1, 2])
        #expect(archive.tensors["b"]?.bytes == [3])
        #expect(archive.metadata == ["x": "\u{8}\u{c}\n\r\t\\"])
    }

    @Test func referenceImplementationsFileIsRead() throws {
        let bytes = readFile(golden("interop.safetensors"))
        let archive = try SafeTensors.decode(bytes, name: "interop.safetensors")
        #expect(archive.tensors.count == 8)
        #expect(archive.tensors["a.weights"] == ModelArchive.Tensor([0.5, -1.25, 3, 1e-30, 2.5e20, -0.0], shape: [2, 3]))
        #expect(archive.tensors["b.bytes"] == ModelArchive.Tensor(type: .uint8, shape: [5], bytes: [0, 1, 127, 128, 255]))
        #expect(archive.tensors["c.counts"] == ModelArchive.Tensor([Int64.min, -1, 0, .max], shape: [4]))
        #expect(archive.tensors["d.exact"]?.bytes == [0.1, 1.0 / 3].flatMap { (x: Double) in withUnsafeBytes(of: x) { Array($0) } })
        #expect(archive.tensors["e.index"]?.shape == [2, 1])
        #expect(archive.tensors["f.scalar"] == ModelArchive.Tensor([Float(42.5)], shape: []))
        #expect(archive.tensors["g.empty"] == ModelArchive.Tensor([Float](), shape: [0, 7]))
        #expect(archive.tensors["äöü\n\"\\ 🦉"]?.floats == [7])
        #expect(archive.metadata["escapes"] == "tab\t newline\n quote\" backslash\\ bell\u{7} delete\u{7f} é 日本 🦉")
        #expect(archive.metadata["empty"] == "")
        #expect(archive.metadata["libraries"]?.hasPrefix("safetensors ") == true)
    }

    /// Only the order of metadata keys may differ, which the reference leaves to chance: same length, same bytes from the first tensor on.
    @Test func referenceImplementationWritesTheSameBytes() throws {
        let theirs = readFile(golden("interop.safetensors"))
        let ours = try SafeTensors.encode(SafeTensors.decode(theirs))
        let tensors = String(decoding: theirs, as: UTF8.self).utf8.firstRange(of: "\"c.counts\"".utf8)
        let start = try #require(
            tensors.map { String(decoding: theirs, as: UTF8.self).utf8.distance(from: "".utf8.startIndex, to: $0.lowerBound) })
        #expect(start < ours.count && ours.count == theirs.count)
        #expect(ours[start...] == theirs[start...])
    }
}

extension Collection where Element: Equatable {
    /// The first place where `other` occurs.
    func firstRange(of other: some Collection<Element>) -> Range<Index>? {
        var start = startIndex
        while start != endIndex {
            if self[start...].starts(with: other) { return start..<index(start, offsetBy: other.count) }
            start = index(after: start)
        }
        return nil
    }
}
