import Tensors
import Traces

/// The training loop of all neural families: random windows, pinball loss, Adam, validation on the end of the training time, early
/// stopping, checkpoints.
///
/// Every step draws its windows and dropout masks from counter-based streams of (seed, step, window), so that a resumed training
/// continues exactly as if it had not been interrupted, and another number of threads changes nothing: a batch is cut into shares whatever
/// the threads (`BatchShares`), which take them as they become free, and gradients are added in the order of the shares. Long contexts
/// pass the network a few windows at a time (``windowsPerPass``), so that memory grows with a context as slowly as one window does.
public struct WindowTrainer<Network: WindowNetwork>: Sendable {
    /// The network that is trained.
    public let network: Network
    /// From histories to numbers and back.
    public let assembler: WindowAssembler
    let windows: TrainingWindows
    let levels: QuantileLevels
    let configuration: TrainingConfiguration
    let ages: AgeSchedule
    let options: FitOptions

    private let pinball: PinballLoss
    private let loss: TrainingLoss
    private let augmentation: WindowAugmentation?
    let kernels: Kernels
    // Pinball loss of a validation window is divided by the size of its series' variation, so that every series counts alike, and held
    // below a limit: a series that wakes after long silence has no size yet, and must not decide for all others.
    private let validationWeights: [Double]
    private static var mostOfOneWindow: Double { 10 }

    /// Prepares a training.
    public init(
        network: Network, assembler: WindowAssembler, windows: TrainingWindows, levels: QuantileLevels,
        configuration: TrainingConfiguration, ages: AgeSchedule = .none, options: FitOptions
    ) throws(ForecastError) {
        try configuration.validate()
        self.network = network
        self.assembler = assembler
        self.windows = windows
        self.levels = levels
        self.configuration = configuration
        self.ages = ages
        self.options = options
        pinball = PinballLoss(levels: levels.values.map(Float.init))
        let horizon = assembler.schema.horizon
        // Nothing that validation is judged by is looked at.
        let spikes =
            configuration.objective == .spike
            ? SpikeWeights(
                windows.training.map { ($0.series, $0.origins.upperBound + horizon) },
                rule: SpikeRule(season: assembler.schema.seasons.first), lead: max(2, horizon / 10)) : nil
        loss = TrainingLoss(configuration.objective, levels: levels, horizon: horizon, spikes: spikes)
        augmentation = WindowAugmentation(configuration, schema: assembler.schema)
        kernels = Kernels(options.compute.instructionSet)
        validationWeights = windows.validation.map { 1 / $0.variation }
    }

    /// A fresh state, from random parameters or given ones.
    public func initialState(_ given: [Float]? = nil) -> TrainingState {
        let parameters = given ?? network.initialParameters(seed: options.seed)
        return TrainingState(seed: options.seed, parameters: parameters, optimiser: Adam(adam, count: parameters.count))
    }

    /// Configuration of the optimiser.
    public var adam: Adam.Configuration {
        var adam = Adam.Configuration()
        adam.learningRate = configuration.learningRate
        adam.weightDecay = configuration.weightDecay
        return adam
    }

    /// Trains until the steps are done or validation stops improving; `state` holds the best parameters afterwards.
    ///
    /// - Parameters:
    ///   - state: where to start; updated in place, also when the function throws.
    ///   - frozen: number of parameters, the first ones of the layout, that stay as they are.
    ///   - stepLimit: stop after this many steps in all, for trial runs; the schedule still spans the whole training.
    ///   - stage: name of the stage in progress reports.
    ///   - onRound: called after every validation, for checkpoints.
    /// - Throws: ``ForecastError/diverged(epoch:loss:)`` when loss or gradient stop being finite; `state.bestParameters` are still good.
    public func train(
        _ state: inout TrainingState, frozen: Int = 0, stepLimit: Int? = nil, stage: String,
        onRound: (TrainingState) throws -> Void = { _ in }
    ) throws {
        let last = min(configuration.steps, stepLimit ?? configuration.steps)
        let schedule = LearningRateSchedule.cosine(warmup: configuration.warmup, total: configuration.steps, floor: 0.02)
        let weights = network.makeTrainingWeights(state.parameters, kernels: kernels)
        let sizes = BatchShares.split(configuration.batch)
        let shares = sizes.map { TrainingShare(count: $0, parameters: network.layout.count) }
        let workers = (0..<min(options.compute.threads, sizes.count)).map { _ in
            TrainingWorker<Network>(
                network: network, assembler: assembler, capacity: windowsPerPass, maximumAge: ages.maximum, kernels: kernels)
        }
        let kept = Array(state.parameters.prefix(frozen))
        var roundLoss = 0.0, roundSteps = 0
        while state.step < last && state.roundsWithoutGain < configuration.patience {
            let (loss, norm) = gradient(at: state, weights: weights, shares: shares, workers: workers)
            guard loss.isFinite, norm.isFinite else { throw ForecastError.diverged(epoch: state.step / configuration.round, loss: loss) }
            state.parameters.withUnsafeMutableBufferPointer { parameters in
                state.optimiser.step(
                    parameters: parameters.baseAddress!, gradients: shares[0].gradients.pointer, count: parameters.count,
                    learningRate: configuration.learningRate * schedule.factor(at: state.step), kernels: kernels)
            }
            if frozen > 0 { state.parameters.replaceSubrange(0..<frozen, with: kept) }
            state.step += 1
            roundLoss += loss
            roundSteps += 1
            if state.step % configuration.round == 0 || state.step == last {
                let validation = validationLoss(state.parameters)
                // Where nothing is validated the latest parameters are the best ones.
                if validation < state.bestLoss || windows.validation.isEmpty {
                    (state.bestLoss, state.bestStep, state.roundsWithoutGain) = (validation, state.step, 0)
                    state.bestParameters = state.parameters
                } else {
                    state.roundsWithoutGain += 1
                }
                let mean = roundLoss / Double(roundSteps)
                state.curve.append(TrainingState.Round(step: state.step, training: mean, validation: validation))
                (roundLoss, roundSteps) = (0, 0)
                options.progress?(
                    FitProgress(
                        stage: stage, fraction: Double(state.step) / Double(last), trainingLoss: mean, validationLoss: validation))
                try onRound(state)
            }
        }
    }

