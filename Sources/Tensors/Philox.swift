/// The Philox4x32-10 block function: 128 random bits from a 128-bit counter and a 64-bit key.
///
/// Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
public enum Philox {
    /// Ten rounds over a counter.
    ///
    /// - Parameters:
    ///   - counter: four words.
    ///   - key: two words.
    /// - Returns: four random words.
    public static func block(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
        var (x0, x1, x2, x3) = (counter.x, counter.y, counter.z, counter.w)
        var (k0, k1) = (key.x, key.y)
        for _ in 0..<10 {
            let a = x0.multipliedFullWidth(by: 0xD251_1F53)
            let b = x2.multipliedFullWidth(by: 0xCD9E_8D57)
            (x0, x1, x2, x3) = (b.high ^ x1 ^ k0, b.low, a.high ^ x3 ^ k1, a.low)
            // Weyl sequences of the golden ratio and of √3 - 1.
            k0 &+= 0x9E37_79B9
            k1 &+= 0xBB67_AE85
        }
        return SIMD4(x0, x1, x2, x3)
    }
}
