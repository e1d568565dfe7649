/// Scores of a model on a task: many series, one or more origins each.
///
/// The definitions are those of the project's accuracy judge, and agree with it to rounding; see ``EvaluationSummary``.
public struct Evaluation: Sendable {
    /// Over what grouped scores are summed before the division.
    public enum Grouping: String, Hashable, Sendable, Codable {
        /// Over all series and origins of a group.
        case groups
        /// Over the series of a group, for each origin by itself (fev).
        case groupsPerWindow = "groups_per_window"
    }

    /// Levels over which quantile losses are averaged unless told otherwise: 0.1, 0.2, …, 0.9, as all leaderboards do.
    public static let standardLevels = try! QuantileLevels([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9])

    /// The scores.
    public let summary: EvaluationSummary

    private let grouping: Grouping
    private let groups: GroupedSums
    private let wql, ceiling90, underVolume, overVolume: [Double]

    /// Scores forecasts.
    /// - Parameters:
    ///   - forecasts: in any order; a series may come with many origins.
    ///   - levels: over which quantile losses are averaged.
    ///   - grouping: over what grouped scores are summed.
    /// - Throws: ``ForecastError/sawTheFuture(series:origin:cutoff:)`` for a forecast made after its cutoff,
    ///   ``ForecastError/levelOutsideRange(_:trained:)`` for one that lacks a level (0.1, 0.5 and 0.9 are always needed).
    public init(
        of forecasts: [ScoredForecast], levels: QuantileLevels = Evaluation.standardLevels, grouping: Grouping = .groups
    ) throws(ForecastError) {
        var windows: [WindowScores] = []
        windows.reserveCapacity(forecasts.count)
        for one in forecasts {
            guard one.forecast.origin <= one.cutoff else {
                throw ForecastError.sawTheFuture(series: one.forecast.seriesID, origin: one.forecast.origin, cutoff: one.cutoff)
            }
            windows.append(try WindowScores(one, levels: levels))
        }
        let groups = GroupedSums(forecasts, grouping: grouping)
        let sizes = windows.map(\.size)
        self.grouping = grouping
        self.groups = groups
        wql = groups.quotients(windows.map { $0.loss / Double(levels.count) }, sizes)
        underVolume = groups.quotients(windows.map(\.under), sizes)
        overVolume = groups.quotients(windows.map(\.over), sizes)
        ceiling90 = groups.quotients(
            windows.map { window in window.top.map { QuantileLoss.quantileLoss($0, window.ceiling, level: 0.9) } ?? 0 },
            windows.map { abs($0.top ?? 0) })

        // Scores relative to the seasonal error: mean over the targets of a window, then over windows.
        func scaled(_ sum: (WindowScores) -> Double) -> Double? {
            var means: [Double] = []
            for (window, one) in zip(windows, forecasts) {
                guard let scale = one.seasonalError, window.targets > 0 else { continue }
                means.append(sum(window) / Double(window.targets) / scale)
            }
            return Scored.mean(means)
        }
        let targets = windows.reduce(0) { $0 + $1.targets }
        let inside = Proportion(count: windows.reduce(0) { $0 + $1.inside }, total: targets)
        let interval = inside.wilsonInterval()
        let whole = windows.filter { $0.top != nil }
        let withScale = Set(forecasts.lazy.filter { $0.seasonalError != nil }.map(\.forecast.seriesID))
        let series = Set(forecasts.lazy.map(\.forecast.seriesID))
        let sampled = forecasts.count { $0.ceiling != nil }
        summary = EvaluationSummary(
            series: series.count, windows: forecasts.count, targets: targets, withoutScale: series.count - withScale.count,
            mase: scaled(\.absoluteError), sql: scaled { $0.loss / Double(levels.count) }, wql: Scored.mean(wql),
            wape: Scored.mean(groups.quotients(windows.map(\.absoluteError), sizes)), coverage80: inside.share,
            coverage80Low: interval?.lowerBound, coverage80High: interval?.upperBound, width80: scaled(\.width),
            ceiling90: Scored.mean(ceiling90),
            ceilingCoverage90: Proportion(count: whole.count { $0.top! <= $0.ceiling }, total: whole.count).share, ceilings: whole.count,
            ceilingFrom: sampled == 0 ? .marginals : (sampled == forecasts.count ? .samples : .mixed),
            underRate: Proportion(count: windows.reduce(0) { $0 + $1.above }, total: targets).share, underVolume: Scored.mean(underVolume),
            overVolume: Scored.mean(overVolume), provisioning: Scored.mean(Self.provisioning(over: overVolume, under: underVolume)))
    }

    private static func provisioning(over: [Double], under: [Double]) -> [Double] { zip(over, under).map { $0 + 9 * $1 } }

    /// Scores divided by those of a reference on the same windows.
    ///
    /// Of grouped scores it is the geometric mean over groups of `(score + 0.01) / (reference + 0.01)`, so that no group decides alone; with one
    /// group, and for ``Grouping/groupsPerWindow``, the plain ratio of the two scores.
    /// - Precondition: both were made of the same windows, with the same grouping.
    public func ratios(to reference: Evaluation) -> EvaluationRatios {
        precondition(
            grouping == reference.grouping && groups.keys == reference.groups.keys, "only scores on the same windows can be compared")
        func plain(_ score: Double?, _ other: Double?) -> Double? {
            guard let score, let other else { return nil }
            let ratio = Aggregation.ratio(score, to: other)
            return ratio.isNaN ? nil : ratio
        }
        return EvaluationRatios(
            mase: plain(summary.mase, reference.summary.mase), sql: plain(summary.sql, reference.summary.sql),
            width80: plain(summary.width80, reference.summary.width80), wql: groups.ratio(wql, to: reference.wql),
            ceiling90: groups.ratio(ceiling90, to: reference.ceiling90), underVolume: groups.ratio(underVolume, to: reference.underVolume),
            overVolume: groups.ratio(overVolume, to: reference.overVolume),
            provisioning: groups.ratio(
                Self.provisioning(over: overVolume, under: underVolume),
                to: Self.provisioning(over: reference.overVolume, under: reference.underVolume)))
    }
}