    /// Loss of one batch, and the norm of its gradient before clipping; the clipped gradient is left in the first share. Missing targets
    /// count as zero loss: the mean is over all targets of the batch, so that steps weigh alike whatever is missing.
    private func gradient(
        at state: TrainingState, weights: Network.Weights, shares: [TrainingShare], workers: [TrainingWorker<Network>]
    ) -> (loss: Double, norm: Float) {
        var random = RandomStream(seed: options.seed, purpose: "windows", index: UInt64(state.step))
        let age = ages.age(seed: options.seed, step: state.step)
        for share in shares { share.histories = (0..<share.count).map { _ in windows.sample(using: &random, age: age) } }
        let scale = 1 / Float(configuration.batch * assembler.schema.horizon * levels.count)
        let (seed, step) = (options.seed, state.step)
        let first = shares.indices.map { index in shares[..<index].reduce(0) { $0 + $1.count } }
        let progress = Double(state.step) / Double(configuration.steps)
        state.parameters.withUnsafeBufferPointer { network.update(weights, with: $0.baseAddress!) }
        Parallel.forEach(shares.count, threads: workers.count) { index, worker in
            workers[worker].run(
                shares[index], loss: loss, age: age, progress: progress, weights: weights, gradientScale: scale,
                dropout: DropoutSource(seed: seed, step: step, first: first[index]), augmentation: augmentation)
        }
        let count = state.parameters.count
        for share in shares.dropFirst() { kernels.add(shares[0].gradients.pointer, share.gradients.pointer, count: count) }
        let norm = kernels.clipNorm(shares[0].gradients.pointer, count: count, maximum: configuration.clipNorm)
        return (shares.reduce(0) { $0 + $1.loss } * Double(scale), norm)
    }

    /// Mean pinball loss on the validation windows, of all steps and levels, in the unit of each series' own variation; with
    /// ``TrainingObjective/ceiling`` that of the ceilings at 0.95. Plain windows, whatever the ages of training.
    public func validationLoss(_ parameters: [Float]) -> Double {
        // Weights are trained and chosen as they are, whatever forecasts will read later.
        var compute = options.compute
        compute.precision = .float32
        let model = WindowModel(
            name: "validation", network: network, assembler: assembler, levels: levels, parameters: parameters,
            residualPaths: nil, compute: compute)
        let forecasts = model.directForecasts(from: windows.validation)
        var sum = 0.0, count = 0
        for (index, forecast) in forecasts.enumerated() {
            let history = windows.validation[index]
            let actual = Array(history.series.values[history.count..<history.count + assembler.schema.horizon])
            if configuration.objective == .ceiling {
                guard let loss = ceilingLoss(forecast, actual: actual) else { continue }
                sum += min(loss * validationWeights[index], Self.mostOfOneWindow)
                count += 1
                continue
            }
            let part = forecast.values.withUnsafeBufferPointer { predicted in
                pinball.evaluate(
                    predicted: predicted.baseAddress!, actual: actual, weights: nil, count: actual.count, gradient: nil, gradientScale: 0,
                    kernels: kernels)
            }
            guard part.observed > 0 else { continue }
            sum += min(part.sum / Double(part.observed * levels.count) * validationWeights[index], Self.mostOfOneWindow)
            count += 1
        }
        return count > 0 ? sum / Double(count) : .infinity
    }

    /// Pinball loss at 0.95 of the largest value against the largest of the quantiles: what provisioning by them costs when a lacking unit is
    /// nineteen times as dear as an idle one. `nil` without a known value.
    private func ceilingLoss(_ forecast: QuantileForecast, actual: [Float]) -> Double? {
        let known = actual.indices.filter { !actual[$0].isNaN }
        guard let largest = known.map({ actual[$0] }).max() else { return nil }
        let level = levels.values.indices.min { abs(levels.values[$0] - 0.95) < abs(levels.values[$1] - 0.95) } ?? 0
        let ceiling = known.map { forecast.values[$0 * levels.count + level] }.max() ?? 0
        let error = Double(largest) - Double(ceiling)
        return max(0.95 * error, -0.05 * error)
    }
}
