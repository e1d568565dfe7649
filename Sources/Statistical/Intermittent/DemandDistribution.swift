/// The distribution of demand in one step from its smoothed states: nothing with probability `1 − p`, otherwise a size.
enum DemandDistribution {
    /// - Parameters:
    ///   - probability: probability p of demand, `0 ≤ p ≤ 1`.
    ///   - demand: what the sizes were; at least one.
    ///   - weight: smoothing weight of the sizes.
    static func of(_ probability: Double, _ demand: IntermittentDemand, weight: Double) -> DiscreteDistribution {
        DiscreteDistribution(hurdle: min(max(probability, 0), 1), sizes: sizes(demand, weight: weight))
    }

    /// Sizes: whole numbers that vary more than Poisson's have a negative binomial distribution shifted by one, whose mean is the smoothed
    /// size; all others the sizes that were seen, each with its part in the smoothed size, so that the mean is the smoothed size too.
    private static func sizes(_ demand: IntermittentDemand, weight: Double) -> DiscreteDistribution {
        let parts = SmoothingWeight.contributions(count: demand.sizes.count, weight)
        let seen = DiscreteDistribution(values: demand.sizes, weights: parts)
        guard demand.isWhole else { return seen }
        let mean = seen.mean
        // Unbiased for independent sizes; one size alone says nothing about how they vary, and Poisson is the honest guess.
        let free = 1 - parts.reduce(0) { $0 + $1 * $1 }
        let spread = zip(demand.sizes, parts).reduce(0) { $0 + $1.1 * ($1.0 - mean) * ($1.0 - mean) }
        let variance = free > 0 ? spread / free : mean - 1
        guard variance >= mean - 1 else { return seen }
        return NegativeBinomial.distribution(mean: max(mean - 1, 0), variance: variance, shift: 1) ?? seen
    }
}
