#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Mean and variance of values whose weight halves with every half-life of age.
struct DecayingMoments {
    /// Weighted mean.
    let mean: Double
    /// Weighted variance, unbiased for independent values; 0 for one value.
    let variance: Double

    /// Moments of values under weights of sum 1, at least one.
    init(_ values: [Double], weights: [Double]) {
        let mean = zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 }
        let spread = zip(values, weights).reduce(0) { $0 + $1.1 * ($1.0 - mean) * ($1.0 - mean) }
        let free = 1 - weights.reduce(0) { $0 + $1 * $1 }
        (self.mean, variance) = (mean, free > 1e-9 ? spread / free : 0)
    }

    /// Weights `2^(−age/halfLife)`, scaled to sum 1, the oldest value first.
    static func weights(count: Int, halfLife: Int) -> [Double] {
        let step = exp2(-1 / Double(halfLife))
        var (out, weight, sum) = ([Double](repeating: 0, count: count), 1.0, 0.0)
        for index in stride(from: count - 1, through: 0, by: -1) {
            out[index] = weight
            sum += weight
            weight *= step
        }
        for index in out.indices { out[index] /= sum }
        return out
    }
}
