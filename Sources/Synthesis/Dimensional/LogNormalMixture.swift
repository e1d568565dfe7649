import Tensors

/// A mixture of log-normal distributions with one common scale: what durations of several cells together look like.
struct LogNormalMixture {
    /// Weights, and means of the logarithm.
    var parts: [(weight: Double, location: Double)]
    /// Standard deviation of the logarithm.
    var scale: Double

    /// Probability below `e^x`.
    func cumulative(_ x: Double) -> Double {
        var (sum, weights) = (0.0, 0.0)
        for part in parts {
            sum += part.weight * Self.normal((x - part.location) / scale)
            weights += part.weight
        }
        return sum / weights
    }

    /// The quantile of a level inside `(0, 1)`, to a relative 1e-12; NaN without parts.
    func quantile(_ level: Double) -> Double {
        guard let first = parts.first else { return .nan }
        let z = NormalQuantile.value(level)
        if parts.count == 1 { return PortableMath.exp(first.location + scale * z) }
        // The quantile of the mixture lies between those of its parts.
        var low = parts.reduce(first.location) { min($0, $1.location) } + scale * z
        var high = parts.reduce(first.location) { max($0, $1.location) } + scale * z
        while high - low > 1e-12 * max(1, abs(low)) {
            let middle = low + (high - low) / 2
            guard middle > low, middle < high else { break }
            if cumulative(middle) < level { low = middle } else { high = middle }
        }
        return PortableMath.exp(low + (high - low) / 2)
    }

    /// The standard normal distribution function by its Taylor series (Marsaglia, "Evaluating the normal distribution", Journal of
    /// Statistical Software 11(4), 2004), within 1e-15 absolute.
    static func normal(_ x: Double) -> Double {
        guard abs(x) < 8 else { return x < 0 ? 0 : 1 }
        var (term, sum, divisor) = (x, x, 1.0)
        while true {
            divisor += 2
            term *= x * x / divisor
            let next = sum + term
            if next == sum { break }
            sum = next
        }
        return min(1, max(0, 0.5 + sum * 0.3989422804014327 * PortableMath.exp(-x * x / 2)))
    }
}
