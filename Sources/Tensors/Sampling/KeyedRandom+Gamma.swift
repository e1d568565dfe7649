extension KeyedRandom {
    /// A gamma number of scale 1: mean and variance are both `shape`.
    ///
    /// Marsaglia and Tsang, "A simple method for generating gamma variables", ACM TOMS 26(3), 2000; shapes below 1 by a power of a uniform
    /// number times the number of the shape above.
    /// - Precondition: `shape > 0`.
    public mutating func gamma(shape: Double) -> Double {
        precondition(shape > 0, "a gamma distribution of shape \(shape)")
        if shape < 1 {
            let power = PortableMath.log(uniform()) / shape
            return gamma(shape: shape + 1) * PortableMath.exp(power)
        }
        let d = shape - 1.0 / 3
        let c = 1 / (9 * d).squareRoot()
        while true {
            let x = normal()
            let root = 1 + c * x
            guard root > 0 else { continue }
            let cube = root * root * root
            let u = uniform()
            if u < 1 - 0.0331 * (x * x) * (x * x) { return d * cube }
            if PortableMath.log(u) < 0.5 * x * x + d * (1 - cube + PortableMath.log(cube)) { return d * cube }
        }
    }

    /// A negative binomial number with variance `mean + dispersion · mean²`: a Poisson number of a gamma rate.
    /// - Parameters:
    ///   - mean: finite, `≥ 0`.
    ///   - dispersion: `≥ 0`; 0 is Poisson.
    public mutating func negativeBinomial(mean: Double, dispersion: Double) -> Int {
        guard dispersion > 0, mean > 0 else { return poisson(mean: mean) }
        return poisson(mean: gamma(shape: 1 / dispersion) * dispersion * mean)
    }

    /// A beta number.
    /// - Precondition: both parameters are positive.
    public mutating func beta(_ a: Double, _ b: Double) -> Double {
        let (x, y) = (gamma(shape: a), gamma(shape: b))
        // With tiny parameters both can vanish: then one end or the other, as the weights are.
        return x + y > 0 ? x / (x + y) : (uniform() * (a + b) < a ? 1 : 0)
    }
}
