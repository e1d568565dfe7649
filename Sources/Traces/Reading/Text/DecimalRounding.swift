/// Rounds `mantissa · 10^exponent` to the nearest double, ties to even, with integers.
///
/// Small cases follow Clinger: when both factors are exact doubles, one multiplication or division rounds once. The others follow
/// the idea of Lemire, "Number Parsing at a Gigabyte per Second" (Software: Practice and Experience 51, 2021): the power of ten is
/// known to 128 bits, so that the product is known up to a tiny interval, and where both ends of the interval round to the same
/// double, that is the answer. Where they do not (once in 10^15 numbers, or on a tie), the caller has to compute with more digits.
enum DecimalRounding {
    /// 10^0 … 10^22, exact.
    private static let exactPowers: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]

    /// Exponents for which powers are kept: all that finite floats need with 19 digits of mantissa.
    private static let exponents = -70...45

    /// A power of ten as `(high · 2^64 + low) · 2^exponent`, cut off, with the highest bit set.
    private struct Power {
        var high: UInt64
        var low: UInt64
        var exponent: Int
        /// Whether nothing was cut off.
        var isExact: Bool
    }

    private static let powers: [Power] = exponents.map(power)

    /// Rounds an exact decimal; false when that takes more digits.
    @inline(__always)
    static func round(_ mantissa: UInt64, exponent: Int, into value: inout Double) -> Bool {
        if mantissa <= 1 << 53, exponent >= -22, exponent <= 22 {
            value = exponent < 0 ? Double(mantissa) / exactPowers[-exponent] : Double(mantissa) * exactPowers[exponent]
            return true
        }
        return roundWide(mantissa, exponent: exponent, isCut: false, into: &value)
    }

    /// Rounds a decimal whose mantissa is cut off: the number lies between `mantissa` and `mantissa + 1`.
    static func roundCut(_ mantissa: UInt64, exponent: Int, into value: inout Double) -> Bool {
        roundWide(mantissa, exponent: exponent, isCut: true, into: &value)
    }

    private static func roundWide(_ mantissa: UInt64, exponent: Int, isCut: Bool, into value: inout Double) -> Bool {
        guard mantissa > 0, exponents.contains(exponent) else { return false }
        let power = powers[exponent - exponents.lowerBound]
        // The lower end: 192 bits, `words` from the highest.
        let (a, b) = (mantissa.multipliedFullWidth(by: power.high), mantissa.multipliedFullWidth(by: power.low))
        let (middle, carry) = a.low.addingReportingOverflow(b.high)
        let low = Wide(high: a.high &+ (carry ? 1 : 0), middle: middle, low: b.low)
        // The upper end: what was cut off the power is below one unit of it, and what was cut off the mantissa too.
        var high = low
        if !power.isExact { high.add(0, mantissa) }
        if isCut {
            high.add(power.high, power.low)
            high.add(0, 1)
        }
        let lowest = low.rounded(exponent: power.exponent)
        guard lowest == high.rounded(exponent: power.exponent) else { return false }
        value = lowest
        return true
    }

    /// An integer of 192 bits; products of the above stay far below its end.
    private struct Wide {
        var high: UInt64
        var middle: UInt64
        var low: UInt64

        /// Adds `first · 2^64 + second`.
        mutating func add(_ first: UInt64, _ second: UInt64) {
            let (low, carry) = self.low.addingReportingOverflow(second)
            let (partial, above) = middle.addingReportingOverflow(first)
            let (middle, more) = partial.addingReportingOverflow(carry ? 1 : 0)
            (self.low, self.middle) = (low, middle)
            high &+= (above ? 1 : 0) &+ (more ? 1 : 0)
        }

        /// The nearest double of the integer times `2^exponent`, ties to even. Not zero, and far from both ends of the range.
        func rounded(exponent: Int) -> Double {
            let shift = high == 0 ? 64 + middle.leadingZeroBitCount : high.leadingZeroBitCount
            // The highest 64 bits, and whether anything is below them.
            let (top, rest): (UInt64, UInt64) =
                if shift == 0 {
                    (high, middle | low)
                } else if shift < 64 {
                    (high << UInt64(shift) | middle >> UInt64(64 - shift), middle << UInt64(shift) | low)
                } else if shift == 64 {
                    (middle, low)
                } else {
                    (middle << UInt64(shift - 64) | low >> UInt64(128 - shift), low << UInt64(shift - 64))
                }
            // 53 bits are kept, 11 decide.
            let (kept, below) = (top >> 11, top & 0x7ff)
            let isUp = below > 0x400 || (below == 0x400 && (rest != 0 || kept & 1 == 1))
            // Scaling by a power of two is exact, because nothing here is near the ends of the range.
            let scale = Double(bitPattern: UInt64(exponent + 128 + 11 - shift + 1_023) << 52)
            return Double(kept + (isUp ? 1 : 0)) * scale
        }
    }

    /// 10^exponent, from exact integers: 5^e is multiplied out, or 2^k / 5^e divided, and the highest 128 bits kept.
    private static func power(_ exponent: Int) -> Power {
        // Words from the lowest; 5^70 has 163 bits, and 2^320 / 5^70 still 157.
        var words = [UInt64](repeating: 0, count: 6)
        var (scale, isExact) = (0, true)
        if exponent >= 0 {
            words[0] = 1
            for _ in 0..<exponent {
                var carry: UInt64 = 0
                for index in words.indices {
                    let (high, low) = words[index].multipliedFullWidth(by: 5)
                    let (sum, overflow) = low.addingReportingOverflow(carry)
                    words[index] = sum
                    carry = high + (overflow ? 1 : 0)
                }
            }
        } else {
            words[5] = 1
            scale = -320
            for _ in 0..<(-exponent) {
                var remainder: UInt64 = 0
                for index in words.indices.reversed() {
                    let (quotient, rest) = UInt64(5).dividingFullWidth((remainder, words[index]))
                    words[index] = quotient
                    remainder = rest
                }
                isExact = isExact && remainder == 0
            }
        }
        // Shift the highest bit to the top, then take the upper two words.
        while words[5] >> 63 == 0 {
            for index in words.indices.reversed() {
                words[index] = words[index] << 1 | (index > 0 ? words[index - 1] >> 63 : 0)
            }
            scale -= 1
        }
        isExact = isExact && words[0..<4].allSatisfy { $0 == 0 }
        return Power(high: words[5], low: words[4], exponent: scale + 256 + exponent, isExact: isExact)
    }
}
