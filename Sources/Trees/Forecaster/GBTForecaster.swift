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
    /// Rows that a trial is trained on at most where all rows are to be learnt from, and where it only has to tell the size of errors.
    private static let trialRows = 1_000_000, plainTrialRows = 200_000
    /// Most rows that a trial is judged by.
    private static let validationRows = 24_000

    /// Makes a configuration with sensible defaults for everything but the horizon.
    public init(horizon: Int, levels: QuantileLevels = .standard, configuration: GBTConfiguration = GBTConfiguration()) {
        (self.horizon, self.levels, self.configuration) = (horizon, levels, configuration)
    }

    /// Trains on the known values of every history.
    ///
    /// The end of the training time is first kept for validation: it chooses the unit and the number of rounds, and gives the residual paths
    /// and the errors around a mean. Then all is trained again on everything.
    public func fit(on set: TrainingSet, options: FitOptions) throws -> FittedGBT {
        guard horizon >= 1 else { throw ForecastError.invalidHorizon(horizon) }
        try configuration.validate()
        try set.checkCovariates()
        guard options.resume == nil, options.checkpoint == nil else {
            throw ForecastError.invalidConfiguration("boosted trees are trained in one go and have no checkpoints; leave --checkpoint out")
        }
        let units = try configuration.units(for: set.quantity)
        let base = FeatureSchema(
            training: set, horizon: horizon, scaling: units[0], strategy: configuration.strategy, chosen: configuration.features)
        try configuration.features.map { chosen throws(ForecastError) in try base.check(chosen) }
        let windows = try TrainingWindows(
            set, context: base.window.context, horizon: horizon, minimumHistory: base.window.minimumHistory, usable: base.usableOrigins)
        let trainer = ForestTrainer(configuration: configuration, levels: levels, seed: options.seed, compute: options.compute)
        let bytes = memoryEstimate(set, base, windows: windows, trials: units.count, trainer, bootstrap: options.bootstrap)
        try options.announce(bytes, training: Self.name) { BoostingError.tooLarge(neededMegabytes: $0, allowedMegabytes: $1) }

        // Every unit is tried on the same rows.
        let tried = trialSampler(base, windows: windows, rows: trialRows(units: units.count), bootstrap: options.bootstrap)
        let presentLevels =
            configuration.rows == nil ? [:] : tried.presentLevelStarts(seasons: base.window.seasons, threads: options.compute.threads)
        let stages = Double(units.count + 1)
        var best: Trial?
        var failure: BoostingError?
        for (index, scaling) in units.enumerated() {
            var schema = base
            schema.scaling = scaling
            schema.window.transform = scaling.transform
            let trial: Trial
            do {
                trial = try self.trial(
                    schema, windows: windows, rows: trialRows(units: units.count), presentLevels: presentLevels, trainer, options)
            } catch let error as BoostingError where error.isDivergence {
                // Logarithms can leave all bounds in one unit and not in another.
                failure = error
                continue
            }
            options.progress?(
                FitProgress(stage: "trying \(scaling.rawValue)", fraction: Double(index + 1) / stages, validationLoss: trial.loss))
            if trial.loss < best?.loss ?? .infinity || best == nil { best = trial }
        }
        guard let chosen = best else {
            if let failure { throw failure }
            throw ForecastError.noTrainingData(reason: "no unit of the targets could be tried")
        }
        // Ranks are taken from the trial, which has not seen the validation period.
        let forests = try final(set, chosen: chosen, trainer, options)
        let paths = try options.residualPaths(of: chosen.model, at: windows.validation, horizon: horizon, isRefitted: true)
        options.progress?(FitProgress(stage: "training \(Self.name)", fraction: 1, validationLoss: chosen.loss))
        return FittedGBT(
            configuration: self, schema: chosen.model.schema,
            answers: answers(forests, residuals: chosen.residuals, compute: options.compute), residualPaths: paths, compute: options.compute
        )
    }

    /// A model that has not seen the validation period, and how it did there.
    private struct Trial {
        var model: FittedGBT
        var residuals: ResidualQuantiles?
        var rounds: [Int]
        var loss: Double
    }

    private func trialRows(units: Int) -> Int {
        guard configuration.earlyStopping else { return min(configuration.rows ?? .max, Self.plainTrialRows) }
        return max(100, (configuration.rows ?? Self.trialRows) / (units > 1 ? Self.trialShare : 1))
    }

    private func answers(_ forests: [Forest], residuals: ResidualQuantiles?, compute: Compute) -> TreeAnswers {
        let kernels = Kernels(compute.instructionSet)
        return if let residuals { .mean(MeanForest(forests[0], kernels: kernels), residuals) } else {
            .quantiles(QuantileForests(forests, kernels: kernels))
        }
    }

    private func trial(
        _ schema: FeatureSchema, windows: TrainingWindows, rows: Int, presentLevels: [String: Int], _ trainer: ForestTrainer,
        _ options: FitOptions
    ) throws -> Trial {
        let (assembler, threads) = (FeatureAssembler(schema), options.compute.threads)
        let sampler = trialSampler(schema, windows: windows, rows: rows, bootstrap: options.bootstrap)
            .favouringPresentLevels(presentLevels)
        let training = ForecastRows(sampler.rows(seed: options.seed), assembler: assembler, threads: threads)
        guard training.count > 0 else { throw ForecastError.noTrainingData(reason: "every target before the validation period is missing") }
        let places =
            schema.isRecursive
            ? OriginSampler.firstSteps(behind: windows.validation, horizon: horizon, rows: Self.validationRows, seed: options.seed)
            : OriginSampler.rows(at: windows.validation, horizon: horizon, rows: Self.validationRows, seed: options.seed)
        let validation = ForecastRows(places, assembler: assembler, isJudged: !schema.isRecursive, threads: threads)
        guard validation.count > 0 else { throw ForecastError.noTrainingData(reason: "the validation period holds too few values") }
        let result = try trainer.trial(on: training, watching: configuration.earlyStopping ? validation : nil, schema: schema)

        let loss = ValidationLoss(levels: levels, windows: WindowAssembler(schema: schema.window), threads: threads)
        func trial(_ answers: TreeAnswers, _ residuals: ResidualQuantiles?, loss: Double) -> Trial {
            let model = FittedGBT(configuration: self, schema: schema, answers: answers, residualPaths: nil, compute: options.compute)
            return Trial(model: model, residuals: residuals, rounds: result.rounds, loss: loss)
        }
        let kernels = Kernels(options.compute.instructionSet)
        guard configuration.objective.isMean else {
            let forests = QuantileForests(result.forests, kernels: kernels)
            return trial(.quantiles(forests), nil, loss: loss.value(of: forests, on: validation, columns: assembler.columns))
        }
        let forest = MeanForest(result.forests[0], kernels: kernels)
        let outcomes =
            schema.isRecursive
            ? MeanOutcomes(of: Rollout(forest: forest, assembler: assembler), at: windows.validation, horizon: horizon, threads: threads)
            : MeanOutcomes(of: forest, on: validation, columns: assembler.columns, threads: threads)
        guard outcomes.count > 0 else { throw ForecastError.noTrainingData(reason: "the validation period holds too few values") }
        let residuals = ResidualQuantiles(
            outcomes, levels: levels, horizon: horizon, variancePower: configuration.objective.variancePower,
            bound: assembler.transformedBound)
        return trial(
            .mean(forest, residuals), residuals, loss: loss.value(of: residuals, on: outcomes, bound: assembler.transformedBound))
    }

    private func final(
        _ set: TrainingSet, chosen: Trial, _ trainer: ForestTrainer, _ options: FitOptions
    ) throws -> [Forest] {
        let schema = chosen.model.schema
        let sampler = finalSampler(set, schema, bootstrap: options.bootstrap)
        let presentLevels = sampler.presentLevelStarts(seasons: set.seasons, threads: options.compute.threads)
        let places = sampler.favouringPresentLevels(presentLevels).rows(seed: options.seed)
        let rows = ForecastRows(places, assembler: chosen.model.assembler, threads: options.compute.threads)
        return try trainer.train(on: rows, schema: schema, rounds: trainer.rounds(after: chosen.rounds)).forests
    }

    /// Rows of the final training.
    private func finalSampler(_ set: TrainingSet, _ schema: FeatureSchema, bootstrap: UInt64?) -> OriginSampler {
        let (least, ahead) = (schema.window.minimumHistory, schema.rowHorizon)
        let runs = set.histories.filter { $0.count - $0.missingStart >= least + ahead }.flatMap { history in
            let last = history.count - ahead, first = min(history.missingStart + max(least, schema.firstOrigin), last)
            let runs = schema.usableOrigins.runs(in: history.series.values, of: first...last)
            return runs.map { OriginSampler.Run(series: history.series, origins: $0) }
        }
        return OriginSampler(runs: runs, horizon: ahead, rows: configuration.rows).bootstrapped(bootstrap)
    }

    /// Rows of a trial.
    private func trialSampler(
        _ schema: FeatureSchema, windows: TrainingWindows, rows: Int, bootstrap: UInt64?
    ) -> OriginSampler {
        let runs = windows.training.map { one in
            let (first, last) = (one.origins.lowerBound, lastOrigin(of: one, schema))
            return OriginSampler.Run(
                series: one.series, origins: min(max(first, History(one.series).missingStart + schema.firstOrigin), last)...last)
        }
        return OriginSampler(runs: runs, horizon: schema.rowHorizon, rows: rows).bootstrapped(bootstrap)
    }

    /// The last origin of a run: targets of a recursive model lie one step behind their origins, so that it goes on while windows can be made.
    private func lastOrigin(of run: (series: Series, origins: ClosedRange<Int>), _ schema: FeatureSchema) -> Int {
        let (first, last) = (run.origins.lowerBound, run.origins.upperBound)
        guard schema.isRecursive else { return last }
        return schema.usableOrigins.runs(in: run.series.values, of: first...last + horizon - 1).first?.upperBound ?? last
    }

    /// Bytes that a fit takes at most beside its data: the larger of a trial, which watches others, and the final training.
    private func memoryEstimate(
        _ set: TrainingSet, _ schema: FeatureSchema, windows: TrainingWindows, trials: Int, _ trainer: ForestTrainer, bootstrap: UInt64?
    ) -> Int {
        let columns = FeatureAssembler(schema).columns
        let tried = trialSampler(schema, windows: windows, rows: trialRows(units: trials), bootstrap: bootstrap).mostRows
        let watched = min(Self.validationRows, windows.validation.count * horizon)
        return max(
            trainer.memoryEstimate(rows: tried, validationRows: watched, columns: columns),
            trainer.memoryEstimate(rows: finalSampler(set, schema, bootstrap: bootstrap).mostRows, columns: columns))
    }
}

extension BoostingError {
    fileprivate var isDivergence: Bool { if case .diverged = self { true } else { false } }
}
