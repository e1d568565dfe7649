import Synchronization

/// A model family by name with the settings to fit it: what the command line, a study or a registry asks for.
public struct ModelRecipe: Sendable, Hashable, Codable {
    /// The families of this engine as users write them.
    public enum Family: String, Sendable, Codable, CaseIterable {
        /// Global LSTM.
        case lstm
        /// Gradient-boosted trees.
        case gbt
        /// Global transformer over patches.
        case transformer
        /// Global multilayer perceptron over the whole context.
        case mlp
        /// The last value repeated.
        case naive
        /// The last season repeated.
        case seasonalNaive = "seasonal-naive"
        /// Quantiles at the same phase of past seasons.
        case seasonalQuantile = "seasonal-quantile"
        /// The last season repeated, with normal intervals: the reference of public leaderboards.
        case seasonalNormal = "seasonal-normal"
        /// Quantiles of the latest values, as many as served best.
        case recentQuantiles = "recent-quantiles"
        /// Percentiles of a histogram that forgets.
        case decayedHistogram = "decayed-histogram"
        /// Croston's smoothing of intermittent demand.
        case croston
        /// Smoothing of intermittent demand that also fades where nothing comes.
        case tsb
        /// The count model that suits an intermittent series best.
        case intermittent
        /// Decomposition into several seasons and a trend.
        case mstl
        /// Exponential smoothing, the best of fifteen models.
        case ets
        /// The theta method, the best of four.
        case theta
        /// Autoregressive moving averages of what a season leaves.
        case arima
        /// Several of these families, weighted by what they would have lost at the end of the training time.
        case auto

        /// Whether fitting takes long enough that it is done once, into a file.
        public var isTrained: Bool { self == .auto || isLearnt }
        /// Whether the family learns from all series together, before any forecast.
        public var isLearnt: Bool { self == .gbt || isNetwork }
        /// Whether the family is a neural network.
        public var isNetwork: Bool { self == .lstm || self == .transformer || self == .mlp }
        /// Whether the family stands beside others as a reference, uncalibrated.
        public var isReference: Bool { naiveRule != nil }
        /// The rule of a reference.
        var naiveRule: NaiveForecaster.Rule? { NaiveForecaster.Rule(rawValue: rawValue) }
    }

    /// The family.
    public var family: Family
    /// Settings of the LSTM; its horizon and levels hold for every family.
    public var lstm: LSTMForecaster
    /// How boosted trees are trained.
    public var gbt: GBTConfiguration
    /// Settings of the transformer, with the horizon and the levels of the LSTM.
    public var transformer: TransformerForecaster
    /// Settings of the multilayer perceptron, with the horizon and the levels of the LSTM.
    public var mlp: MLPForecaster
    /// What the automatic choice chooses from.
    public var auto = AutoConfiguration()

    /// How the intervals of a trained family are calibrated; `nil` leaves them as the model gives them. The naive families are references and
    /// stay as they are.
    public var calibration: CalibrationConfiguration?
    /// Several models of a trained family instead of one; `nil` for one.
    public var ensemble: EnsembleConfiguration?
    /// Passes with dropout that every forecast of a neural network is the mixture of (`FittedDropoutEnsemble`); `nil` for forecasts without.
    public var dropoutPasses: Int?

    /// Makes a recipe.
    /// - Parameters:
    ///   - family: the family.
    ///   - lstm: settings of the LSTM, with horizon and levels for all.
    ///   - gbt: how boosted trees are trained.
    ///   - transformer: `nil` for the defaults.
    ///   - mlp: `nil` for the defaults.
    ///   - calibration: how intervals are calibrated.
    ///   - ensemble: several models instead of one.
    ///   - dropoutPasses: passes of MC dropout.
    public init(
        _ family: Family, lstm: LSTMForecaster, gbt: GBTConfiguration = GBTConfiguration(), transformer: TransformerForecaster? = nil,
        mlp: MLPForecaster? = nil, calibration: CalibrationConfiguration? = CalibrationConfiguration(),
        ensemble: EnsembleConfiguration? = nil,
        dropoutPasses: Int? = nil
    ) {
        (self.family, self.lstm, self.gbt, self.calibration) = (family, lstm, gbt, calibration)
        (self.ensemble, self.dropoutPasses) = (ensemble, dropoutPasses)
        self.transformer = transformer ?? TransformerForecaster(horizon: lstm.horizon)
        (self.transformer.horizon, self.transformer.levels) = (lstm.horizon, lstm.levels)
        self.mlp = mlp ?? MLPForecaster(horizon: lstm.horizon)
        (self.mlp.horizon, self.mlp.levels) = (lstm.horizon, lstm.levels)
    }

