import Forecasting

/// Croston's rule for intermittent demand: sizes and the intervals between them are smoothed on their own.
///
/// The mean per step is `z/i` with smoothed size z and interval i (Croston, "Forecasting and Stock Control for Intermittent Demands",
/// Operational Research Quarterly 23(3), 1972), or, without most of its bias, `(1 − α/2)·z/i` (Syntetos & Boylan, "The Accuracy of
/// Intermittent Demand Estimates", International Journal of Forecasting 21(2), 2005).
///
/// The distribution has the same mean: demand occurs with probability `1/i`, or `(1 − α/2)/i`, and sizes are distributed as
/// `DemandDistribution` says, so that zero has its honest share and whole series have whole quantiles. States move only when something
/// is asked for: after long silence ``TSB`` knows better. Missing values are skipped.
public struct Croston: LocalModel {
    /// `croston`.
    public static let name = "croston"

    /// Which estimate of the mean.
    public enum Variant: String, Sendable, Hashable, Codable, CaseIterable {
        /// Croston 1972; biased upwards.
        case classic
        /// Syntetos & Boylan 2005.
        case sba
    }

    /// Which estimate of the mean.
    public var variant: Variant
    /// Smoothing weight of sizes and of intervals, each for itself where it is optimised.
    public var smoothing: SmoothingWeight

    /// Makes a rule.
    /// - Parameters:
    ///   - variant: which estimate of the mean.
    ///   - smoothing: smoothing weight; `.optimised(lower: 0.1, upper: 0.3)` is usual.
    /// - Precondition: weights lie in (0, 1].
    public init(_ variant: Variant = .sba, smoothing: SmoothingWeight = .fixed(0.1)) {
        precondition(smoothing.isSound, "smoothing weights lie above 0 and at most at 1: \(smoothing)")
        (self.variant, self.smoothing) = (variant, smoothing)
    }

    /// As far as sizes count that come once in a hundred steps.
    public func reach(in setting: LocalSetting) -> Int { 10_000 }

    /// Quantiles of the mixture; without any demand zero answers, and recent quantiles where demand falls below zero.
    public func answers(for histories: [ArraySlice<Float>], horizon: Int, in setting: LocalSetting) -> [LocalAnswer] {
        histories.map { history in
            LocalAnswer.demand(IntermittentDemand(history), history, horizon: horizon, in: setting) { demand in
                let states = states(of: demand)
                return DemandDistribution.of(states.probability, demand, weight: states.weight)
            }
        }
    }

    /// Mean demand per step, at least one step with demand.
    package func point(of demand: IntermittentDemand) -> Double {
        let states = states(of: demand)
        return states.size * states.probability
    }

    private func states(of demand: IntermittentDemand) -> (size: Double, probability: Double, weight: Double) {
        let weight = smoothing.value(for: demand.sizes), intervalWeight = smoothing.value(for: demand.intervals)
        let share = variant == .sba ? 1 - intervalWeight / 2 : 1
        return (SmoothingWeight.level(demand.sizes, weight), share / SmoothingWeight.level(demand.intervals, intervalWeight), weight)
    }
}

extension Croston {
    private enum CodingKeys: String, CodingKey { case variant, smoothing }

    /// Decodes a rule.
    /// - Throws: `DecodingError` when a weight is out of range.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(try fields.decode(Variant.self, forKey: .variant), smoothing: try .decoded(fields, .smoothing))
    }
}
