/// Functions of double that give the same bits on every machine.
///
/// The C library picks another `log`, `cos` or `pow` when the processor has fused multiply-add, and their last bits differ. What
/// random streams and schedules are made of must not, so they use these: only operations that IEEE 754 rounds exactly.
package enum PortableMath {
    /// Natural logarithm of a positive finite normal number, within 2 ulp.
    ///
    /// `x = 2^e·m` with `m` in `[√½, √2)` and `log m = 2·artanh((m-1)/(m+1))`, whose series in `s² ≤ 0.0295` needs eleven terms.
    package static func log(_ x: Double) -> Double {
        var (mantissa, exponent) = (x.significand, Double(x.exponent))
        if mantissa > 1.4142135623730951 { (mantissa, exponent) = (mantissa / 2, exponent + 1) }
        let s = (mantissa - 1) / (mantissa + 1)
        let square = s * s
        var series = 0.0
        for k in stride(from: 21, through: 3, by: -2) { series = (series + 1 / Double(k)) * square }
        // ln 2 in two parts: the first has 21 trailing zero bits, so that its product with the exponent is exact.
        return exponent * 0x1.62e42fee00000p-1 + (2 * s + (2 * s * series + exponent * 0x1.a39ef35793c76p-33))
    }

    /// `e^x` for finite `x`, within 2 ulp where the result is a normal number; 0 below −745, infinity above 710.
    ///
    /// `x = k ln 2 + r` with `|r| ≤ ½ ln 2`, and the Taylor series of `e^r` to its 13th term.
    package static func exp(_ x: Double) -> Double {
        guard x > -745 else { return 0 }
        guard x < 710 else { return .infinity }
        let k = (x * 1.4426950408889634).rounded()
        let r = (x - k * 0x1.62e42fee00000p-1) - k * 0x1.a39ef35793c76p-33
        var series = 1.0
        for n in stride(from: 13.0, through: 1, by: -1) { series = 1 + series * r / n }
        // In two factors: 2^k alone may be beyond the normal numbers.
        let half = Int(k) / 2
        return series * power(half) * power(Int(k) - half)
    }

    /// 2 to a power of size below 1000.
    private static func power(_ exponent: Int) -> Double { Double(sign: .plus, exponent: exponent, significand: 1) }

    /// `cos(π·t)` for `t` in `[0, 1]`, within 2⁻⁵² absolute.
    package static func cosine(halfTurns t: Double) -> Double {
        if t > 0.5 { return -cosine(halfTurns: 1 - t) }
        if t <= 0.25 { return series(angle: Double.pi * t, first: 0) }
        return series(angle: Double.pi * (0.5 - t), first: 1)
    }

    /// Taylor series of cosine (`first` 0) or sine (`first` 1) for an angle in `[0, π/4]`.
    private static func series(angle: Double, first: Int) -> Double {
        let square = angle * angle
        var sum = 1.0
        for k in stride(from: 18 + first, through: 2 + first, by: -2) { sum = 1 - sum * square / Double(k * (k - 1)) }
        return first == 0 ? sum : angle * sum
    }

    /// `base` to the power of `exponent ≥ 0` by repeated squaring.
    package static func power(_ base: Double, _ exponent: Int) -> Double {
        var (result, square, rest) = (1.0, base, exponent)
        while rest > 0 {
            if rest & 1 == 1 { result *= square }
            square *= square
            rest >>= 1
        }
        return result
    }
}
