/// Decimal numbers from bytes, correctly rounded to Double, without allocation on the usual path.
///
/// Accepted: optional sign, digits with an optional point, optional exponent, blanks around them. An empty cell and, in any case,
/// `nan`, `null` and `na` mean a missing value.
package enum NumberParser {
    /// What a cell holds.
    package enum Outcome: UInt8 {
        /// A finite number.
        case number
        /// Nothing.
        case missing
        /// An infinity by name.
        case infinite
        /// A number beyond ±1.8e308.
        case outOfRange
        /// Something else.
        case malformed
    }

    /// Longest number looked at; nobody writes more digits on purpose.
    private static let maximumCount = 1_024

    /// Reads one cell.
    @inline(__always)
    package static func parse(_ base: UnsafePointer<UInt8>, _ count: Int, into value: inout Double) -> Outcome {
        // Plain numbers of up to 17 digits, with or without a point, are most of what passes through here.
        if count > 0 && count <= 18 {
            var mantissa: UInt64 = 0
            var point = count
            var index = 0
            while index < count {
                let digit = base[index] &- 0x30
                if digit <= 9 {
                    mantissa = mantissa &* 10 &+ UInt64(digit)
                } else if digit == 0xfe, point == count {
                    point = index
                } else {
                    break
                }
                index &+= 1
            }
            // At least one digit; a point without any digit is for the general case to judge.
            if index == count, count > 1 || point == count {
                if point == count {
                    if mantissa <= 1 << 53 {
                        value = Double(mantissa)
                        return .number
                    }
                } else if DecimalRounding.round(mantissa, exponent: point &+ 1 &- count, into: &value) {
                    return .number
                }
            }
        }
        return parseGeneral(base, count, into: &value)
    }

    /// Reads one cell.
    static func parse(_ field: Field, into value: inout Double) -> Outcome { parse(field.base, field.count, into: &value) }

    private static func parseGeneral(_ base: UnsafePointer<UInt8>, _ count: Int, into value: inout Double) -> Outcome {
        var (start, end) = (0, count)
        while start < end, base[start] == 0x20 || base[start] == 0x09 { start += 1 }
        while end > start, base[end - 1] == 0x20 || base[end - 1] == 0x09 { end -= 1 }
        if start == end { return .missing }
        guard end - start <= maximumCount else { return .malformed }

        var index = start
        let isNegative = base[index] == 0x2d
        if isNegative || base[index] == 0x2b { index += 1 }
        let digitsStart = index
        var mantissa: UInt64 = 0
        var (digits, significant, exponent, isExact) = (0, 0, 0, true)
        var hasPoint = false
        while index < end {
            let digit = base[index] &- 0x30
            if digit <= 9 {
                digits += 1
                if significant < 19 {
                    mantissa = mantissa &* 10 &+ UInt64(digit)
                    if mantissa > 0 { significant += 1 }
                    if hasPoint { exponent -= 1 }
                } else {
                    if digit > 0 { isExact = false }
                    if !hasPoint { exponent += 1 }
                }
            } else if base[index] == 0x2e, !hasPoint {
                hasPoint = true
            } else {
                break
            }
            index += 1
        }
        guard digits > 0 else { return word(base + digitsStart, end - digitsStart) }
        if index < end {
            guard base[index] | 0x20 == 0x65, let written = exponentValue(base + index + 1, end - index - 1) else { return .malformed }
            exponent += written
        }
        if mantissa == 0 {
            value = isNegative ? -0.0 : 0
            return .number
        }
        if isExact
            ? DecimalRounding.round(mantissa, exponent: exponent, into: &value)
            : DecimalRounding.roundCut(mantissa, exponent: exponent, into: &value)
        {
            if isNegative { value = -value }
            return .number
        }
        let text = String(decoding: UnsafeBufferPointer(start: base + start, count: end - start), as: UTF8.self)
        guard let parsed = Double(text) else { return .malformed }
        guard parsed.isFinite else { return .outOfRange }
        value = parsed
        return .number
    }

    /// The number behind `e`, held within ±100,000 so that sums cannot overflow.
    private static func exponentValue(_ base: UnsafePointer<UInt8>, _ count: Int) -> Int? {
        var index = 0
        let isNegative = count > 0 && base[0] == 0x2d
        if count > 0, isNegative || base[0] == 0x2b { index = 1 }
        guard index < count else { return nil }
        var result = 0
        while index < count {
            let digit = base[index] &- 0x30
            guard digit <= 9 else { return nil }
            result = min(result * 10 + Int(digit), 100_000)
            index += 1
        }
        return isNegative ? -result : result
    }

    private static func word(_ base: UnsafePointer<UInt8>, _ count: Int) -> Outcome {
        if matches(base, count, "nan") || matches(base, count, "null") || matches(base, count, "na") { return .missing }
        if matches(base, count, "inf") || matches(base, count, "infinity") { return .infinite }
        return .malformed
    }

    private static func matches(_ base: UnsafePointer<UInt8>, _ count: Int, _ word: StaticString) -> Bool {
        guard count == word.utf8CodeUnitCount else { return false }
        for index in 0..<count where base[index] | 0x20 != word.utf8Start[index] { return false }
        return true
    }
}
