extension HeaderScanner {
    /// Reads a JSON string: valid UTF-8, no raw control characters, every escape of RFC 8259 and no other, surrogates only in pairs.
    mutating func string(_ what: String) throws(ModelFileError) -> String {
        skipSpace()
        let start = offset
        guard take(UInt8(ascii: "\"")) else { throw unexpected(what) }
        let first = position
        var unescaped: [UInt8]?
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "\""):
                defer { advance() }
                guard
                    let text = unescaped.map({ String(validating: $0, as: UTF8.self) })
                        ?? String(validating: bytes[first..<position], as: UTF8.self)
                else { throw fault(.invalidUTF8, at: start) }
                return text
            case UInt8(ascii: "\\"):
                if unescaped == nil { unescaped = Array(bytes[first..<position]) }
                let scalar = try escape()
                unescaped?.append(contentsOf: UTF8.encode(scalar)!)
            case 0..<0x20: throw unexpected("an escaped control character")
            default:
                unescaped?.append(byte)
                advance()
            }
        }
        throw unexpected("the closing quote of a string")
    }

    /// Reads one escape, a surrogate pair as one.
    private mutating func escape() throws(ModelFileError) -> Unicode.Scalar {
        let start = offset
        advance()
        guard let letter = peek() else { throw unexpected("a string escape") }
        advance()
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            guard let high = hexadecimal4() else { throw fault(.invalidEscape, at: start) }
            if let scalar = Unicode.Scalar(high) { return scalar }
            guard high < 0xdc00, peek() == UInt8(ascii: "\\") else { throw fault(.invalidEscape, at: start) }
            advance()
            guard peek() == UInt8(ascii: "u") else { throw fault(.invalidEscape, at: start) }
            advance()
            guard let low = hexadecimal4(), (0xdc00..<0xe000).contains(low),
                let scalar = Unicode.Scalar(0x10000 + (high - 0xd800) << 10 + (low - 0xdc00))
            else { throw fault(.invalidEscape, at: start) }
            return scalar
        default: throw fault(.invalidEscape, at: start)
        }
    }

    private mutating func hexadecimal4() -> UInt32? {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            value = value << 4 | UInt32(digit)
            advance()
        }
        return value
    }
}

extension Unicode.Scalar {
    /// The scalar inside a JSON string as the reference writer has it: only what must be escaped is.
    var jsonEscaped: String {
        switch self {
        case "\"": "\\\""
        case "\\": "\\\\"
        case "\u{8}": "\\b"
        case "\u{c}": "\\f"
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        case "\0"..<" ": "\\u00" + (value < 16 ? "0" : "") + String(value, radix: 16)
        default: String(self)
        }
    }
}