    /// A fitted model, and why a simpler one was fitted instead, if so.
    public struct Outcome: Sendable {
        /// The model.
        public var model: any FittedForecaster
        /// The reason for another family than the one asked for.
        public var note: String?
        /// Why the automatic choice is what it is.
        public var selection: ModelSelection?

        /// Makes an outcome.
        public init(model: any FittedForecaster, note: String? = nil) { (self.model, self.note) = (model, note) }
    }

    /// Fits the family; where the histories are too short for it the ladder steps down to seasonal naive, and the outcome says why.
    /// - Throws: `ForecastError` for settings out of range and diverging training; what a checkpoint sink throws.
    public func fit(on training: TrainingSet, options: FitOptions) throws -> Outcome {
        try checkEnsemble(options)
        guard let calibration, !family.isReference else { return try fitUncalibrated(on: training, options: options) }
        var (outcome, sample) = try watched(options) { try fitUncalibrated(on: training, options: $0) }
        let calibrated = try sample.flatMap { sample throws(ForecastError) in
            try CalibratedForecaster(
                outcome.model, on: sample, configuration: calibration, quantity: training.quantity, calendar: training.calendar,
                seasons: training.seasons)
        }
        if let calibrated {
            outcome.model = calibrated
        } else {
            outcome.note = [outcome.note, "the histories are too short to calibrate the intervals"].compactMap { $0 }.joined(
                separator: "; ")
        }
        return outcome
    }

    /// A fit with its validation forecasts, which `options.validated` sees as well.
    func watched<Result>(
        _ options: FitOptions, _ fit: (FitOptions) throws -> Result
    ) rethrows -> (result: Result, sample: ValidationForecasts?) {
        let kept = ValidationSink()
        var watched = options
        watched.validated = { sample in
            kept.sample.withLock { $0 = sample }
            options.validated?(sample)
        }
        let result = try fit(watched)
        return (result, kept.sample.withLock { $0 })
    }

    /// What a fit reports from wherever it runs.
    private final class ValidationSink: Sendable { let sample = Mutex<ValidationForecasts?>(nil) }

    private func fitUncalibrated(on training: TrainingSet, options: FitOptions) throws -> Outcome {
        if let ensemble { return try fit(ensemble, on: training, options: options) }
        if let dropoutPasses { return try fit(dropoutPasses: dropoutPasses, on: training, options: options) }
        return try fitOne(on: training, options: options)
    }

    /// One model of the family.
    func fitOne(on training: TrainingSet, options: FitOptions) throws -> Outcome {
        switch family {
        case .lstm: return try fit(lstm, on: training, options: options)
        case .gbt:
            let forecaster = GBTForecaster(horizon: lstm.horizon, levels: lstm.levels, configuration: gbt)
            return try fit(forecaster, on: training, options: options)
        case .transformer: return try fit(transformer, on: training, options: options)
        case .mlp: return try fit(mlp, on: training, options: options)
        case .naive, .seasonalNaive, .seasonalQuantile, .seasonalNormal:
            return Outcome(model: try naive(family.naiveRule ?? .seasonalNaive).fit(on: training, options: options))
        case .recentQuantiles: return try local(RecentQuantiles(), on: training, options: options)
        case .decayedHistogram: return try local(DecayedHistogramModel(), on: training, options: options)
        case .croston: return try local(Croston(), on: training, options: options)
        case .tsb: return try local(TSB(), on: training, options: options)
        case .intermittent: return try local(Intermittent(), on: training, options: options)
        case .mstl: return try local(MSTL(), on: training, options: options)
        case .ets: return try local(ETS(), on: training, options: options)
        case .theta: return try local(Theta(), on: training, options: options)
        case .arima: return try local(ARIMA(), on: training, options: options)
        case .auto: return try fitAuto(on: training, options: options)
        }
    }

    private func fit(_ forecaster: some Forecaster, on training: TrainingSet, options: FitOptions) throws -> Outcome {
        do {
            return Outcome(model: try forecaster.fit(on: training, options: options))
        } catch ForecastError.noTrainingData(let reason) {
            let simpler = try naive(.seasonalNaive).fit(on: training, options: options)
            return Outcome(model: simpler, note: "\(reason); seasonal naive was fitted instead of \(family.rawValue)")
        }
    }

    private func local(_ model: some LocalModel, on training: TrainingSet, options: FitOptions) throws -> Outcome {
        Outcome(model: try LocalForecaster(model, horizon: lstm.horizon, levels: lstm.levels).fit(on: training, options: options))
    }

    private func naive(_ rule: NaiveForecaster.Rule) -> NaiveForecaster {
        NaiveForecaster(rule, horizon: lstm.horizon, levels: lstm.levels)
    }
}
