import Tensors
import Traces

/// The fit of a neural family, from histories to trained parameters: what ``WindowTrainer`` trains, wrapped by what all families do alike.
///
/// The end of the training time is kept for validation: it chooses the transform, stops training, and gives the residual paths. Where
/// ``refitShare`` says so the chosen parameters are then trained further on everything.
public struct WindowFit<Network: WindowNetwork> {
    /// What a fit gives.
    public struct Result {
        /// The trained model, with its residual paths.
        public var model: WindowModel<Network>
        /// Losses of every training round.
        public var curve: [TrainingState.Round]
    }

    /// Parameters to start from: the best ones of an interrupted fit, or those of a fitted model.
    public struct Start {
        /// Layout of its windows, and the parameters.
        public var schema: WindowSchema, parameters: [Float]

        /// Makes a start.
        public init(schema: WindowSchema, parameters: [Float]) { (self.schema, self.parameters) = (schema, parameters) }
    }

    /// Short name of the family.
    public var name: String
    /// Levels of every forecast.
    public var levels: QuantileLevels
    /// How it is trained.
    public var training: TrainingConfiguration
    /// Windows with an age, for models that are streamed.
    public var ages = AgeSchedule.none
    /// Steps that the chosen parameters are trained further for on all windows, those of the validation too, as a share of the steps that led
    /// to them; 0 for none.
    public var refitShare = 0.0
    /// The network for a layout of windows.
    public var network: (WindowAssembler) throws(ForecastError) -> Network

    /// Steps of the trial that chooses the transform.
    public static var trialSteps: Int { 200 }
    /// Peak learning rate of a further training on everything, as a share of that before.
    private static var refitRate: Float { 0.5 }

    /// Makes a fit.
    ///
    /// - Parameters:
    ///   - name: short name of the family.
    ///   - levels: levels of every forecast.
    ///   - training: how it is trained.
    ///   - ages: windows with an age, for models that are streamed.
    ///   - refitShare: steps of a further training on everything, see ``refitShare``.
    ///   - network: the network for a layout of windows.
    public init(
        name: String, levels: QuantileLevels, training: TrainingConfiguration, ages: AgeSchedule = .none, refitShare: Double = 0,
        network: @escaping (WindowAssembler) throws(ForecastError) -> Network
    ) {
        (self.name, self.levels, self.training, self.ages, self.refitShare) = (name, levels, training, ages, refitShare)
        self.network = network
    }

    /// Trains on the known values of every history.
    ///
    /// - Parameters:
    ///   - set: the histories.
    ///   - base: layout of the windows; its transform is replaced by the chosen one.
    ///   - transform: transform of the demand; `nil` tries both on validation data where demand has a lower bound.
    ///   - resumed: best parameters of the checkpoint that `options.resume` holds.
    ///   - pretrained: parameters of `options.pretrained`; its windows are taken instead of `base`, transform included.
    ///   - options: seed, threads, progress, checkpoints.
    ///   - fitted: the family's model around trained parameters.
    /// - Throws: ``ForecastError``; what a checkpoint sink throws.
    public func fit<Fitted: FittedForecaster>(
        on set: TrainingSet, schema base: WindowSchema, transform: TargetTransform?, resumed: Start?, pretrained: Start? = nil,
        options: FitOptions,
        fitted: (Result) -> Fitted
    ) throws -> Fitted {
        let base =
            try pretrained.map { start throws(ForecastError) in
                for history in set.histories { try start.schema.check(history) }
                return start.schema
            } ?? base
        if transform == .log1p && set.quantity.lowerBound == nil {
            throw ForecastError.invalidConfiguration("log1p needs a quantity with a lower bound, but these values have none; use identity")
        }
        guard options.bootstrap == nil || options.checkpoint == nil && options.resume == nil else {
            throw ForecastError.invalidConfiguration("a training on a bootstrap of its windows has no checkpoints")
        }
        let windows = try TrainingWindows(
            set, context: base.context, horizon: base.horizon, minimumHistory: base.minimumHistory, usable: base.usableOrigins,
            bootstrap: options.bootstrap)
        var schema = base
        var begun: TrainingState?
        schema.transform = transform ?? .identity
        if let resumed {
            guard resumed.schema.comparable == base.comparable else {
                throw ForecastError.otherCheckpoint
            }
            schema = resumed.schema
        } else if let pretrained {
            schema = pretrained.schema
        }
        var trainer = try trainer(schema, windows: windows, options: options)
        try options.announce(trainer.memoryEstimate, training: name) { ForecastError.tooLarge(neededMegabytes: $0, allowedMegabytes: $1) }
        if resumed == nil, pretrained == nil, transform == nil, set.quantity.lowerBound != nil {
            (schema.transform, begun) = try bestTransform(schema, windows: windows, options: options)
            trainer = try self.trainer(schema, windows: windows, options: options)
        }
        var state: TrainingState
        if let resumed, let checkpoint = options.resume {
            state = try TrainingState(archive: checkpoint, bestParameters: resumed.parameters, configuration: trainer.adam)
            guard state.seed == options.seed else {
                throw ForecastError.invalidArchive(
                    "the checkpoint was made with seed \(state.seed), not \(options.seed); give the same one")
            }
        } else {
            state = begun ?? trainer.initialState(pretrained?.parameters)
        }
        func keep(_ state: TrainingState) throws {
            guard let checkpoint = options.checkpoint else { return }
            var archive = try fitted(result(trainer, state: state, options: options)).archive()
            try state.store(in: &archive)
            try checkpoint(archive)
        }
        // What stays as it is comes before the head in every layout.
        let layout = trainer.network.layout
        let frozen = options.pretrained?.tuning == .head ? layout.blocks.first { $0.name.hasPrefix("head.") }?.offset ?? 0 : 0
        if begun != nil { try keep(state) }
        try trainer.train(&state, frozen: frozen, stage: pretrained == nil ? "training \(name)" : "tuning \(name)", onRound: keep)
        let paths = try options.residualPaths(
            of: fitted(result(trainer, state: state, options: options)), at: windows.validation, horizon: base.horizon,
            isRefitted: refitShare > 0)
        if refitShare > 0 { try refit(&state, on: set, schema: schema, frozen: frozen, options: options) }
        var trained = result(trainer, state: state, options: options)
        trained.model = trained.model.with(paths)
        return fitted(trained)
    }

