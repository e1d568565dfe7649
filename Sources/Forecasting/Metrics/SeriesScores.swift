import Traces

/// All scores of one model on one series of a backtest, for a ``RelationStudy``.
///
/// So that series of any size can be compared, errors are relative to the mean demand of the scored targets; that changes no order of
/// models within a series. A score is NaN where it does not exist: the depth of violations where there is none, recall where nothing
/// happened, whatever is relative to demand where there is none.
public struct SeriesScores: Hashable, Sendable {
    /// What is held as capacity, what a spike is, and at which levels ceilings are scored.
    public struct Settings: Hashable, Sendable {
        /// The allocation whose service and cost are scored: the quantile τ* of its prices.
        public var cost: CostEvaluation.Settings
        /// Spikes, and the quantile that announces them.
        public var spikes: SpikeEvaluation.Settings
        /// Levels of the ceilings.
        public var ceilings: QuantileLevels

        /// Makes settings.
        public init(
            cost: CostEvaluation.Settings, spikes: SpikeEvaluation.Settings,
            ceilings: QuantileLevels = CeilingEvaluation.standardLevels
        ) {
            (self.cost, self.spikes, self.ceilings) = (cost, spikes, ceilings)
        }
    }

    /// Id of the series.
    public var series: String
    /// One value for each of ``metrics(ceilings:)``; NaN where there is none.
    public var values: [Double]

    /// Scores the forecasts of a series.
    /// - Parameters:
    ///   - forecasts: of one model for the series, in any order; at least one.
    ///   - series: history and future in one.
    ///   - set: the series alone.
    ///   - settings: see there.
    /// - Throws: ``ForecastError/levelOutsideRange(_:trained:)`` for a forecast that lacks a level.
    init(_ forecasts: [ScoredForecast], of series: Series, in set: SeriesSet, settings: Settings) throws(ForecastError) {
        let evaluation = try Evaluation(of: forecasts).summary
        let calibration = try CalibrationEvaluation(of: forecasts)
        let horizon = forecasts.map(\.forecast.horizon).max() ?? 1
        let cost = try SeriesCost(
            forecasts, of: series, settings: settings.cost,
            tolerance: settings.cost.tolerance ?? SpikeMatching.standardTolerance(horizon: horizon))
        let spikes = try SpikeEvaluation(of: forecasts, on: set, settings: settings.spikes).scores
        let ceilings = try CeilingEvaluation(of: forecasts, levels: settings.ceilings).scores()

        let actual = forecasts.flatMap(\.actual)
        var medians: [Float] = []
        for one in forecasts { medians += try one.forecast.quantile(0.5) }
        let mean = Double(evaluation.targets) > 0 ? cost.size / Double(evaluation.targets) : 0
        let error = PointError.mse(actual: actual, forecast: medians)
        let distance = calibration.strictlyInside80.flatMap { low in
            calibration.insideOrOn80.map { high in max(0, low - 0.8, 0.8 - high) }
        }
        let used = cost.allocation
        let listed: [Double?] =
            [
                mean > 0 ? error.map { $0 / (mean * mean) } : nil, evaluation.wape, PointError.smape(actual: actual, forecast: medians),
                evaluation.wql, distance, used.underRate, used.underVolume, used.depth95, used.overVolume, used.waste, used.relativeChurn,
                cost.shiftTolerantCoverage.share, cost.size > 0 ? cost.policy.total / cost.size : nil,
            ] + ceilings.map(\.loss) + [spikes.recall, spikes.precision, spikes.f1, spikes.usefulRecall, spikes.softScore]
        self.series = series.id
        values = listed.map { $0 ?? .nan }
    }

    /// What ``values`` are, in order:
    ///
    /// - `mse`: mean (y − q_0.5)² / (mean |y|)²; `mae`: Σ |y − q_0.5| / Σ |y|; `smape`: ``PointError/smape(actual:forecast:)``.
    /// - `wql`: ``EvaluationSummary/wql``; `coverage_distance`: how far 0.80 lies outside
    ///   [``CalibrationEvaluation/strictlyInside80``, ``CalibrationEvaluation/insideOrOn80``].
    /// - of the allocation q_τ*: `under_rate`, `under_volume`, `depth95`, `over_volume`, `waste`, `churn` (``AllocationMetrics``),
    ///   `shift_tolerant_coverage`, and `cost` per unit of demand (``CostEvaluation``).
    /// - `ceiling_τ`: quantile loss of the ceilings / Σ |ceiling| (``CeilingEvaluation``).
    /// - `spike_recall`, `spike_precision`, `spike_f1`, `spike_useful_recall`, `spike_soft_score` (``SpikeScores``).
    public static func metrics(ceilings: QuantileLevels) -> [StudyMetric] {
        ["mse", "mae", "smape", "wql", "coverage_distance", "under_rate", "under_volume", "depth95", "over_volume", "waste", "churn"].map {
            StudyMetric($0)
        } + [StudyMetric("shift_tolerant_coverage", isHigherBetter: true), StudyMetric("cost")]
            + ceilings.values.map { StudyMetric("ceiling_\($0)") }
            + ["recall", "precision", "f1", "useful_recall", "soft_score"].map { StudyMetric("spike_\($0)", isHigherBetter: true) }
    }

    /// Scores of every series of a backtest, in the order of the set; series without forecasts are left out.
    /// - Parameters:
    ///   - forecasts: of one model, in any order; every series of them lies in the set.
    ///   - set: the series, history and future in one.
    ///   - settings: see there.
    /// - Throws: ``ForecastError/levelOutsideRange(_:trained:)`` for a forecast that lacks a level.
    public static func all(of forecasts: [ScoredForecast], on set: SeriesSet, settings: Settings) throws(ForecastError) -> [SeriesScores] {
        let bySeries = Dictionary(grouping: forecasts) { $0.forecast.seriesID }
        var out: [SeriesScores] = []
        for series in set.series {
            guard let own = bySeries[series.id] else { continue }
            var alone = set
            alone.series = [series]
            out.append(try SeriesScores(own, of: series, in: alone, settings: settings))
        }
        return out
    }
}
