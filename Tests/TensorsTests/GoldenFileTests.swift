import TestSupport
import Testing

/// The reader of golden files, on a file of the repository and on bytes made here.
@Suite struct GoldenFileTests {
    /// A file with one array of each type: 1.5, NaN, -0.0 as Float, then 0.1 as Double.
    private func bytes(
        magic: String = "HRGOLDEN 1", first: String = "array: a f32 3x1", length: String = "bytes: 20", payload: Int = 20
    ) -> [UInt8] {
        let header = "\(magic)\ncommand: python3 x.py\nseed: 7\n\(first)\narray: b.c f64 1\n\(length)\n\n"
        let words = [Float(1.5), .nan, -0.0].flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word.bitPattern >> (8 * $0)) } }
        let double = (0..<8).map { UInt8(truncatingIfNeeded: 0.1.bitPattern >> (8 * UInt64($0))) }
        return Array(header.utf8) + Array((words + double + [0, 0]).prefix(payload))
    }

    @Test func validBytesGiveEveryValue() throws {
        let golden = try GoldenFile(bytes: bytes(), origin: "x.golden")
        #expect(golden.names == ["a", "b.c"])
        #expect(golden.header == ["command": "python3 x.py", "seed": "7"])
        #expect(try golden.number("seed") == 7)
        let a = try golden.floats("a")
        #expect(a.shape == [3, 1])
        #expect(a.values.map(\.bitPattern) == [Float(1.5), .nan, -0.0].map(\.bitPattern))
        #expect(try golden.doubles("b.c").values == [0.1])
        #expect(try golden.doubles("a").values[0] == 1.5)
    }

    @Test func wrongAccessSaysWhatIsWrong() throws {
        let golden = try GoldenFile(bytes: bytes(), origin: "x.golden")
        #expect(throws: GoldenFileError.unknownArray(file: "x.golden", name: "z")) { try golden.floats("z") }
        #expect(throws: GoldenFileError.unknownArray(file: "x.golden", name: "z")) { try golden.doubles("z") }
        #expect(throws: GoldenFileError.wrongType(file: "x.golden", name: "b.c")) { try golden.floats("b.c") }
        #expect(throws: GoldenFileError.missingNumber(file: "x.golden", key: "command")) { try golden.number("command") }
    }

    @Test(arguments: ["", "HRGOLDEN", "HRGOLDEM 1", "\u{93}NUMPY 1"])
    func wrongMagicIsRefused(magic: String) {
        #expect(throws: GoldenFileError.notGolden(file: "x.golden")) {
            try GoldenFile(bytes: bytes(magic: magic), origin: "x.golden")
        }
    }

    @Test func anotherVersionIsRefused() {
        #expect(throws: GoldenFileError.unknownVersion(file: "x.golden", found: "2")) {
            try GoldenFile(bytes: bytes(magic: "HRGOLDEN 2"), origin: "x.golden")
        }
    }

    @Test(arguments: [0, 1, 19, 21])
    func missingOrSurplusValuesAreRefused(count: Int) {
        #expect(throws: GoldenFileError.truncated(file: "x.golden", expectedBytes: 20, foundBytes: count)) {
            try GoldenFile(bytes: bytes(payload: count), origin: "x.golden")
        }
    }

    @Test func everyTruncationIsRefused() throws {
        let whole = bytes()
        for count in 0..<whole.count {
            #expect(throws: GoldenFileError.self) { try GoldenFile(bytes: Array(whole.prefix(count)), origin: "x.golden") }
        }
    }

    @Test(arguments: [
        "array: a f32", "array: a f16 3", "array: a f32 3x", "array: a f32 -3", "array: b.c f32 3", "array: a f32 9999999x9999999", "hello",
    ])
    func malformedHeaderIsRefused(line: String) {
        #expect {
            try GoldenFile(bytes: bytes(first: line), origin: "x.golden")
        } throws: { error in
            guard case .malformed(file: "x.golden", _)? = error as? GoldenFileError else { return false }
            return true
        }
    }

    @Test(arguments: ["bytes: 21", "bytes: 19"])
    func lengthThatContradictsTheShapesIsRefused(line: String) {
        #expect(throws: GoldenFileError.truncated(file: "x.golden", expectedBytes: 20, foundBytes: 20)) {
            try GoldenFile(bytes: bytes(length: line), origin: "x.golden")
        }
    }

    @Test func messagesNameTheCommandThatRegenerates() {
        do {
            _ = try GoldenFile(named: "absent")
            Issue.record("a file that does not exist was read")
        } catch {
            #expect(
                error.description.hasSuffix(
                    "Golden/absent.golden cannot be read; write the golden files again with \(GoldenFileError.command)"))
        }
    }

    @Test(arguments: ["lstm-adam", "lstm-adamw", "lstm-clipped", "lstm-wide", "lstm-long"])
    func networkFilesHoldWhatTheirHeaderSays(name: String) throws {
        let golden = try GoldenFile(named: name)
        let (batch, time, inputs) = (Int(try golden.number("batch")), Int(try golden.number("time")), Int(try golden.number("inputs")))
        let (hidden, horizon) = (Int(try golden.number("hidden")), Int(try golden.number("horizon")))
        #expect(try golden.floats("inputs").shape == [batch, time, inputs])
        #expect(try golden.floats("weight_ih_l0").shape == [4 * hidden, inputs])
        #expect(try golden.floats("head.weight").shape == [3 * horizon, hidden])
        for name in golden.names {
            let array = try golden.doubles(name)
            #expect(array.values.count == array.shape.reduce(1, *))
            let allFinite = array.values.allSatisfy { $0.isFinite }
            #expect(allFinite, "\(name) has a value that is not finite")
        }
        // The first of the eleven losses belongs to the stored output.
        #expect(try golden.doubles("float64.losses").values[0] == (try golden.doubles("float64.loss").values[0]))
    }
}
