import Forecasting

/// The rule of Teunter, Syntetos & Babai for intermittent demand that may end: the probability of demand is smoothed in every step, so that
/// silence lowers it, and sizes whenever there is one.
///
/// The mean per step is `p·z` with smoothed probability p and size z (Teunter, Syntetos & Babai, "Intermittent Demand: Linking Forecasting
/// to Inventory Obsolescence", European Journal of Operational Research 214(3), 2011). The distribution has the same mean: nothing with
/// probability `1 − p`, otherwise a size as `DemandDistribution` says. Missing values are skipped.
public struct TSB: LocalModel {
    /// `tsb`.
    public static let name = "tsb"

    /// Smoothing weight of sizes.
    public var sizeSmoothing: SmoothingWeight
    /// Smoothing weight of the probability.
    public var probabilitySmoothing: SmoothingWeight

    /// Makes a rule.
    /// - Parameters:
    ///   - sizes: smoothing weight of sizes.
    ///   - probability: smoothing weight of the probability; it changes every step and wants less than that of sizes.
    /// - Precondition: weights lie in (0, 1].
    public init(sizes: SmoothingWeight = .fixed(0.1), probability: SmoothingWeight = .optimised(lower: 0.005, upper: 0.3)) {
        precondition(sizes.isSound && probability.isSound, "smoothing weights lie above 0 and at most at 1: \(sizes), \(probability)")
        (sizeSmoothing, probabilitySmoothing) = (sizes, probability)
    }

    /// As far as sizes count that come once in a hundred steps.
    public func reach(in setting: LocalSetting) -> Int { 10_000 }

    /// Quantiles of the mixture; without any demand zero answers, and recent quantiles where demand falls below zero.
    public func answers(for histories: [ArraySlice<Float>], horizon: Int, in setting: LocalSetting) -> [LocalAnswer] {
        histories.map { history in
            LocalAnswer.demand(IntermittentDemand(history), history, horizon: horizon, in: setting) { distribution(of: $0) }
        }
    }

    /// The distribution of the next step, for at least one step with demand.
    func distribution(of demand: IntermittentDemand) -> DiscreteDistribution {
        DemandDistribution.of(probability(of: demand), demand, weight: sizeSmoothing.value(for: demand.sizes))
    }

    /// Mean demand per step, at least one step with demand.
    package func point(of demand: IntermittentDemand) -> Double {
        probability(of: demand) * SmoothingWeight.level(demand.sizes, sizeSmoothing.value(for: demand.sizes))
    }

    private func probability(of demand: IntermittentDemand) -> Double {
        let occurrences = demand.occurrences
        return SmoothingWeight.level(occurrences, probabilitySmoothing.value(for: occurrences))
    }
}

extension TSB {
    private enum CodingKeys: String, CodingKey { case sizeSmoothing, probabilitySmoothing }

    /// Decodes a rule.
    /// - Throws: `DecodingError` when a weight is out of range.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        self.init(sizes: try .decoded(fields, .sizeSmoothing), probability: try .decoded(fields, .probabilitySmoothing))
    }
}
