extension KeyedRandom {
    /// A Poisson number.
    ///
    /// Below a mean of 12 by inversion (one uniform number), above by transformed rejection: Hörmann, "The transformed rejection method for
    /// generating Poisson random variables", Insurance: Mathematics and Economics 12, 1993.
    /// - Parameter mean: `≥ 0`; means above 10¹⁵, where doubles no longer hold every count, are taken as 10¹⁵.
    public mutating func poisson(mean: Double) -> Int {
        guard mean > 0 else { return 0 }
        return mean < 12 ? poissonByInversion(mean) : poissonByRejection(min(mean, 1e15))
    }

    private mutating func poissonByInversion(_ mean: Double) -> Int {
        var probability = SmallExponential.value(-mean)
        var rest = uniform() - probability
        var count = 0
        // Far out the probabilities vanish before the rest does, by rounding.
        while rest > 0, count < 200 {
            count += 1
            probability *= mean / Double(count)
            rest -= probability
        }
        return count
    }

    private mutating func poissonByRejection(_ mean: Double) -> Int {
        let b = 0.931 + 2.53 * mean.squareRoot()
        let a = -0.059 + 0.02483 * b
        let scale = PortableMath.log(1.1239 + 1.1328 / (b - 3.4))
        let accepted = 0.9277 - 3.6224 / (b - 2)
        let logMean = PortableMath.log(mean)
        while true {
            let u = uniform() - 0.5
            let v = uniform()
            let distance = 0.5 - abs(u)
            let k = ((2 * a / distance + b) * u + mean + 0.43).rounded(.down)
            if distance >= 0.07, v <= accepted { return Int(k) }
            if k < 0 || k > 0x1p52 || (distance < 0.013 && v > distance) { continue }
            let left = PortableMath.log(v) + scale - PortableMath.log(a / (distance * distance) + b)
            if left <= -mean + k * logMean - StirlingSeries.logFactorial(k) { return Int(k) }
        }
    }

    /// A binomial number.
    ///
    /// With few expected successes by inversion (one uniform number), otherwise by transformed rejection: Hörmann, "The generation of
    /// binomial random variates", Journal of Statistical Computation and Simulation 46, 1993.
    /// - Parameters:
    ///   - trials: number of trials, `≥ 0`.
    ///   - probability: of a success; outside `[0, 1]` it is taken as the nearer end.
    public mutating func binomial(trials: Int, probability: Double) -> Int {
        guard trials > 0, probability > 0 else { return 0 }
        guard probability < 1 else { return trials }
        if probability > 0.5 { return trials - binomial(trials: trials, probability: 1 - probability) }
        return Double(trials) * probability < 10
            ? binomialByInversion(trials, probability) : binomialByRejection(Double(trials), probability)
    }

    private mutating func binomialByInversion(_ trials: Int, _ p: Double) -> Int {
        var probability = PortableMath.power(1 - p, trials)
        let odds = p / (1 - p)
        var rest = uniform() - probability
        var count = 0
        while rest > 0, count < trials, count < 200 {
            probability *= odds * Double(trials - count) / Double(count + 1)
            count += 1
            rest -= probability
        }
        return count
    }

    private mutating func binomialByRejection(_ n: Double, _ p: Double) -> Int {
        let spread = (n * p * (1 - p)).squareRoot()
        let b = 1.15 + 2.53 * spread
        let a = -0.0873 + 0.0248 * b + 0.01 * p
        let centre = n * p + 0.5
        let accepted = 0.92 - 4.2 / b
        let alpha = (2.83 + 5.1 / b) * spread
        let odds = p / (1 - p)
        let mode = ((n + 1) * p).rounded(.down)
        while true {
            let u = uniform() - 0.5
            let v = uniform()
            let distance = 0.5 - abs(u)
            let k = ((2 * a / distance + b) * u + centre).rounded(.down)
            if distance >= 0.07, v <= accepted { return Int(k) }
            if k < 0 || k > n { continue }
            let left = PortableMath.log(v * alpha / (a / (distance * distance) + b))
            let right =
                (mode + 0.5) * PortableMath.log((mode + 1) / (odds * (n - mode + 1)))
                + (n + 1) * PortableMath.log((n - mode + 1) / (n - k + 1))
                + (k + 0.5) * PortableMath.log(odds * (n - k + 1) / (k + 1)) + StirlingSeries.tail(mode)
                + StirlingSeries.tail(n - mode) - StirlingSeries.tail(k) - StirlingSeries.tail(n - k)
            if left <= right { return Int(k) }
        }
    }
}
