import Tensors
import Traces

/// An unfitted model: a configuration, turned into a ``FittedForecaster`` by training data.
public protocol Forecaster: Codable, Sendable {
    /// What fitting returns.
    associatedtype Fitted: FittedForecaster

    /// Short name as users write it: `lstm`, `seasonal-naive`.
    static var name: String { get }

    /// Fits on the known values of every history and nothing else.
    /// - Throws: ``ForecastError``; also whatever a checkpoint sink throws.
    func fit(on training: TrainingSet, options: FitOptions) throws -> Fitted
}

/// Histories to learn from, with what a user knows about them.
public struct TrainingSet: Sendable {
    /// One history per series; only values inside the histories may be used.
    public var histories: [History]
    /// What the values measure.
    public var quantity: Quantity
    /// Time of day, weekday and holidays.
    public var calendar: DemandCalendar
    /// Seasons in steps, most important first; empty when there are none.
    public var seasons: [Int]
    /// Names of past, future-known and static covariates.
    public var covariates: CovariateNames

    /// Makes a training set from all values of a series set.
    public init(_ set: SeriesSet, seasons: [Int]) {
        self.init(set, counts: set.series.map(\.count), seasons: seasons)
    }

    /// Makes a training set from the first `counts[i]` values of every series.
    public init(_ set: SeriesSet, counts: [Int], seasons: [Int]) {
        precondition(counts.count == set.series.count)
        self.histories = zip(set.series, counts).map { History($0, count: $1) }
        self.quantity = set.quantity
        self.calendar = set.calendar
        self.seasons = seasons
        self.covariates = CovariateNames(past: set.pastCovariates, future: set.futureCovariates, fixed: set.staticCovariates)
    }

    /// Checks that every series has the columns that the set names.
    /// - Throws: ``ForecastError/covariateMismatch(series:expected:found:)``.
    public func checkCovariates() throws(ForecastError) {
        for history in histories { try covariates.check(history.series) }
    }

    /// The same set, every history shortened by `steps` values (not below zero).
    public func droppingLast(_ steps: Int) -> TrainingSet {
        var copy = self
        copy.histories = histories.map { History($0.series, count: max(0, $0.count - steps)) }
        return copy
    }
}

/// Names of the covariates that a model was trained with.
public struct CovariateNames: Hashable, Sendable, Codable {
    /// Known up to the present only.
    public var past: [String]
    /// Known in advance.
    public var future: [String]
    /// Constant per series.
    public var fixed: [String]

    /// Makes a list of names.
    public init(past: [String] = [], future: [String] = [], fixed: [String] = []) {
        (self.past, self.future, self.fixed) = (past, future, fixed)
    }

    /// Checks that a series has as many columns of every kind.
    /// - Throws: ``ForecastError/covariateMismatch(series:expected:found:)``.
    public func check(_ series: Series) throws(ForecastError) {
        let expected = [past.count, future.count, fixed.count]
        let found = [series.pastCovariates.count, series.futureCovariates.count, series.staticCovariates.count]
        guard expected == found else {
            throw ForecastError.covariateMismatch(
                series: series.id, expected: past + future + fixed,
                found: ["\(found[0]) past", "\(found[1]) future-known", "\(found[2]) static"])
        }
    }

    /// Whether there are none.
    public var isEmpty: Bool { past.isEmpty && future.isEmpty && fixed.isEmpty }
}

