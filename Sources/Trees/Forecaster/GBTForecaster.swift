import Forecasting
import Tensors
import Traces

/// Configuration of the family of trees: one gradient-boosted model over many series, direct for every step of the horizon.
///
/// The step is a feature: one forest answers all steps of all series, and all quantile levels at once. Targets and features are in the unit
/// of their origin (``TargetScaling``).
public struct GBTForecaster: Forecaster, Hashable {
    /// Name of the family.
    public static let name = "gbt"

    /// Horizon H in steps.
    public var horizon: Int
    /// Levels of every forecast.
    public var levels: QuantileLevels
    /// How it is trained.
    public var configuration: GBTConfiguration

    /// Share of the rows that a trial is trained on when several units are tried.
    private static let trialShare = 3
    /// Most rows that a trial is judged by.
    private static let validationRows = 24_000

    /// Makes a configuration with sensible defaults for everything but the horizon.
    public init(horizon: Int, levels: QuantileLevels = .standard, configuration: GBTConfiguration = GBTConfiguration()) {
        (self.horizon, self.levels, self.configuration) = (horizon, levels, configuration)
    }

    /// Units that suit the data.
    private func candidates(_ quantity: Quantity) throws(ForecastError) -> [TargetScaling] {
        if let scaling = configuration.scaling {
            guard scaling != .log1p || quantity.lowerBound != nil else {
                throw ForecastError.invalidConfiguration(
                    "log1p needs a quantity with a lower bound, but these values have none; use level or standard")
            }
            return [scaling]
        }
        return quantity.lowerBound == nil ? [.level, .standard] : [.level, .standard, .log1p]
    }

    /// Trains on the known values of every history.
    ///
    /// The end of the training time is first kept for validation: it chooses the unit and the number of rounds, and gives the residual paths.
    /// Then all is trained again on everything.
    public func fit(on set: TrainingSet, options: FitOptions) throws -> FittedGBT {
        guard horizon >= 1 else { throw ForecastError.invalidHorizon(horizon) }
        try configuration.validate()
        try set.checkCovariates()
        guard options.resume == nil, options.checkpoint == nil else {
            throw ForecastError.invalidConfiguration("boosted trees are trained in one go and have no checkpoints; leave --checkpoint out")
        }
        let candidates = try candidates(set.quantity)
        let base = FeatureSchema(training: set, horizon: horizon, scaling: candidates[0])
        let windows = try TrainingWindows(
            set, context: base.window.context, horizon: horizon, minimumHistory: base.window.minimumHistory)
        let trainer = QuantileTrainer(configuration: configuration, levels: levels, seed: options.seed, compute: options.compute)

        let stages = Double(candidates.count + 1)
        var best: (trial: Trial, loss: Double)?
        for (index, scaling) in candidates.enumerated() {
            var schema = base
            schema.scaling = scaling
            schema.window.transform = scaling.transform
            let share = candidates.count > 1 ? Self.trialShare : 1
            let trial = try trial(schema, windows: windows, rows: max(100, configuration.rows / share), trainer, options)
            options.progress?(
                FitProgress(stage: "trying \(scaling.rawValue)", fraction: Double(index + 1) / stages, validationLoss: trial.loss))
            if best == nil || trial.loss < best!.loss { best = (trial, trial.loss) }
        }
        guard let chosen = best?.trial else { throw ForecastError.noTrainingData(reason: "no unit of the targets could be tried") }
        // Ranks are taken from the trial, which has not seen the validation period.
        let paths = try ResidualPathEstimator(horizon: horizon).estimate(chosen.model, at: windows.validation)
        let model = try final(set, chosen: chosen, trainer, options)
        options.progress?(FitProgress(stage: "training \(Self.name)", fraction: 1, validationLoss: chosen.loss))
        return FittedGBT(
            configuration: self, schema: chosen.model.schema, forests: model, residualPaths: paths, compute: options.compute)
    }

    /// A model that has not seen the validation period, and how it did there.
    private struct Trial {
        var model: FittedGBT
        var rounds: [Int]
        var loss: Double
    }

    private func trial(
        _ schema: FeatureSchema, windows: TrainingWindows, rows: Int, _ trainer: QuantileTrainer, _ options: FitOptions
    ) throws -> Trial {
        let assembler = FeatureAssembler(schema)
        let threads = options.compute.threads
        let sampler = OriginSampler(series: windows.training, horizon: horizon, rows: rows)
        let training = ForecastRows(sampler.origins(seed: options.seed), assembler: assembler, threads: threads)
        guard training.count > 0 else { throw ForecastError.noTrainingData(reason: "every target before the validation period is missing") }
        let validation = ForecastRows(
            OriginSampler.origins(at: windows.validation, horizon: horizon, rows: Self.validationRows, seed: options.seed),
            assembler: assembler, needsVariations: true, threads: threads)
        guard validation.count > 0 else { throw ForecastError.noTrainingData(reason: "the validation period holds too few values") }
        let result = try trainer.trial(on: training, watching: validation, schema: schema)
        let model = FittedGBT(configuration: self, schema: schema, forests: result.forests, residualPaths: nil, compute: options.compute)
        return Trial(model: model, rounds: result.rounds, loss: ValidationLoss(levels: levels).value(of: model, on: validation))
    }

    private func final(
        _ set: TrainingSet, chosen: Trial, _ trainer: QuantileTrainer, _ options: FitOptions
    ) throws -> [Forest] {
        let schema = chosen.model.schema
        let least = schema.window.minimumHistory
        let series = set.histories.filter { $0.count >= least + horizon }.map { history -> (series: Series, origins: ClosedRange<Int>) in
            let last = history.count - horizon
            return (history.series, min(max(least, schema.scaleWindow / 2), last)...last)
        }
        let sampler = OriginSampler(series: series, horizon: horizon, rows: configuration.rows)
        let rows = ForecastRows(
            sampler.origins(seed: options.seed), assembler: chosen.model.assembler, threads: options.compute.threads)
        return try trainer.train(on: rows, schema: schema, rounds: trainer.rounds(after: chosen.rounds)).forests
    }
}
