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
    /// Features that the user chose; `nil` for those above.
    package var chosen: [Feature]?
    /// How later steps are reached; `nil`, as in files that were written when there was one way, for ``ForecastStrategy/direct``.
    package var strategy: ForecastStrategy?

    /// Values that a long-term level and the rest since the last demand are taken from; changes of the size of changes.
    static let longWindow = 2000, changesWindow = 64
    /// A smoothed mean is begun so many spans before its origin: what came earlier weighs less than one part in 10¹³.
    static let smoothingReach = 16
    /// Past cycles that are looked at.
    static let cyclesBack = 7
    /// Values around the target's phase that local levels are means of, on either side.
    static let neighbourhoods = [2, 6]
    /// Values that a level one cycle ago is the mean of.
    static let levelWindow = 8
    /// Most features that may be chosen, and most values that their extremes and quantiles may hold of a series.
    private static let mostFeatures = 10_000, mostHeldValues = 1 << 24
    /// Most series that are told apart.
    static let mostSeries = 20
    /// Longest window whose quantiles are kept.
    static let longestScaleWindow = 1440
    /// Levels of the quantiles of recent values.
    static let levels: [Float] = [0.1, 0.25, 0.5, 0.75, 0.9]
    /// Periods of scheduled jobs, in seconds.
    private static let jobPeriods = [2, 3, 5, 10, 15, 30, 60, 120].map { $0 * 60 }

    /// The features for a training set.
    /// - Parameter chosen: features to use instead of those that suit horizon and seasons.
    package init(
        training set: TrainingSet, horizon: Int, scaling: TargetScaling, strategy: ForecastStrategy = .direct, chosen: [Feature]? = nil
    ) {
        let seasons = set.seasons.filter { $0 > 1 }
        let recent = min(max(5 * horizon, 60, seasons.first ?? 1), Self.longestScaleWindow)
        window = WindowSchema(training: set, context: recent, horizon: horizon, transform: scaling.transform, scaling: .robust)
        self.scaling = scaling
        lags = min(24, max(12, 2 * horizon))
        windows = Set([4, 8, 16, 32, 64, 128, 288, horizon, 10 * horizon]).filter { (2...10_000).contains($0) }.sorted()
        spans = [4, 16, 64]
        cycles = Set(seasons.prefix(3) + Self.jobCycles(window)).sorted()
        seriesIDs = set.histories.count <= Self.mostSeries && chosen == nil ? set.histories.map(\.id) : []
        (self.chosen, self.strategy) = (chosen, strategy == .direct ? nil : strategy)
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

    /// Whether all steps but the first are reached by feeding means back.
    package var isRecursive: Bool { strategy == .recursive }

    /// Number of past values that can influence a row.
    package var reach: Int {
        let ofFeatures = columns.map { $0.reach(scaleWindow: scaleWindow, horizon: horizon) }
        // Sums over the scale's windows are made anew once a length.
        return ofFeatures.reduce(max(window.reach, 2 * scaleWindow, scaling == .none ? 0 : 2 * Self.longWindow), max)
    }

    /// Steps of the horizon that rows are trained for.
    var rowHorizon: Int { isRecursive ? 1 : horizon }

    /// Number of known values of the first origin to learn from, where histories are long enough: half of the values that location and scale
    /// come from, or as many as chosen features need to be there.
    var firstOrigin: Int { chosen.map { $0.map(\.leastHistory).reduce(window.minimumHistory, max) } ?? scaleWindow / 2 }

    /// Which origins are learnt from and answered: location and scale come from ``scaleWindow`` and ``longWindow``.
    package var usableOrigins: UsableOrigins {
        var usable = window.usableOrigins
        if scaling == .log1p { usable.knownSpan = scaleWindow }
        usable.unitSpan = usable.unitSpan.map { _ in max(scaleWindow, Self.longWindow) }
        return usable
    }

    /// Whether a history can be answered: enough values, something known in it lately, and a unit.
    package func isLong(_ history: History) -> Bool {
        usableOrigins.allow(history, minimum: window.minimumHistory)
    }

    /// Whether the time of day or the weekday is a feature of its own accord.
    private var showsDay: Bool {
        window.axis.kind == .clock && window.calendar.timeOfDayIsReal && (window.axis.stepSeconds ?? 0) <= 12 * 3600
    }
    /// See ``showsDay``.
    private var showsWeek: Bool {
        window.axis.kind == .clock && window.calendar.dayOfWeekIsReal && (window.axis.stepSeconds ?? 0) <= 3 * 86_400
    }

    /// What the columns of a row hold, in order: first what all steps of an origin share, then what belongs to the step.
    package var columns: [FeatureColumn] { originColumns + stepColumns }

    /// See ``columns``.
    var originColumns: [FeatureColumn] {
        let features = chosen.map { $0.filter { !$0.isOfStep } } ?? automaticOfOrigin
        let covariates = window.covariates.fixed.indices.map(FeatureColumn.fixed) + window.covariates.past.indices.map(FeatureColumn.past)
        return features.map(FeatureColumn.feature) + covariates + (seriesIDs.isEmpty ? [] : [.series])
    }

    /// See ``columns``.
    var stepColumns: [FeatureColumn] {
        var features = chosen.map { $0.filter(\.isOfStep) } ?? automaticOfStep
        // One model answers all steps directly only if it is told which one is asked for.
        if !isRecursive, horizon > 1 || chosen == nil, !features.contains(.step) { features.insert(.step, at: 0) }
        return features.map(FeatureColumn.feature) + window.covariates.future.indices.map(FeatureColumn.future)
    }

    private var automaticOfOrigin: [Feature] {
        var features: [Feature] = [.logScale, .locationByScale, .zeroShare, .sinceNonZero, .distinct, .changeSize]
        features += (1...lags).map(Feature.lag) + [.difference(1)] + cycles.map(Feature.difference)
        for length in windows {
            let window = Feature.Window(length)
            features += [.mean(window), .deviation(window), .smallest(window), .largest(window)]
        }
        for span in spans { features += [.smoothed(span), .lastMinusSmoothed(span)] }
        return features + Self.levels.map { .quantile($0, nil) } + cycles.map(Feature.levelBefore)
    }

    private var automaticOfStep: [Feature] {
        let ofCycles = cycles.flatMap { cycle in Feature.CyclePart.allCases.map { Feature.cycle(cycle, $0) } + [.phase(cycle)] }
        return ofCycles + (showsDay ? [.secondOfDay] : []) + (showsWeek ? [.weekday, .holiday] : [])
    }

    /// Names of all columns.
    package var names: [String] { columns.map { $0.name(window.covariates) } }

    /// Checks what a file says.
    /// - Throws: `ForecastError.invalidArchive(_:)`.
    package func validate() throws(ForecastError) {
        try window.validate()
        let lengths = windows + spans + cycles
        guard window.context <= 1 << 20, horizon <= 1 << 20, (1...10_000).contains(lags), lengths.count <= 1_000,
            lengths.allSatisfy({ (2...100_000_000).contains($0) }), windows.allSatisfy({ $0 <= 1 << 24 }),
            spans.allSatisfy({ $0 <= 1 << 20 }),
            seriesIDs.count <= Self.mostSeries, window.transform == scaling.transform, window.scaling == .robust
        else { throw ForecastError.invalidArchive("the feature schema holds values out of range") }
        do { try chosen.map(check) } catch { throw ForecastError.invalidArchive("\(error)") }
    }

    /// Checks a list of features that a user or a file gave.
    /// - Throws: `ForecastError.invalidConfiguration(_:)`.
    func check(_ features: [Feature]) throws(ForecastError) {
        func require(_ condition: Bool, _ text: @autoclosure () -> String) throws(ForecastError) {
            if !condition { throw ForecastError.invalidConfiguration(text()) }
        }
        try require(
            (1...Self.mostFeatures).contains(features.count), "a model has 1 to \(Self.mostFeatures) features, found \(features.count)")
        var seen: Set<Feature> = []
        for feature in features {
            try feature.validate()
            try require(seen.insert(feature).inserted, "feature \(feature) is there twice; list it once")
            try require(
                !feature.isOfCalendar || window.axis.kind == .clock,
                "feature \(feature) needs the times of a clock, these series have a plain index; leave it out")
        }
        let held = features.reduce(0) { $0 + $1.heldValues }
        try require(
            held <= Self.mostHeldValues, "extremes and quantiles hold at most \(Self.mostHeldValues) values of a series, found \(held)")
    }
}