/// How to fit: everything from outside a model that fitting depends on.
public struct FitOptions: Sendable {
    /// Seed of all random streams of the fit.
    public var seed: UInt64
    /// Instruction set and number of threads.
    public var compute: Compute
    /// Called with progress, possibly often, from the fitting thread.
    public var progress: (@Sendable (FitProgress) -> Void)?
    /// Called with a complete archive after every epoch that is worth keeping; writes it somewhere safe.
    public var checkpoint: (@Sendable (ModelArchive) throws -> Void)?
    /// Archive of an interrupted fit to go on from.
    public var resume: ModelArchive?
    /// A fitted model of the same family whose parameters a neural network starts from.
    public var pretrained: Pretrained?
    /// Called once, at the end of a fit, with forecasts of the end of the training time that the model had not been trained on: what
    /// calibration learns from. Never called where the histories are too short for any.
    public var validated: (@Sendable (ValidationForecasts) -> Void)?
    /// Bytes that a fit may take beside its data; `nil` for as many as it needs. What it will take is estimated before it begins.
    public var memoryLimit: Int?
    /// Seed of a bootstrap of the training windows, for the members of an ensemble: stretches of time of the series are drawn with
    /// replacement, and only these are learnt from (bagging: Breiman, Machine Learning 24, 1996; of blocks, because neighbouring values
    /// depend on each other: Künsch, Annals of Statistics 17, 1989). What a fit is validated on stays the same. `nil` learns from all.
    public var bootstrap: UInt64?
    /// A clock, in seconds from any moment, for fits with a budget; `nil` where there is none.
    public var seconds: (@Sendable () -> Double)?

    /// Makes options.
    public init(
        seed: UInt64 = 1, compute: Compute = .best, progress: (@Sendable (FitProgress) -> Void)? = nil,
        checkpoint: (@Sendable (ModelArchive) throws -> Void)? = nil, resume: ModelArchive? = nil, pretrained: Pretrained? = nil,
        validated: (@Sendable (ValidationForecasts) -> Void)? = nil, memoryLimit: Int? = nil, bootstrap: UInt64? = nil,
        seconds: (@Sendable () -> Double)? = nil
    ) {
        self.seed = seed
        self.compute = compute
        self.progress = progress
        self.checkpoint = checkpoint
        self.resume = resume
        self.pretrained = pretrained
        self.validated = validated
        self.memoryLimit = memoryLimit
        self.bootstrap = bootstrap
        self.seconds = seconds
    }
}

/// A fitted model to start from, and what of it is trained further.
public struct Pretrained: Sendable {
    /// Which parameters change.
    public enum Tuning: String, Sendable, Codable, CaseIterable {
        /// All of them.
        case all
        /// Those of the output head: what the network sees in a window stays, what it makes of it is learnt anew.
        case head
    }

    /// The model.
    public var archive: ModelArchive
    /// Which parameters change.
    public var tuning: Tuning

    /// Names a model.
    public init(_ archive: ModelArchive, tuning: Tuning = .all) { (self.archive, self.tuning) = (archive, tuning) }
}

/// One report of a running fit.
public struct FitProgress: Sendable, Equatable {
    /// What is being done, for people.
    public var stage: String
    /// Share of the stage that is done, 0…1.
    public var fraction: Double
    /// Latest training loss, if any.
    public var trainingLoss: Double?
    /// Latest validation loss, if any.
    public var validationLoss: Double?
    /// Bytes that the fit will take at most beside its data; only in its first report.
    public var memoryEstimate: Int?

    /// Makes a report.
    public init(
        stage: String, fraction: Double, trainingLoss: Double? = nil, validationLoss: Double? = nil, memoryEstimate: Int? = nil
    ) {
        (self.stage, self.fraction, self.trainingLoss, self.validationLoss) = (stage, fraction, trainingLoss, validationLoss)
        self.memoryEstimate = memoryEstimate
    }
}

/// A fitted model: immutable, shared freely between threads.
public protocol FittedForecaster: Sendable {
    /// Short name as users write it.
    var name: String { get }
    /// Levels of every forecast.
    var levels: QuantileLevels { get }
    /// Longest horizon of a direct forecast; `nil` when any horizon is possible.
    var maximumHorizon: Int? { get }
    /// Dependence between steps, estimated from a backtest; `nil` when the history was too short for one.
    var residualPaths: ResidualPaths? { get }
    /// Whether ``stream(from:)`` gives streams that carry a state from one observation to the next, a function of its own that is scored
    /// beside the windowed one; otherwise streams answer from windows.
    var streamsCarryState: Bool { get }
    /// Whether ``samplePaths(from:horizon:count:seed:)`` feeds every few steps back into the model, within the trained horizon too.
    var drawsAutoregressively: Bool { get }
    /// Number of latest values of a gapless series that can influence a forecast; `nil` when it is not bounded.
    var reach: Int? { get }

