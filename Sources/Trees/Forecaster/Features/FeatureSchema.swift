import Forecasting
import Traces

/// Which features a model sees: everything that turns a history, an origin and a step into a row of numbers, stored in the model's file.
package struct FeatureSchema: Sendable, Codable, Hashable {
    /// What is shared with the other families: scale's window (as the context), horizon, transform, quantity, calendar, step and covariates.
    package var window: WindowSchema
    /// The unit of values and targets.
    package var scaling: TargetScaling
    /// Number of latest values that are features.
    package var lags: Int
    /// Lengths of the windows of mean, deviation, smallest and largest value, ascending.
    package var windows: [Int]
    /// Spans of the exponentially weighted means.
    package var spans: [Int]
    /// Cycles in steps: values at the target's phase of past cycles are features.
    package var cycles: [Int]
    /// Series that the model tells apart; empty when there are too many of them.
    package var seriesIDs: [String]

    /// Values that a long-term level and the rest since the last demand are taken from; changes of the size of changes.
    static let longWindow = 2000, changesWindow = 64
    /// A smoothed mean is begun so many spans before its origin: what came earlier weighs less than one part in 10¹³.
    static let smoothingReach = 16
    /// Past cycles that are looked at; how many of their values are features by themselves.
    static let cyclesBack = 7, cyclesShown = 3
    /// Values around the target's phase that local levels are means of, on either side.
    static let neighbourhoods = [2, 6]
    /// Values that a level one cycle ago is the mean of.
    static let levelWindow = 8
    /// Most series that are told apart.
    static let mostSeries = 20
    /// Longest window whose quantiles are kept.
    static let longestScaleWindow = 1440
    /// Levels of the quantiles of recent values.
    static let levels: [Float] = [0.1, 0.25, 0.5, 0.75, 0.9]
    /// Periods of scheduled jobs, in seconds.
    private static let jobPeriods = [2, 3, 5, 10, 15, 30, 60, 120].map { $0 * 60 }

    /// The features for a training set.
    package init(training set: TrainingSet, horizon: Int, scaling: TargetScaling) {
        let seasons = set.seasons.filter { $0 > 1 }
        let recent = min(max(5 * horizon, 60, seasons.first ?? 1), Self.longestScaleWindow)
        window = WindowSchema(training: set, context: recent, horizon: horizon, transform: scaling.transform, scaling: .robust)
        self.scaling = scaling
        lags = min(24, max(12, 2 * horizon))
        windows = Set([4, 8, 16, 32, 64, 128, 288, horizon, 10 * horizon]).filter { (2...10_000).contains($0) }.sorted()
        spans = [4, 16, 64]
        cycles = Set(seasons.prefix(3) + Self.jobCycles(window)).sorted()
        seriesIDs = set.histories.count <= Self.mostSeries ? set.histories.map(\.id) : []
    }

    /// Cycles of jobs that run by the clock, where the time of day is real and steps are fine enough to show them.
    private static func jobCycles(_ window: WindowSchema) -> [Int] {
        guard window.calendar.timeOfDayIsReal, let seconds = window.axis.stepSeconds, seconds <= 60 else { return [] }
        return jobPeriods.compactMap { period in
            let steps = Double(period) / seconds
            return steps >= 2 && steps == steps.rounded() ? Int(steps) : nil
        }
    }

    /// Values that location and scale come from.
    var scaleWindow: Int { window.context }
    /// Horizon H in steps.
    var horizon: Int { window.horizon }

    /// Number of past values that can influence a row: windows are summed anew once a length.
    package var reach: Int {
        [
            2 * Self.longWindow, 2 * (windows.max() ?? 0), 2 * scaleWindow, lags, Self.smoothingReach * (spans.max() ?? 0),
            (cycles.max() ?? 0) * (Self.cyclesBack + 1) + horizon + (Self.neighbourhoods.max() ?? 0), window.reach,
        ].max()!
    }

    /// Whether the time of day or the weekday is a feature.
    var showsDay: Bool {
        window.axis.kind == .clock && window.calendar.timeOfDayIsReal && (window.axis.stepSeconds ?? 0) <= 12 * 3600
    }
    /// See ``showsDay``.
    var showsWeek: Bool {
        window.axis.kind == .clock && window.calendar.dayOfWeekIsReal && (window.axis.stepSeconds ?? 0) <= 3 * 86_400
    }

    /// Names of the features that all steps of an origin share, in order.
    package var originNames: [String] {
        var names = ["log_scale", "location_by_scale", "zero_share", "since_nonzero", "distinct", "change_size"]
        names += (1...lags).map { "lag_\($0)" } + ["difference_1"] + cycles.map { "difference_\($0)" }
        names += windows.flatMap { ["mean_\($0)", "deviation_\($0)", "min_\($0)", "max_\($0)"] }
        names += spans.flatMap { ["smoothed_\($0)", "last_minus_smoothed_\($0)"] }
        names += Self.levels.map { "quantile_\($0)" }
        names += cycles.map { "level_before_\($0)" }
        names += window.covariates.fixed + window.covariates.past.map { "last_\($0)" }
        return names + (seriesIDs.isEmpty ? [] : ["series"])
    }

    /// Names of the features of one step, in order.
    var stepNames: [String] {
        var names = ["step"]
        for cycle in cycles {
            names += (1...Self.cyclesShown).map { "cycle_\(cycle)_back_\($0)" }
            names += ["mean", "deviation", "before", "after"].map { "cycle_\(cycle)_\($0)" }
            names += Self.neighbourhoods.map { "cycle_\(cycle)_around_\($0)" } + ["cycle_\(cycle)_levelled", "phase_\(cycle)"]
        }
        names += (showsDay ? ["second_of_day"] : []) + (showsWeek ? ["weekday", "holiday"] : [])
        return names + window.covariates.future
    }

    /// Names of all features: a row is the features of the origin, then those of the step.
    package var names: [String] { originNames + stepNames }

    /// Checks what a file says.
    /// - Throws: ``ForecastError/invalidArchive(_:)``.
    package func validate() throws(ForecastError) {
        try window.validate()
        let lengths = windows + spans + cycles
        guard window.context <= 1 << 20, horizon <= 1 << 20, (1...10_000).contains(lags), lengths.count <= 1_000,
            lengths.allSatisfy({ (2...100_000_000).contains($0) }), windows.allSatisfy({ $0 <= 1 << 24 }),
            spans.allSatisfy({ $0 <= 1 << 20 }),
            seriesIDs.count <= Self.mostSeries, window.transform == scaling.transform, window.scaling == .robust
        else { throw ForecastError.invalidArchive("the feature schema holds values out of range") }
    }
}
