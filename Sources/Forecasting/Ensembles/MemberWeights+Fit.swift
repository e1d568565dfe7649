import Tensors

extension MemberWeights {
    /// How weights are learnt.
    public struct Learning: Sendable, Hashable, Codable {
        /// Most blocks of leads with weights of their own.
        public var blocks: Int
        /// Charge on the squared distance from the prior, times one over the number of windows without overlap.
        public var charge: Double

        /// Makes settings.
        public init(blocks: Int = 3, charge: Double = 10) { (self.blocks, self.charge) = (blocks, charge) }
    }

    /// Most validation forecasts that weights are learnt from, and steps of each within a block.
    private static let mostForecasts = 800, mostSteps = 12
    /// Rounds of the descent.
    private static let rounds = 300

    /// Learns the weights whose averaged quantiles would have lost least on validation forecasts, not far from a prior where these are few.
    ///
    /// Within a block the mean pinball loss over levels and targets, each in units of the mean size of its series, is convex in the weights; it
    /// is followed downhill on the simplex by multiplicative updates (the first order of exponentiated gradients: Kivinen & Warmuth,
    /// "Exponentiated gradient versus gradient descent for linear predictors", Information and Computation 132, 1997), which keep weights
    /// positive and sums at 1.
    ///
    /// - Parameters:
    ///   - samples: one of every member, of the same origins, with at least one forecast.
    ///   - prior: weight of every member that small samples are drawn to; sums to 1.
    ///   - settings: blocks and charge.
    public static func learnt(from samples: [ValidationForecasts], prior: [Float], _ settings: Learning = Learning()) -> MemberWeights {
        precondition(
            !samples.isEmpty && samples.count == prior.count && samples[0].count > 0, "weights are learnt from forecasts of members")
        let horizon = samples[0].forecasts[0].horizon
        let ends = Self.ends(horizon: horizon, most: settings.blocks)
        let windows = Double(samples[0].windowsWithoutOverlap)
        var values: [Float] = []
        for (block, end) in ends.enumerated() {
            let rows = StackRows(samples, leads: (block > 0 ? ends[block - 1] : 0)..<end, forecasts: mostForecasts, steps: mostSteps)
            values += rows.count > 0 ? rows.bestWeights(prior: prior, charge: settings.charge / max(1, windows), rounds: rounds) : prior
        }
        // Weights that move a forecast by less than its rounding are not worth a member.
        return MemberWeights(scaling: values.map { $0 < 0.02 ? 0 : $0 }, ends: ends)
    }

    /// Blocks whose lengths double: what is known of the first leads is not what is known of the last ones.
    static func ends(horizon: Int, most: Int) -> [Int] {
        let total = (1 << most) - 1
        var ends: [Int] = []
        for block in 1...most {
            let end = (horizon * ((1 << block) - 1) + total / 2) / total
            if end > ends.last ?? 0 { ends.append(end) }
        }
        if ends.last != horizon { ends.append(horizon) }
        return ends
    }
}

/// Targets of a block of leads beside what every member said of them.
struct StackRows {
    /// Quantiles of the members `[rows, Q, members]`.
    private var quantiles: [Float] = []
    private var actuals: [Float] = [], weights: [Float] = []
    private let levels: [Float], members: Int

    init(_ samples: [ValidationForecasts], leads: Range<Int>, forecasts: Int, steps: Int) {
        let first = samples[0]
        levels = first.forecasts[0].levels.values.map(Float.init)
        members = samples.count
        var sizes = SeriesWeights()
        let kept = ValidationForecasts.spaced(leads.count, most: steps).map { leads.lowerBound + $0 }
        for index in ValidationForecasts.spaced(first.count, most: forecasts) {
            let origin = first.origins[index]
            let weight = sizes.weight(of: origin)
            guard weight > 0 else { continue }
            for lead in kept {
                let actual = first.actual(index, step: lead)
                guard !actual.isNaN else { continue }
                actuals.append(actual)
                weights.append(weight)
                for q in levels.indices { for sample in samples { quantiles.append(sample.forecasts[index][lead, q]) } }
            }
        }
    }

    /// Number of targets.
    var count: Int { actuals.count }

    /// Mean weighted pinball loss of averaged quantiles, and its gradient.
    private func loss(_ w: [Float], gradient: inout [Double]) -> Double {
        var total = 0.0
        for index in gradient.indices { gradient[index] = 0 }
        quantiles.withUnsafeBufferPointer { quantiles in
            var place = 0
            for row in actuals.indices {
                let (actual, weight) = (actuals[row], weights[row])
                for level in levels {
                    var value: Float = 0
                    for member in 0..<members { value += w[member] * quantiles[place + member] }
                    let error = actual - value
                    let slope = error > 0 ? level : level - 1
                    total += Double(weight * slope * error)
                    for member in 0..<members { gradient[member] -= Double(weight * slope * quantiles[place + member]) }
                    place += members
                }
            }
        }
        let count = Double(max(1, actuals.count * levels.count))
        for index in gradient.indices { gradient[index] /= count }
        return total / count
    }

    /// Mean weighted pinball loss of every member alone.
    var lossesAlone: [Double] {
        var gradient = [Double](repeating: 0, count: members)
        return (0..<members).map { member in loss((0..<members).map { $0 == member ? 1 : 0 }, gradient: &gradient) }
    }

    func bestWeights(prior: [Float], charge: Double, rounds: Int) -> [Float] {
        var gradient = [Double](repeating: 0, count: members)
        let unit = max(lossesAlone.min() ?? 1, .leastNormalMagnitude)
        var w = prior.map { max(Double($0), 1e-3) }, best = prior, bestLoss = Double.infinity
        Self.normalise(&w)
        for round in 0..<rounds {
            let current = w.map(Float.init)
            var value = loss(current, gradient: &gradient) / unit
            for index in w.indices {
                let distance = w[index] - Double(prior[index])
                value += charge * distance * distance
                gradient[index] = gradient[index] / unit + 2 * charge * distance
            }
            if value < bestLoss { (best, bestLoss) = (current, value) }
            let mean = zip(w, gradient).reduce(0) { $0 + $1.0 * $1.1 }
            let size = gradient.map { abs($0 - mean) }.max() ?? 0
            guard size > 0 else { break }
            let step = 0.5 / (Double(round) + 1).squareRoot() / size
            for index in w.indices { w[index] *= 1 - step * (gradient[index] - mean) }
            Self.normalise(&w)
        }
        return best
    }

    private static func normalise(_ w: inout [Double]) {
        let sum = w.reduce(0, +)
        for index in w.indices { w[index] = max(w[index] / sum, 1e-6) }
    }
}
