/// Numbers as LightGBM writes them.
enum TextNumber {
    enum Integer {
        case value(Int)
        case overflow
    }

    /// A whole number with an optional sign; `nil` for anything else.
    static func integer(_ word: UnsafeRawBufferPointer) -> Integer? {
        let isNegative = word.first == UInt8(ascii: "-")
        let digits = word.dropFirst(isNegative ? 1 : 0)
        guard !digits.isEmpty else { return nil }
        var value = 0
        var overflows = false
        for byte in digits {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            let (tens, first) = value.multipliedReportingOverflow(by: 10)
            // Downwards, because the smallest number has no positive counterpart.
            let (sum, second) = tens.subtractingReportingOverflow(Int(byte - UInt8(ascii: "0")))
            value = sum
            overflows = overflows || first || second
        }
        if !isNegative {
            overflows = overflows || value == .min
            value = 0 &- value
        }
        return overflows ? .overflow : .value(value)
    }

    /// A decimal number, `inf` or `nan` with an optional sign, correctly rounded; `nil` for anything else.
    static func double(_ word: UnsafeRawBufferPointer) -> Double? {
        if let short = shortDouble(word) { return short }
        // What Swift reads beyond decimal numbers (hexadecimal ones, payloads of NaN) is not LightGBM's.
        let isDecimal = word.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "e"),
                UInt8(ascii: "E"):
                true
            default: false
            }
        }
        let text = String(decoding: word, as: UTF8.self)
        if isDecimal { return Double(text) }
        switch text {
        case "inf", "+inf": return .infinity
        case "-inf": return -.infinity
        case "nan", "-nan": return .nan
        default: return nil
        }
    }

    /// Numbers of at most 15 digits without exponent, which one division rounds correctly: numerator and power of ten are exact (Clinger,
    /// "How to read floating point numbers accurately", PLDI 1990). Most numbers of a model are such.
    private static func shortDouble(_ word: UnsafeRawBufferPointer) -> Double? {
        guard word.count <= 17 else { return nil }
        var (mantissa, digits, decimals, hasPoint) = (0, 0, 0, false)
        let isNegative = word.first == UInt8(ascii: "-")
        for byte in word.dropFirst(isNegative ? 1 : 0) {
            if byte == UInt8(ascii: "."), !hasPoint {
                hasPoint = true
            } else if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
                mantissa = mantissa * 10 + Int(byte - UInt8(ascii: "0"))
                digits += 1
                if hasPoint { decimals += 1 }
            } else {
                return nil
            }
        }
        guard digits > 0, digits <= 15, !hasPoint || decimals > 0, digits > decimals else { return nil }
        let value = Double(mantissa) / powersOfTen[decimals]
        return isNegative ? -value : value
    }

    private static let powersOfTen: [Double] = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15]

    /// The shortest text that reads back as the same bits.
    static func shortest(_ value: some BinaryFloatingPoint & CustomStringConvertible) -> String {
        let text = value.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// A word for a message; messages shorten it further.
    static func text(_ word: UnsafeRawBufferPointer) -> String { String(decoding: word.prefix(100), as: UTF8.self) }
}
