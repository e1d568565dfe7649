import Forecasting

/// Exponential smoothing of level and damped trend, with quantiles from its own past errors at the same lead.
///
/// `l' = f + α(y − f)`, `b' = φb + αβ(y − f)`, and what is expected h steps ahead is `l + (φ + … + φ^h)b` (Gardner & McKenzie, "Forecasting
/// Trends in Time Series", Management Science 31(10), 1985). Of a fixed set of weights those are taken whose absolute errors at the leads
/// 1, 2, 4, … and the horizon, over up to a thousand steps, have the smallest sum: what is good one step ahead need not be a day ahead. The
/// quantile of a lead is what is expected plus the quantile of the errors at that lead; between those leads it is interpolated.
package struct DampedTrend: TrendRule, Hashable {
    /// Weights of level and trend, and damping.
    struct Weights: Hashable {
        let level: Double, trend: Double, damping: Double
    }

    /// Weights to choose from: seven of the level, without a trend and with two.
    static let choices: [Weights] = [0.01, 0.03, 0.1, 0.2, 0.4, 0.7, 1].flatMap { level in
        [Weights(level: level, trend: 0, damping: 0), Weights(level: level, trend: 0.1, damping: 0.9)]
            + (level < 0.7 ? [Weights(level: level, trend: 0.1, damping: 0.98)] : [])
    }

    /// Steps whose errors count.
    static let steps = 1000

    /// Makes the rule.
    package init() {}

    package func quantiles(after values: [Double], horizon: Int, levels: QuantileLevels) -> [Double] {
        let leads = Self.leads(values.count, horizon)
        let best = Self.choices.map { Paths(values, $0, leads) }.min { $0.loss < $1.loss }!
        let sorted = best.errors.map { $0.sorted() }
        var out: [Double] = []
        out.reserveCapacity(horizon * levels.count)
        for step in 1...horizon {
            let expected = best.expected(step)
            // Beyond the longest lead with errors its errors stay as they are.
            let upper = leads.firstIndex { $0 >= step } ?? leads.count - 1, lower = max(upper - 1, 0)
            let share = upper == lower ? 0 : min(Double(step - leads[lower]) / Double(leads[upper] - leads[lower]), 1)
            for level in levels.values {
                let (low, high) = (Self.quantile(sorted[lower], level), Self.quantile(sorted[upper], level))
                out.append(expected + low + share * (high - low))
            }
        }
        return out
    }

    /// Leads at which errors are measured: powers of two and the horizon, as far as a third of the history reaches.
    static func leads(_ count: Int, _ horizon: Int) -> [Int] {
        let longest = max(1, min(horizon, count / 3))
        var leads = Array(sequence(first: 1) { $0 * 2 }.prefix { $0 < longest })
        leads.append(longest)
        return leads
    }

    /// Between order statistics, or 0 for no errors at all.
    private static func quantile(_ sorted: [Double], _ level: Double) -> Double {
        guard !sorted.isEmpty else { return 0 }
        let position = level * Double(sorted.count - 1), lower = Int(position), upper = min(lower + 1, sorted.count - 1)
        return sorted[lower] + (position - Double(lower)) * (sorted[upper] - sorted[lower])
    }
}

extension DampedTrend {
    /// One choice of weights run over a series.
    struct Paths {
        /// Errors at each lead, oldest first.
        private(set) var errors: [[Double]]
        /// Sum over the leads of mean absolute errors.
        let loss: Double
        private var level: Double, trend = 0.0
        private let weights: Weights

        /// Runs it; errors of the first steps, when the level has hardly been learnt, are left out.
        init(_ values: [Double], _ weights: Weights, _ leads: [Int]) {
            let first = max(min(values.count / 5, 20), values.count - DampedTrend.steps)
            (errors, level, self.weights) = (leads.map { _ in [] }, values[0], weights)
            for index in errors.indices { errors[index].reserveCapacity(max(values.count - first, 0)) }
            let reaches = leads.map { Self.reach(weights.damping, $0) }
            for step in 1..<max(values.count, 1) {
                let expected = level + weights.damping * trend, error = values[step] - expected
                level = expected + weights.level * error
                trend = weights.damping * trend + weights.level * weights.trend * error
                guard step >= first else { continue }
                for (index, lead) in leads.enumerated() where step + lead < values.count {
                    errors[index].append(values[step + lead] - level - reaches[index] * trend)
                }
            }
            loss = errors.reduce(0) { sum, errors in
                errors.isEmpty ? sum : sum + errors.reduce(0) { $0 + abs($1) } / Double(errors.count)
            }
        }

        /// What is expected some steps after the last.
        func expected(_ lead: Int) -> Double { level + Self.reach(weights.damping, lead) * trend }

        /// `φ + … + φ^h`.
        private static func reach(_ damping: Double, _ lead: Int) -> Double {
            var (power, sum) = (1.0, 0.0)
            for _ in 0..<lead {
                power *= damping
                sum += power
                if power < 1e-12 { break }
            }
            return sum
        }
    }
}
