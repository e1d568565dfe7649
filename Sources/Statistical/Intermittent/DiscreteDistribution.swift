import Forecasting

/// A distribution on finitely many values.
package struct DiscreteDistribution: Sendable, Hashable {
    /// The values, ascending; equal ones may follow each other.
    package let values: [Double]
    /// Their probabilities, not negative, which add up to 1.
    package let probabilities: [Double]

    /// Makes a distribution.
    /// - Parameters:
    ///   - values: at least one, in any order.
    ///   - weights: as many, not negative; they are scaled to add up to 1.
    /// - Precondition: as many weights as values, with a positive sum.
    package init(values: [Double], weights: [Double]) {
        let order = values.indices.sorted { (values[$0], $0) < (values[$1], $1) }
        self.init(ascending: order.map { values[$0] }, weights: order.map { weights[$0] })
    }

    /// The same for values that are in order.
    init(ascending values: [Double], weights: [Double]) {
        let sum = weights.reduce(0, +)
        precondition(values.count == weights.count && sum > 0, "\(values.count) values have \(weights.count) weights of sum \(sum)")
        self.values = values
        probabilities = weights.map { $0 / sum }
    }

    /// Zero with probability `1 − p`, otherwise one of the sizes, none of which is below zero.
    package init(hurdle p: Double, sizes: DiscreteDistribution) {
        self.init(ascending: [0] + sizes.values, weights: [1 - p] + sizes.probabilities.map { $0 * p })
    }

    /// The linear pool: each distribution with a weight, at least one of them positive.
    package init(pool parts: [(distribution: DiscreteDistribution, weight: Double)]) {
        let some = parts.filter { $0.weight > 0 }
        self.init(
            values: some.flatMap(\.distribution.values),
            weights: some.flatMap { part in part.distribution.probabilities.map { $0 * part.weight } })
    }

    /// Mean.
    package var mean: Double { zip(values, probabilities).reduce(0) { $0 + $1.0 * $1.1 } }

    /// The smallest value that is reached with each level's probability, `[Q]`: always one of the values, never between two.
    package func quantiles(_ levels: QuantileLevels) -> [Float] {
        var (index, reached) = (0, probabilities[0])
        return levels.values.map { level in
            // Sums of probabilities fall short of what they are by rounding; a level that is reached but for that is reached.
            while reached < level - 1e-12 && index < values.count - 1 {
                index += 1
                reached += probabilities[index]
            }
            return Float(values[index])
        }
    }
}
