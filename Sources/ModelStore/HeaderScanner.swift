/// Reads the JSON of a safetensors header, token by token.
///
/// A parser of our own because the checks that the format asks for, duplicate keys and exact 63-bit integers, cannot be had from a
/// general decoder, and because a header has a fixed depth: nothing here recurses, so nesting cannot exhaust the stack.
struct HeaderScanner {
    let bytes: [UInt8]
    let file: String
    /// Where the header starts in the file; offsets in errors count from the start of the file.
    let base: Int
    private(set) var position = 0

    init(_ bytes: [UInt8], file: String, base: Int) {
        (self.bytes, self.file, self.base) = (bytes, file, base)
    }

    /// Offset in the file of the next byte.
    var offset: Int { base + position }
    var isAtEnd: Bool { position == bytes.count }

    func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }
    mutating func advance() { position += 1 }

    func fault(_ fault: SafeTensorsFault, at offset: Int? = nil) -> ModelFileError {
        .malformed(file: file, offset: offset ?? self.offset, fault)
    }

    func unexpected(_ expected: String) -> ModelFileError {
        fault(.syntax(expected: expected, found: isAtEnd ? "its end" : describe(bytes[position])))
    }

    /// Skips what JSON calls white space.
    mutating func skipSpace() {
        while let byte = peek(), byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { position += 1 }
    }

    /// Whether `byte` comes next, after white space; takes it when it does.
    mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    mutating func expect(_ byte: UInt8, _ what: String) throws(ModelFileError) {
        guard take(byte) else { throw unexpected(what) }
    }

    /// Reads the members of an object: `member` gets every key and its offset and reads the value behind it.
    mutating func object(
        _ what: String, member: (inout HeaderScanner, _ key: String, _ offset: Int) throws(ModelFileError) -> Void
    ) throws(ModelFileError) {
        try expect(UInt8(ascii: "{"), what)
        if take(UInt8(ascii: "}")) { return }
        repeat {
            skipSpace()
            let start = offset
            let key = try string("a key in quotes")
            try expect(UInt8(ascii: ":"), "a colon after the key")
            try member(&self, key, start)
        } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "}"), "a comma or the closing brace of an object")
    }

    /// Reads an array of sizes or offsets.
    mutating func integers(_ what: String) throws(ModelFileError) -> [Int] {
        try expect(UInt8(ascii: "["), what)
        if take(UInt8(ascii: "]")) { return [] }
        var values: [Int] = []
        repeat { values.append(try integer()) } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "]"), "a comma or the closing bracket of an array")
        return values
    }

    /// Reads a whole number, 0 … 2⁶³ − 1, as JSON writes it: no sign, no leading zero, no fraction, no exponent.
    private mutating func integer() throws(ModelFileError) -> Int {
        skipSpace()
        let start = position
        var value = 0
        var overflows = false
        while position < bytes.count, let digit = bytes[position].decimalDigit {
            let (tens, first) = value.multipliedReportingOverflow(by: 10)
            let (sum, second) = tens.addingReportingOverflow(digit)
            (value, overflows) = (sum, overflows || first || second)
            position += 1
        }
        let isWhole = position > start && (position == bytes.count || !bytes[position].continuesNumber)
        guard isWhole, !overflows, position - start == 1 || bytes[start] != UInt8(ascii: "0") else {
            while position < bytes.count, bytes[position].continuesNumber { position += 1 }
            let text = position > start ? Self.text(bytes[start..<min(position, start + 40)]) : nil
            throw fault(.invalidInteger(text ?? (isAtEnd ? "the end of the header" : describe(bytes[position]))), at: base + start)
        }
        return value
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}

extension UInt8 {
    fileprivate var decimalDigit: Int? { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") ? Int(self - UInt8(ascii: "0")) : nil }
    // Whatever could belong to a number in JSON, so that a message shows all of it.
    fileprivate var continuesNumber: Bool { decimalDigit != nil || [0x2b, 0x2d, 0x2e, 0x45, 0x65].contains(self) }
}

func describe(_ byte: UInt8) -> String {
    byte > 0x20 && byte < 0x7f ? "'\(Character(Unicode.Scalar(byte)))'" : "the byte 0x\(byte < 16 ? "0" : "")\(String(byte, radix: 16))"
}
