/// `e^x` for the hottest loop, where millions of small counts are drawn.
enum SmallExponential {
    /// `e^x` for `−700 ≤ x ≤ 700`, within an ulp, with the same bits on every machine.
    ///
    /// `x = k ln 2 + r` with `|r| ≤ ½ ln 2`, and the Taylor series of `e^r` by Horner's rule with tabulated coefficients:
    /// products and sums, where `PortableMath.exp` divides at every term.
    @inline(__always) static func value(_ x: Double) -> Double {
        let k = (x * 1.4426950408889634).rounded()
        let r = (x - k * 0x1.62e42fee00000p-1) - k * 0x1.a39ef35793c76p-33
        var sum = 1.0 / 6_227_020_800
        sum = sum * r + 1.0 / 479_001_600
        sum = sum * r + 1.0 / 39_916_800
        sum = sum * r + 1.0 / 3_628_800
        sum = sum * r + 1.0 / 362_880
        sum = sum * r + 1.0 / 40_320
        sum = sum * r + 1.0 / 5_040
        sum = sum * r + 1.0 / 720
        sum = sum * r + 1.0 / 120
        sum = sum * r + 1.0 / 24
        sum = sum * r + 1.0 / 6
        sum = sum * r + 0.5
        sum = sum * r + 1
        sum = sum * r + 1
        return sum * Double(bitPattern: UInt64(bitPattern: 1_023 + Int64(k)) << 52)
    }
}