    /// Trains the best parameters further on all windows, at rates that begin lower: what came last in time counts most for what comes next.
    private func refit(
        _ state: inout TrainingState, on set: TrainingSet, schema: WindowSchema, frozen: Int, options: FitOptions
    ) throws {
        let windows = try TrainingWindows(
            set, context: schema.context, horizon: schema.horizon, minimumHistory: schema.minimumHistory, usable: schema.usableOrigins,
            bootstrap: options.bootstrap, isFinal: true)
        var own = self
        own.training.steps = max(1, Int((Double(state.bestStep) * refitShare).rounded()))
        own.training.learningRate *= Self.refitRate
        own.training.warmup = min(own.training.warmup, own.training.steps)
        var options = options
        // Other windows than those that the training began with.
        var seeds = RandomStream(seed: options.seed, purpose: "refit")
        options.seed = seeds.next()
        let trainer = try own.trainer(schema, windows: windows, options: options)
        let curve = state.curve
        state = trainer.initialState(state.bestParameters)
        try trainer.train(&state, frozen: frozen, stage: "training \(name) on everything")
        state.curve = curve
    }

    private func result(_ trainer: WindowTrainer<Network>, state: TrainingState, options: FitOptions) -> Result {
        let model = WindowModel(
            name: name, network: trainer.network, assembler: trainer.assembler, levels: levels, parameters: state.bestParameters,
            residualPaths: nil, compute: options.compute)
        return Result(model: model, curve: state.curve)
    }

    /// The transform whose trial validates best, and where its trial ended: the beginning of the training, which goes on from there. `nil`
    /// where the trial ended between two rounds, for a training would not have been validated there.
    private func bestTransform(
        _ base: WindowSchema, windows: TrainingWindows, options: FitOptions
    ) throws -> (transform: TargetTransform, begun: TrainingState?) {
        var best = (transform: TargetTransform.identity, state: TrainingState?.none)
        for candidate in TargetTransform.tried {
            var schema = base
            schema.transform = candidate
            let trainer = try trainer(schema, windows: windows, options: options)
            var state = trainer.initialState()
            do {
                try trainer.train(&state, stepLimit: Self.trialSteps, stage: "trying transform \(candidate.rawValue)")
            } catch ForecastError.diverged {
                // A transform that cannot be trained has lost the comparison; the other one may be fine.
                continue
            }
            if state.bestLoss < best.state?.bestLoss ?? .infinity { best = (candidate, state) }
        }
        let isWhole = Self.trialSteps % training.round == 0 || training.steps <= Self.trialSteps
        return (best.transform, isWhole ? best.state : nil)
    }

    private func trainer(
        _ schema: WindowSchema, windows: TrainingWindows, options: FitOptions
    ) throws(ForecastError) -> WindowTrainer<Network> {
        let assembler = WindowAssembler(schema: schema)
        return try WindowTrainer(
            network: try network(assembler), assembler: assembler, windows: windows, levels: levels, configuration: training, ages: ages,
            options: options)
    }
}

extension ForecastError {
    /// What a checkpoint of another fit is refused with.
    package static var otherCheckpoint: ForecastError {
        .invalidArchive("the checkpoint was made with other settings or other data; give the same ones or start anew")
    }
}

extension FitOptions {
    /// Checks that a fitted model of a horizon can be trained further.
    /// - Parameter wanted: the horizon that is asked for.
    /// - Throws: ``ForecastError/invalidConfiguration(_:)``.
    package func checkTuning(of horizon: Int, wanted: Int) throws(ForecastError) {
        guard horizon == wanted else {
            throw ForecastError.invalidConfiguration(
                "the model to start from forecasts \(horizon) steps, not \(wanted); give the same horizon or start anew")
        }
        guard resume == nil else {
            throw ForecastError.invalidConfiguration("a training goes on from a checkpoint or starts from a model, not both")
        }
    }
}
