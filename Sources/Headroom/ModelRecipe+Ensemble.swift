/// Several models, or several passes of one, that answer as one.
extension ModelRecipe {
    /// Checks that an ensemble or passes with dropout go with the family and the options, before anything is fitted.
    /// - Throws: `ForecastError.invalidConfiguration(_:)`.
    func checkEnsemble(_ options: FitOptions) throws(ForecastError) {
        guard ensemble == nil || dropoutPasses == nil else {
            throw ForecastError.invalidConfiguration("a model is an ensemble of several or makes several passes with dropout, not both")
        }
        if let ensemble {
            guard family.isLearnt else {
                throw ForecastError.invalidConfiguration(
                    "the members of an ensemble are trained (lstm, gbt, transformer, mlp); of \(family.rawValue) all would be the same")
            }
            guard FittedEnsemble.sizes.contains(ensemble.count) else {
                throw ForecastError.invalidConfiguration(
                    "an ensemble has \(FittedEnsemble.sizes.lowerBound) to \(FittedEnsemble.sizes.upperBound) members, found "
                        + "\(ensemble.count)")
            }
            guard options.checkpoint == nil, options.resume == nil else {
                throw ForecastError.invalidConfiguration(
                    "the members of an ensemble are trained one after the other and have no checkpoints; leave --checkpoint out")
            }
        }
        if let dropoutPasses {
            guard family.isNetwork else {
                throw ForecastError.invalidConfiguration(
                    "MC dropout needs a neural network, lstm, transformer or mlp, found \(family.rawValue)")
            }
            guard dropsUnits else {
                throw FittedDropoutEnsemble.withoutDropout(family.rawValue)
            }
            try FittedDropoutEnsemble.check(passes: dropoutPasses)
        }
    }

    /// Whether the network of the family is trained with dropout.
    private var dropsUnits: Bool {
        switch family {
        case .lstm: lstm.dropout > 0
        case .transformer: transformer.dropout > 0 || transformer.depthDropout > 0
        case .mlp: mlp.dropout > 0
        default: false
        }
    }

    /// Fits the members one after the other; what they say of the validation period is pooled as forecasts are. Where the histories are too
    /// short for one of them the ladder steps down as for a single model.
    func fit(_ ensemble: EnsembleConfiguration, on training: TrainingSet, options: FitOptions) throws -> Outcome {
        var members: [any FittedForecaster] = []
        var samples: [ValidationForecasts] = []
        var recipe = self
        for index in 0..<ensemble.count {
            var own = ensemble.options(of: index, from: options)
            own.validated = nil
            let (outcome, sample) = try watched(own) { try recipe.fitOne(on: training, options: $0) }
            guard outcome.note == nil else { return outcome }
            if index == 0 { recipe = recipe.settled(by: outcome.model) }
            members.append(outcome.model)
            if let sample { samples.append(sample) }
        }
        let pooled = samples.count == members.count ? try ValidationForecasts.pooled(samples, by: ensemble.pool) : nil
        let paths = pooled.flatMap { ResidualPathEstimator(horizon: lstm.horizon).estimate(from: $0) }
        let model = try FittedEnsemble(members, pool: ensemble.pool, residualPaths: paths, compute: options.compute)
        if let pooled { options.validated?(pooled) }
        return Outcome(model: model)
    }

    /// The recipe with what the first member chose on validation data: its transform or unit holds for all. A member that a bootstrap leads to
    /// another one could turn the tail of the whole.
    private func settled(by first: any FittedForecaster) -> ModelRecipe {
        var recipe = self
        switch first {
        case let first as FittedLSTM: recipe.lstm.transform = first.model.assembler.schema.transform
        case let first as FittedTransformer: recipe.transformer.transform = first.model.assembler.schema.transform
        case let first as FittedMLP: recipe.mlp.transform = first.model.assembler.schema.transform
        case let first as FittedGBT: recipe.gbt.scaling = first.scaling
        default: break
        }
        return recipe
    }

    /// Fits a network and lets it forecast the validation period with dropout.
    func fit(dropoutPasses passes: Int, on training: TrainingSet, options: FitOptions) throws -> Outcome {
        var own = options
        own.validated = nil
        let (outcome, sample) = try watched(own) { try fitOne(on: training, options: $0) }
        guard outcome.note == nil, let base = outcome.model as? any DropoutForecaster else { return outcome }
        let model = try FittedDropoutEnsemble(base, passes: passes, seed: options.seed)
        guard let sample else { return Outcome(model: model) }
        options.progress?(FitProgress(stage: "validating \(passes) passes with dropout", fraction: 0))
        let paths = try options.residualPaths(
            of: model, at: sample.origins, horizon: lstm.horizon, isRefitted: sample.isRefitted)
        return Outcome(model: try FittedDropoutEnsemble(base, passes: passes, seed: options.seed, residualPaths: paths))
    }
}