    /// Batch entry: quantiles at ``levels`` for every history.
    /// - Throws: ``ForecastError`` when the horizon is too long or a history does not fit the model.
    func forecast(from histories: [History], horizon: Int) throws(ForecastError) -> [QuantileForecast]

    /// Streaming entry: a series under observation, which takes one value at a time. By default it answers from the window of the
    /// latest ``reach`` values.
    /// - Throws: ``ForecastError`` when the history does not fit the model, has covariates that change with time, or the reach of the
    ///   model is not bounded.
    func stream(from history: History) throws(ForecastError) -> any ForecastStream

    /// Sample paths: plausible futures of any horizon. By default blocks of the trained horizon follow each other, each with a row of ranks
    /// from ``residualPaths`` and forecast from what was drawn before.
    ///
    /// - Parameters:
    ///   - history: what is known.
    ///   - horizon: steps of every path, also more than were trained.
    ///   - count: number of paths.
    ///   - seed: seed of the draws; the same one gives the same paths.
    /// - Throws: ``ForecastError/noResidualPaths(model:)`` where they are needed and the model has none; ``ForecastError`` as a forecast does.
    func samplePaths(from history: History, horizon: Int, count: Int, seed: UInt64) throws(ForecastError) -> SamplePaths

    /// Distribution of the maximum over the first steps of a forecast of this model, by default from ``residualPaths``.
    ///
    /// - Parameters:
    ///   - forecast: made by this model.
    ///   - history: what it was made from.
    ///   - window: number of steps, at most those of the forecast.
    /// - Returns: `nil` when the dependence between steps is unknown.
    func ceiling(of forecast: QuantileForecast, history: History, over window: Int) -> Ceiling?

    /// The model as data, complete: restoring it gives the same forecasts bit for bit.
    func archive() throws(ForecastError) -> ModelArchive
}

extension FittedForecaster {
    /// Streams answer from windows.
    public var streamsCarryState: Bool { false }

    /// Blocks of the trained horizon are drawn at once.
    public var drawsAutoregressively: Bool { false }

    /// Not bounded.
    public var reach: Int? { nil }

    /// Sample paths of a closed loop.
    public func samplePaths(from history: History, horizon: Int, count: Int, seed: UInt64) throws(ForecastError) -> SamplePaths {
        try closedLoopPaths(from: history, horizon: horizon, count: count, seed: seed)
    }

    /// A stream that answers from windows.
    public func stream(from history: History) throws(ForecastError) -> any ForecastStream {
        guard let reach else {
            throw ForecastError.invalidConfiguration(
                "\(name) looks at the whole history; start a WindowedStream and say how many values it keeps")
        }
        return try WindowedStream(self, history: history, keeping: reach)
    }

    /// Quantiles for one history.
    public func forecast(from history: History, horizon: Int) throws(ForecastError) -> QuantileForecast {
        try forecast(from: [history], horizon: horizon)[0]
    }

    /// Quantiles at any levels inside the trained range for one history.
    public func forecast(from history: History, horizon: Int, quantiles: QuantileLevels) throws(ForecastError) -> QuantileForecast {
        try forecast(from: history, horizon: horizon).at(quantiles)
    }

    /// Distribution of the maximum over the first `window` steps after the history.
    /// - Throws: ``ForecastError/noResidualPaths(model:)`` when no backtest was possible.
    public func ceiling(from history: History, over window: Int) throws(ForecastError) -> Ceiling {
        guard let ceiling = ceiling(of: try forecast(from: history, horizon: window), history: history, over: window) else {
            throw ForecastError.noResidualPaths(model: name)
        }
        return ceiling
    }

    /// Distribution of the maximum from residual paths.
    public func ceiling(of forecast: QuantileForecast, history: History, over window: Int) -> Ceiling? {
        residualPaths?.ceiling(of: window == forecast.horizon ? forecast : forecast.prefix(window))
    }
}
