import ModelStore
import Testing

/// Every way in which a file can be wrong, with the place that the message names.
@Suite struct SafeTensorsFaultTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let bytes: [UInt8]
        let offset: Int
        let fault: SafeTensorsFault
        var testDescription: String { name }

        init(_ name: String, _ bytes: [UInt8], at offset: Int, _ fault: SafeTensorsFault) {
            (self.name, self.bytes, self.offset, self.fault) = (name, bytes, offset, fault)
        }

        /// One tensor called t over a buffer.
        init(_ name: String, tensor: String, buffer: Int, at offset: Int = 9, _ fault: SafeTensorsFault) {
            self.init(name, file("{\"t\":\(tensor)}", buffer: [UInt8](repeating: 0, count: buffer)), at: offset, fault)
        }
    }

    @Test(arguments: lengths + syntax + keys + numbers + layout)
    func isRefused(_ wrong: Case) throws {
        let error = try #require(
            modelFileError { _ = try SafeTensors.decode(wrong.bytes, name: "m.safetensors") })
        #expect(error == .malformed(file: "m.safetensors", offset: wrong.offset, wrong.fault))
        // One sentence that names the file and the place, and stays readable whatever the file holds.
        #expect(error.description.hasPrefix("m.safetensors, byte \(wrong.offset): "))
        #expect(error.description.utf8.count < 500 && !error.description.contains { $0.isNewline })
    }

    static let lengths = [
        Case("empty file", [], at: 0, .truncated(bytes: 0)),
        Case("seven bytes", [2, 0, 0, 0, 0, 0, 0], at: 0, .truncated(bytes: 7)),
        Case("length without header", file("", claimed: 2), at: 0, .headerBeyondEnd(claimed: 2, available: 0)),
        Case("length one too long", file("{}", claimed: 3), at: 0, .headerBeyondEnd(claimed: 3, available: 2)),
        Case("length beyond the format", file("{}", claimed: 100_000_001), at: 0, .headerTooLarge(claimed: 100_000_001)),
        Case("length of all ones", file("{}", claimed: .max), at: 0, .headerTooLarge(claimed: .max)),
        Case("header of no bytes", file(""), at: 8, .syntax(expected: object, found: "its end")),
        Case("another format", Array("GGUF\u{3}\0\0\0\0\0\0\0".utf8), at: 0, .headerTooLarge(claimed: 0x3_4655_4747)),
    ]

    static let syntax = [
        Case("array", file("[]"), at: 8, .syntax(expected: object, found: "'['")),
        Case("space first", file(" {}"), at: 8, .syntax(expected: object, found: "the byte 0x20")),
        Case("byte order mark", file("\u{feff}{}"), at: 8, .syntax(expected: object, found: "the byte 0xef")),
        Case("unclosed", file("{"), at: 9, .syntax(expected: "a key in quotes", found: "its end")),
        Case("no comma", file("{\"__metadata__\":{} \"a\""), at: 27, .syntax(expected: objectEnd, found: "'\"'")),
        Case("comma at the end", file("{\"__metadata__\":{},}"), at: 27, .syntax(expected: "a key in quotes", found: "'}'")),
        Case("two objects", file("{}{}"), at: 10, .syntax(expected: "nothing but spaces after the closing brace", found: "'{'")),
        Case("zero padding", file("{}\0"), at: 10, .syntax(expected: "nothing but spaces after the closing brace", found: "the byte 0x00")),
        Case(
            "newline padding", file("{}\n"), at: 10, .syntax(expected: "nothing but spaces after the closing brace", found: "the byte 0x0a")
        ),
        Case("no colon", file("{\"a\" 1}"), at: 13, .syntax(expected: "a colon after the key", found: "'1'")),
        Case("single quotes", file("{'a':1}"), at: 9, .syntax(expected: "a key in quotes", found: "'''")),
        Case("unclosed string", file("{\"abc"), at: 13, .syntax(expected: "the closing quote of a string", found: "its end")),
        Case(
            "raw newline in a string", file("{\"a\nb\":1}"), at: 11,
            .syntax(expected: "an escaped control character", found: "the byte 0x0a")),
        Case("unknown escape", file("{\"a\\x\":1}"), at: 11, .invalidEscape),
        Case("escape at the end", file("{\"a\\"), at: 12, .syntax(expected: "a string escape", found: "its end")),
        Case("short unicode escape", file("{\"\\u12\":1}"), at: 10, .invalidEscape),
        Case("half a surrogate pair", file("{\"\\ud83e\":1}"), at: 10, .invalidEscape),
        Case("low surrogate first", file("{\"\\udd89\\ud83e\":1}"), at: 10, .invalidEscape),
        Case("two high surrogates", file("{\"\\ud83e\\ud83e\":1}"), at: 10, .invalidEscape),
        Case("byte that is not UTF-8", file("") + [], at: 8, .syntax(expected: object, found: "its end")),
        Case("invalid UTF-8", [6, 0, 0, 0, 0, 0, 0, 0] + Array("{\"".utf8) + [0xff] + Array("\":1".utf8), at: 9, .invalidUTF8),
        Case("overlong UTF-8", [8, 0, 0, 0, 0, 0, 0, 0] + Array("{\"".utf8) + [0xc0, 0xaf] + Array("\":1}".utf8), at: 9, .invalidUTF8),
        Case(
            "encoded surrogate", [9, 0, 0, 0, 0, 0, 0, 0] + Array("{\"".utf8) + [0xed, 0xa0, 0x80] + Array("\":1}".utf8), at: 9,
            .invalidUTF8),
        Case("deep nesting", deep, at: 13, .syntax(expected: "an object that describes a tensor", found: "'['")),
        Case("deep objects", file(String(repeating: "{\"a\":", count: 100_000)), at: 14, .unknownKey("a", tensor: "a")),
    ]

    static let keys = [
        Case("tensor twice", file("{\"a\":\(empty),\"a\":\(empty)}"), at: 12 + empty.utf8.count + 2, .duplicateKey("a")),
        Case("tensor twice by escape", file("{\"a\":\(empty),\"\\u0061\":\(empty)}"), at: 12 + empty.utf8.count + 2, .duplicateKey("a")),
        Case("metadata twice", file("{\"__metadata__\":{},\"__metadata__\":{}}"), at: 27, .duplicateKey("__metadata__")),
        Case("metadata key twice", file("{\"__metadata__\":{\"k\":\"1\",\"k\":\"1\"}}"), at: 33, .duplicateKey("k")),
        Case("dtype twice", tensor: "{\"dtype\":\"U8\",\"dtype\":\"U8\"}", buffer: 0, at: 27, .duplicateKey("dtype")),
        Case("shape twice", tensor: "{\"shape\":[],\"shape\":[]}", buffer: 0, at: 25, .duplicateKey("shape")),
        Case("metadata number", file("{\"__metadata__\":{\"k\":1}}"), at: 29, .syntax(expected: metadataValue, found: "'1'")),
        Case("metadata object", file("{\"__metadata__\":{\"k\":{}}}"), at: 29, .syntax(expected: metadataValue, found: "'{'")),
        Case("metadata null", file("{\"__metadata__\":null}"), at: 24, .syntax(expected: "an object of metadata", found: "'n'")),
        Case(
            "tensor is a string", tensor: "\"F32\"", buffer: 0, at: 13,
            .syntax(expected: "an object that describes a tensor", found: "'\"'")),
        Case(
            "dtype is a number", tensor: "{\"dtype\":32}", buffer: 0, at: 22, .syntax(expected: "a number format in quotes", found: "'3'")),
        Case("shape is a number", tensor: "{\"shape\":3}", buffer: 0, at: 22, .syntax(expected: "an array of sizes", found: "'3'")),
        Case("unknown key", tensor: "{\"strides\":[1]}", buffer: 0, at: 14, .unknownKey("strides", tensor: "t")),
        Case("no dtype", tensor: "{\"shape\":[],\"data_offsets\":[0,1]}", buffer: 1, .missingKey("dtype", tensor: "t")),
        Case("no shape", tensor: "{\"dtype\":\"U8\",\"data_offsets\":[0,1]}", buffer: 1, .missingKey("shape", tensor: "t")),
        Case("no offsets", tensor: "{\"dtype\":\"U8\",\"shape\":[]}", buffer: 1, .missingKey("data_offsets", tensor: "t")),
        Case(
            "one offset", tensor: "{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[1]}", buffer: 1, at: 53,
            .syntax(expected: "an array of two offsets", found: "1 numbers")),
        Case(
            "three offsets", tensor: "{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[0,1,1]}", buffer: 1, at: 53,
            .syntax(expected: "an array of two offsets", found: "3 numbers")),
    ]

    static let numbers = [
        ("negative", "-1", "-1"), ("plus", "+1", "+1"), ("fraction", "1.0", "1.0"), ("exponent", "1e3", "1e3"),
        ("leading zero", "01", "01"),
        ("2^63", "9223372036854775808", "9223372036854775808"), ("2^64 + 1", "18446744073709551617", "18446744073709551617"),
        ("forty digits and more", String(repeating: "9", count: 60), String(repeating: "9", count: 40)), ("word", "true", "'t'"),
        ("string", "\"1\"", "'\"'"),
        ("nothing", "", "']'"), ("nested", "[1]", "'['"),
    ].map { name, text, found in Case(name, tensor: "{\"shape\":[2,\(text)]}", buffer: 0, at: 25, .invalidInteger(found)) }

    static let layout = [
        Case("half float", tensor: entry("F16", [1], 0, 2), buffer: 2, .unknownElementType("F16", tensor: "t")),
        Case("lower case format", tensor: entry("f32", [1], 0, 4), buffer: 4, .unknownElementType("f32", tensor: "t")),
        Case("ends before its begin", tensor: entry("U8", [0], 4, 0), buffer: 4, .reversedRange(tensor: "t", begin: 4, end: 0)),
        Case("beyond the buffer", tensor: entry("U8", [5], 0, 5), buffer: 4, .rangeBeyondBuffer(tensor: "t", end: 5, buffer: 4)),
        Case(
            "far beyond the buffer", tensor: entry("U8", [.max], 0, .max), buffer: 4, .rangeBeyondBuffer(tensor: "t", end: .max, buffer: 4)),
        Case(
            "buffer is missing", tensor: entry("F32", [1000, 1000], 0, 4_000_000), buffer: 0,
            .rangeBeyondBuffer(tensor: "t", end: 4_000_000, buffer: 0)),
        Case("hole at the start", tensor: entry("U8", [3], 1, 4), buffer: 4, .hole(before: "t", begin: 1, expected: 0)),
        Case(
            "hole between", pair((0, 2), (3, 4)), at: 9 + entry("U8", [2], 0, 2).utf8.count + 5, .hole(before: "b", begin: 3, expected: 2)),
        Case("overlap", pair((0, 2), (1, 4)), at: 9 + entry("U8", [2], 0, 2).utf8.count + 5, .overlap(tensor: "b", begin: 1, expected: 2)),
        Case(
            "the same range twice", pair((0, 4), (0, 4)), at: 9 + entry("U8", [4], 0, 4).utf8.count + 5,
            .overlap(tensor: "b", begin: 0, expected: 4)),
        Case("bytes behind", tensor: entry("U8", [3], 0, 3), buffer: 4, at: 0, .unusedBytes(used: 3, buffer: 4)),
        Case("buffer without tensors", file("{}", buffer: [1]), at: 0, .unusedBytes(used: 0, buffer: 1)),
        Case("shape too small", tensor: entry("F32", [1], 0, 8), buffer: 8, .sizeMismatch(tensor: "t", shape: [1], type: "F32", bytes: 8)),
        Case("shape too large", tensor: entry("F32", [3], 0, 8), buffer: 8, .sizeMismatch(tensor: "t", shape: [3], type: "F32", bytes: 8)),
        Case("scalar of two", tensor: entry("I64", [], 0, 16), buffer: 16, .sizeMismatch(tensor: "t", shape: [], type: "I64", bytes: 16)),
        Case(
            "empty that is not", tensor: entry("U8", [4, 0], 0, 4), buffer: 4,
            .sizeMismatch(tensor: "t", shape: [4, 0], type: "U8", bytes: 4)),
        Case(
            "2^64 elements", tensor: entry("U8", [1 << 32, 1 << 32], 0, 0), buffer: 0,
            .shapeOverflow(tensor: "t", shape: [1 << 32, 1 << 32])),
        Case("2^61 doubles", tensor: entry("F64", [1 << 60], 0, 0), buffer: 0, .shapeOverflow(tensor: "t", shape: [1 << 60])),
        Case(
            "twenty axes", tensor: entry("U8", [Int](repeating: 8, count: 22), 0, 1), buffer: 1,
            .shapeOverflow(tensor: "t", shape: [Int](repeating: 8, count: 22))),
    ]

    static let object = "a brace that opens the object of all tensors"
    static let objectEnd = "a comma or the closing brace of an object"
    static let metadataValue = "a string, the only kind of metadata value,"
    static let empty = entry("U8", [0], 0, 0)
    static let deep = file("{\"a\":" + String(repeating: "[", count: 100_000))

    static func entry(_ type: String, _ shape: [Int], _ begin: Int, _ end: Int) -> String {
        "{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":[\(begin),\(end)]}"
    }

    static func pair(_ a: (Int, Int), _ b: (Int, Int)) -> [UInt8] {
        file("{\"a\":\(entry("U8", [a.1 - a.0], a.0, a.1)),\"b\":\(entry("U8", [b.1 - b.0], b.0, b.1))}", buffer: [1, 2, 3, 4])
    }
}
