#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Discrete Fourier transform of a power of two of complex numbers, in place: radix 2, decimation in time (Cooley & Tukey, "An algorithm for
/// the machine calculation of complex Fourier series", Mathematics of Computation 19, 1965).
package struct FourierTransform {
    /// Number of values, a power of two.
    package let count: Int
    private let cosines: [Double]
    private let sines: [Double]

    /// Tables for transforms of this length.
    /// - Precondition: `count` is a power of two.
    package init(count: Int) {
        precondition(count > 0 && count & (count - 1) == 0)
        self.count = count
        cosines = (0..<max(1, count / 2)).map { cos(2 * Double.pi * Double($0) / Double(count)) }
        sines = (0..<max(1, count / 2)).map { sin(2 * Double.pi * Double($0) / Double(count)) }
    }

    /// `X_k = Σ x_t·exp(−2πi·kt/n)`, without a factor.
    package func forward(_ real: inout [Double], _ imaginary: inout [Double]) {
        precondition(real.count == count && imaginary.count == count)
        real.withUnsafeMutableBufferPointer { re in
            imaginary.withUnsafeMutableBufferPointer { im in
                reverseBits(re, im)
                var half = 1
                while half < count {
                    let stride = count / (2 * half)
                    for block in Swift.stride(from: 0, to: count, by: 2 * half) {
                        for k in 0..<half {
                            let (c, s) = (cosines[k * stride], sines[k * stride])
                            let (a, b) = (block + k, block + k + half)
                            let (x, y) = (re[b] * c + im[b] * s, im[b] * c - re[b] * s)
                            (re[b], im[b]) = (re[a] - x, im[a] - y)
                            (re[a], im[a]) = (re[a] + x, im[a] + y)
                        }
                    }
                    half *= 2
                }
            }
        }
    }

    private func reverseBits(_ re: UnsafeMutableBufferPointer<Double>, _ im: UnsafeMutableBufferPointer<Double>) {
        var j = 0
        for i in 1..<max(1, count) {
            var bit = count >> 1
            while j & bit != 0 {
                j ^= bit
                bit >>= 1
            }
            j ^= bit
            if i < j {
                re.swapAt(i, j)
                im.swapAt(i, j)
            }
        }
    }

    /// Autocorrelation of a sequence with missing values (NaN) around its mean, for the lags `0...maximum`: the mean product of the pairs that
    /// are known, divided by the variance. 0 for lags without pairs; empty when nothing varies.
    package static func autocorrelation(of values: [Double], upTo maximum: Int) -> [Double] {
        var (sum, known) = (0.0, 0)
        for value in values where !value.isNaN {
            sum += value
            known += 1
        }
        guard known > 0, maximum >= 0 else { return [] }
        let mean = sum / Double(known)
        let variance = values.reduce(0) { $1.isNaN ? $0 : $0 + ($1 - mean) * ($1 - mean) } / Double(known)
        // What rounding leaves of a constant is no variance.
        guard variance > 1e-24 * mean * mean else { return [] }
        var count = 1
        while count < values.count + maximum + 1 { count *= 2 }
        // Values in the real part, their presence in the imaginary: one transform serves both. Values in standard deviations, so that neither
        // part drowns in the rounding errors of the other.
        let scale = 1 / variance.squareRoot()
        var re = [Double](repeating: 0, count: count)
        var im = re
        for (t, value) in values.enumerated() where !value.isNaN { (re[t], im[t]) = ((value - mean) * scale, 1) }
        let transform = FourierTransform(count: count)
        transform.forward(&re, &im)
        for k in 0...(count / 2) {
            let mirror = (count - k) % count
            let (a, b, c, d) = (re[k], im[k], re[mirror], im[mirror])
            // The spectra of the two real sequences, and their powers, which are even: once more in the two parts of one sequence.
            let values = ((a + c) * (a + c) + (b - d) * (b - d)) / 4
            let presence = ((b + d) * (b + d) + (a - c) * (a - c)) / 4
            (re[k], im[k], re[mirror], im[mirror]) = (values, presence, values, presence)
        }
        // Even and real sequences are transformed back by the forward transform, up to the factor 1/n that the quotient cancels.
        transform.forward(&re, &im)
        let onePair = 0.5 * Double(count)
        return (0...maximum).map { im[$0] > onePair ? re[$0] / im[$0] : 0 }
    }
}
