import Forecasting

#if canImport(Glibc)
    import Glibc
#endif

/// Quantiles around a forecast mean: those of past errors at a similar step and of a similar mean.
///
/// Errors are Pearson residuals `r = (y − μ) / √V(μ)`, so that errors of different sizes compare: V is μ for Poisson's deviance, μ^p for
/// Tweedie's, and the squared scale of the origin for squared errors. They are grouped by step, and within it by the mean into groups of
/// equal number. A forecast quantile is `μ + r_τ √V(μ)` with r_τ of its group, and the lower bound where the share of bounds in the group
/// reaches τ: what is mostly 0 has quantiles that are 0.
struct ResidualQuantiles: Sendable, Equatable {
    /// Power of the mean that the variance grows with; 0 for the unit of the origin.
    let variancePower: Double
    /// Ends of the groups of steps, ascending; the last one is the horizon.
    let stepEnds: [Int]
    /// Groups by the mean, M, and levels, Q.
    let groups: Int, levelCount: Int
    /// Means, transformed, from which on the next group begins `[S, M − 1]`.
    let bounds: [Float]
    /// Share of the lower bound `[S, M]`.
    let shares: [Float]
    /// Quantiles of the residuals `[S, M, Q]`, ascending.
    let values: [Float]

    /// Outcomes of a group, about, and most groups.
    private static let groupSize = 400, mostGroups = 10, mostStepGroups = 16
    /// Smallest mean that a variance is taken of.
    private static let smallestMean: Float = 1e-6

    /// Learns from outcomes of a model that has not seen them.
    /// - Precondition: at least one outcome.
    init(_ outcomes: MeanOutcomes, levels: QuantileLevels, horizon: Int, variancePower: Double, bound: Float) {
        precondition(outcomes.count > 0, "residuals are learnt from outcomes")
        (self.variancePower, levelCount) = (variancePower, levels.count)
        let groups = min(max(outcomes.count / (4 * Self.groupSize), 1), Self.mostGroups)
        let stepGroups = min(max(outcomes.count / (groups * Self.groupSize), 1), min(horizon, Self.mostStepGroups))
        self.groups = groups
        let ends = (1...stepGroups).map { horizon * $0 / stepGroups }
        stepEnds = ends
        let all = Array(0..<outcomes.count)
        let keys = all.map { outcomes.scales[$0].location + outcomes.scales[$0].scale * outcomes.means[$0] }
        let residuals = all.map { index in
            let (mean, scale) = (outcomes.means[index], outcomes.scales[index])
            return (outcomes.truths[index] - mean) / Self.spread(mean, scale, power: variancePower)
        }
        let isBound = all.map { index in
            let scale = outcomes.scales[index]
            return bound > -.greatestFiniteMagnitude && outcomes.truths[index] <= (bound - scale.location) / scale.scale
        }
        var (bounds, shares, values): ([Float], [Float], [Float]) = ([], [], [])
        for (place, end) in ends.enumerated() {
            let steps = (place == 0 ? 0 : ends[place - 1])..<end
            let found = all.filter { steps.contains(outcomes.steps[$0]) }
            // A stretch of steps without a single outcome borrows from all others.
            let ordered = (found.isEmpty ? all : found).sorted { (keys[$0], $0) < (keys[$1], $1) }
            for group in 0..<groups {
                let first = ordered.count * group / groups
                let members = ordered[first..<max(first + 1, ordered.count * (group + 1) / groups)]
                if group > 0 { bounds.append(keys[ordered[first]]) }
                shares.append(Float(members.count { isBound[$0] }) / Float(members.count))
                let sorted = members.map { residuals[$0] }.sorted()
                values += levels.values.map { EmpiricalQuantiles.value(at: $0, sorted: sorted) }
            }
        }
        (self.bounds, self.shares, self.values) = (bounds, shares, values)
    }

    init(
        variancePower: Double, stepEnds: [Int], groups: Int, levelCount: Int, bounds: [Float], shares: [Float], values: [Float]
    ) {
        (self.variancePower, self.stepEnds, self.groups, self.levelCount) = (variancePower, stepEnds, groups, levelCount)
        (self.bounds, self.shares, self.values) = (bounds, shares, values)
    }

    /// Quantiles `[Q]` around a mean, both in the unit of the origin.
    /// - Parameters:
    ///   - step: 0 for the first.
    ///   - levels: the levels, Q.
    ///   - bound: the smallest transformed value.
    func write(
        _ out: UnsafeMutablePointer<Float>, mean: Float, scale: WindowScale, step: Int, levels: QuantileLevels, bound: Float
    ) {
        let stretch = stepEnds.firstIndex { step < $0 } ?? stepEnds.count - 1
        let key = scale.location + scale.scale * mean
        var group = 0
        while group < groups - 1, key >= bounds[stretch * (groups - 1) + group] { group += 1 }
        let cell = stretch * groups + group
        let (spread, lowest) = (Self.spread(mean, scale, power: variancePower), (bound - scale.location) / scale.scale)
        for (level, tau) in levels.values.enumerated() {
            let value = mean + values[cell * levelCount + level] * spread
            out[level] = Float(tau) <= shares[cell] ? lowest : min(max(value, lowest, -1e18), 1e18)
        }
    }

    /// √V of a mean, all in the unit of the origin, whose location is 0 where the variance depends on the mean.
    private static func spread(_ mean: Float, _ scale: WindowScale, power: Double) -> Float {
        guard power > 0 else { return 1 }
        let size = max(scale.scale * mean, smallestMean)
        return (power == 1 ? size.squareRoot() : powf(size, Float(power / 2))) / scale.scale
    }
}
