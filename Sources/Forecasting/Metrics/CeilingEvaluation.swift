/// How good the ceilings of a backtest are at several levels: the largest value of each window against the forecast of its quantiles.
///
/// The loss at a level is the quantile loss summed over the windows of a group, divided by the group's Σ |ceiling|, and then averaged over
/// the groups, as ``EvaluationSummary/ceiling90`` is. Windows with a target that is not scored are left out. Where a model has no sample
/// paths the largest of its marginal quantiles stands for the ceiling.
public struct CeilingEvaluation: Sendable {
    /// Levels unless told otherwise.
    public static let standardLevels = try! QuantileLevels([0.5, 0.9, 0.95, 0.99])

    /// Scores at one quantile level.
    public struct Level: Hashable, Sendable, Codable {
        /// Quantile level τ.
        public var level: Double
        /// Σ quantile loss / Σ |ceiling|, grouped; `nil` when nothing is scored.
        public var loss: Double?
        /// The loss divided by the reference's, as in ``Evaluation/ratios(to:)``; the skill is one less this. `nil` without a reference.
        public var ratio: Double?
        /// Windows whose largest value is not above the ceiling: for honest forecasts a share of τ.
        public var coverage: Proportion
        /// Lower end of the 95 % Wilson interval of ``coverage``, windows taken as independent; `nil` of nothing.
        public var coverageLow: Double?
        /// Upper end of that interval.
        public var coverageHigh: Double?

        enum CodingKeys: String, CodingKey {
            case level, loss, ratio, coverage
            case coverageLow = "coverage_low"
            case coverageHigh = "coverage_high"
        }
    }

    private let levels: QuantileLevels
    private let groups: GroupedSums
    /// Loss of every group, by level.
    private let losses: [[Double]]
    private let coverages: [Proportion]

    /// Scores the ceilings of forecasts.
    /// - Parameters:
    ///   - forecasts: in any order.
    ///   - levels: of the ceilings.
    ///   - grouping: over what losses are summed.
    /// - Throws: ``ForecastError/levelOutsideRange(_:trained:)`` for a forecast without sample paths that lacks a level.
    public init(
        of forecasts: [ScoredForecast], levels: QuantileLevels = CeilingEvaluation.standardLevels, grouping: Evaluation.Grouping = .groups
    ) throws(ForecastError) {
        let whole = forecasts.filter { one in !one.actual.contains { $0.isNaN } }
        let tops = whole.map { Double($0.actual.max() ?? 0) }
        let groups = GroupedSums(whole, grouping: grouping)
        var losses: [[Double]] = []
        var coverages: [Proportion] = []
        for level in levels.values {
            var ceilings: [Double] = []
            for one in whole {
                if let ceiling = one.ceiling {
                    ceilings.append(Double(ceiling.quantile(level)))
                } else {
                    ceilings.append(Double(try one.forecast.quantile(level).max() ?? 0))
                }
            }
            losses.append(
                groups.quotients(zip(tops, ceilings).map { QuantileLoss.quantileLoss($0, $1, level: level) }, tops.map { abs($0) }))
            coverages.append(Proportion(count: zip(tops, ceilings).count { $0 <= $1 }, total: tops.count))
        }
        (self.levels, self.groups, self.losses, self.coverages) = (levels, groups, losses, coverages)
    }

    /// Scores by level, ascending.
    /// - Parameter reference: scores of another model on the same windows, usually those of seasonal naive.
    /// - Precondition: the reference was made of the same windows, with the same levels and grouping.
    public func scores(against reference: CeilingEvaluation? = nil) -> [Level] {
        precondition(reference.map { $0.levels == levels && $0.groups.keys == groups.keys } ?? true, "other windows or levels")
        return levels.values.indices.map { index in
            let interval = coverages[index].wilsonInterval()
            return Level(
                level: levels.values[index], loss: Scored.mean(losses[index]),
                ratio: reference.flatMap { groups.ratio(losses[index], to: $0.losses[index]) }, coverage: coverages[index],
                coverageLow: interval?.lowerBound, coverageHigh: interval?.upperBound)
        }
    }
}
