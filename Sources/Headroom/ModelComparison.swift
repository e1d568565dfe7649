import Synchronization

/// Models beside each other on the same backtest, seasonal naive always among them: a number without its rival is not a result.
public struct ModelComparison: Sendable {
    /// One model with its forecasts and scores.
    public struct Entry: Sendable {
        /// Name as printed.
        public var name: String
        /// The fitted model.
        public var model: any FittedForecaster
        /// Why a simpler model was fitted, if so.
        public var note: String?
        /// Why the automatic choice is what it is; `nil` for other models.
        public var selection: ModelSelection?
        /// Every forecast beside what came.
        public var forecasts: [ScoredForecast]
        /// Scores.
        public var evaluation: Evaluation
        /// Where the forecasts came from.
        public var source: Backtest.Source
        /// Seconds spent on fitting (0 for a model from a file) and on forecasting.
        public var fitSeconds: Double, forecastSeconds: Double
        /// Bytes that the fit was to take at most beside the data; `nil` for a model from a file and for one that takes next to nothing.
        public var memoryEstimate: Int?
    }

    /// The series, history and future in one.
    public let set: SeriesSet
    /// Seasons in steps.
    public let seasons: [Int]
    /// What is forecast when.
    public let backtest: Backtest
    /// Over what grouped scores are summed.
    public let grouping: Evaluation.Grouping
    /// Results in the order they were added.
    public private(set) var entries: [Entry] = []

    private let seconds: @Sendable () -> Double

    /// Prepares a comparison.
    /// - Parameters:
    ///   - set: the series.
    ///   - seasons: of the set, in steps.
    ///   - backtest: which windows are forecast.
    ///   - grouping: how series are put together.
    ///   - seconds: a clock, for the durations.
    public init(
        set: SeriesSet, seasons: [Int], backtest: Backtest, grouping: Evaluation.Grouping = .groups,
        seconds: @escaping @Sendable () -> Double
    ) {
        (self.set, self.seasons, self.backtest, self.grouping, self.seconds) = (set, seasons, backtest, grouping, seconds)
    }

    /// What models may be fitted on: every history up to its first cutoff.
    public var training: TrainingSet { TrainingSet(set, counts: backtest.plan.firstCutoffs(of: set), seasons: seasons) }

    /// Fits a recipe on the training part and scores it, and before it, if asked for, its streams and its adaptive streams.
    public mutating func fit(_ recipe: ModelRecipe, streams: Bool = false, adaptive: Bool = false, options: FitOptions) throws {
        let estimate = MemoryEstimate()
        var watched = options
        watched.progress = { report in
            if let bytes = report.memoryEstimate { estimate.bytes.withLock { $0 = bytes } }
            options.progress?(report)
        }
        let start = seconds()
        let outcome = try recipe.fit(on: training, options: watched)
        let spent = seconds() - start
        let first = entries.count
        defer {
            for index in first..<entries.count {
                (entries[index].memoryEstimate, entries[index].selection) = (estimate.bytes.withLock { $0 }, outcome.selection)
            }
        }
        if adaptive { try scoreAdaptive(outcome.model, name: recipe.family.rawValue, note: outcome.note, fitSeconds: spent) }
        if streams { try scoreStreams(of: outcome.model, name: recipe.family.rawValue, note: outcome.note, fitSeconds: spent) }
        try score(outcome.model, name: recipe.family.rawValue, note: outcome.note, fitSeconds: spent)
    }

    /// What a fit reports from wherever it runs.
    private final class MemoryEstimate: Sendable { let bytes = Mutex<Int?>(nil) }

    /// Scores a fitted model whose streams learn from their errors online, under its name and the word `adaptive`.
    public mutating func scoreAdaptive(
        _ model: any FittedForecaster, name: String, note: String? = nil, fitSeconds: Double = 0
    ) throws {
        try score(model, name: "\(name) adaptive", note: note, from: .adaptive, fitSeconds: fitSeconds)
    }

    /// Scores the streams of a fitted model, under its name and the word `streaming`. Where streams answer from windows there is nothing
    /// to score beside the windows, and nothing is added.
    public mutating func scoreStreams(
        of model: any FittedForecaster, name: String, note: String? = nil, fitSeconds: Double = 0
    ) throws {
        guard model.streamsCarryState else { return }
        try score(model, name: "\(name) streaming", note: note, from: .streams, fitSeconds: fitSeconds)
    }

    /// Scores a fitted model.
    public mutating func score(
        _ model: any FittedForecaster, name: String, note: String? = nil, from source: Backtest.Source = .windows, fitSeconds: Double = 0
    ) throws {
        let start = seconds()
        let forecasts = try backtest.run(model, on: set, from: source)
        let spent = seconds() - start
        entries.append(
            Entry(
                name: name, model: model, note: note, forecasts: forecasts,
                evaluation: try Evaluation(of: forecasts, grouping: grouping), source: source, fitSeconds: fitSeconds,
                forecastSeconds: spent))
    }

    /// Scores another form of a model that was scored before, from the same source.
    /// - Returns: how far its forecasts lie from those of the first form.
    public mutating func scoreAgain(
        _ entry: Entry, with model: any FittedForecaster, name: String
    ) throws -> ForecastDifference {
        try score(model, name: name, note: entry.note, from: entry.source)
        return ForecastDifference(entry.forecasts.map(\.forecast), entries[entries.count - 1].forecasts.map(\.forecast))
    }

    /// Adds seasonal naive unless it is there already.
    public mutating func addSeasonalNaive(_ recipe: ModelRecipe, options: FitOptions) throws {
        guard !entries.contains(where: { $0.name == ModelRecipe.Family.seasonalNaive.rawValue }) else { return }
        try fit(ModelRecipe(.seasonalNaive, lstm: recipe.lstm), options: options)
    }
}
