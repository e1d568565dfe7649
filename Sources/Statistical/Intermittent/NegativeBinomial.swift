#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The negative binomial distribution of counts by its moments, and the Poisson distribution where counts vary no more than that.
package enum NegativeBinomial {
    /// `P(k) = Γ(k + r)/(Γ(r) k!)·(r/(r + m))^r·(m/(r + m))^k` with `r = m²/(v − m)`, moved up by `shift`; the upper tail is cut where a
    /// ten-millionth is left.
    ///
    /// - Parameters:
    ///   - mean: mean m before the shift, not negative.
    ///   - variance: variance v; at most m gives Poisson.
    ///   - shift: smallest value, 0 or 1.
    /// - Returns: `nil` where there would be too many values or too little at the smallest one: counts so large are no counts any more.
    package static func distribution(mean: Double, variance: Double, shift: Double) -> DiscreteDistribution? {
        guard mean > 0 else { return DiscreteDistribution(values: [shift], weights: [1]) }
        let size = variance > mean ? mean * mean / (variance - mean) : .infinity
        let isPoisson = size > 1e7
        let logarithm = isPoisson ? -mean : -size * log1p(mean / size)
        guard logarithm > -600, mean < 10_000 else { return nil }
        let ratio = isPoisson ? 0 : mean / (size + mean)
        var (values, weights) = ([shift], [exp(logarithm)])
        var (probability, sum) = (weights[0], weights[0])
        while sum < 1 - 1e-7 {
            let k = Double(values.count)
            guard values.count < 100_000 else { return nil }
            probability *= isPoisson ? mean / k : (k - 1 + size) / k * ratio
            sum += probability
            values.append(shift + k)
            weights.append(probability)
        }
        return DiscreteDistribution(ascending: values, weights: weights)
    }
}
