import Forecasting
import Synchronization
import Tensors
import TestSupport
import Testing
import Traces

@Suite struct WindowTrainerTests {
    private static func waves(_ count: Int = 4, length: Int = 300) -> TrainingSet {
        TrainingSet(series((0..<count).map { wave($0, count: length) }), seasons: [24])
    }

    private func train(_ one: SmallTraining, stepLimit: Int? = nil) throws -> TrainingState {
        var state = one.trainer.initialState()
        try one.trainer.train(&state, stepLimit: stepLimit, stage: "test")
        return state
    }

    @Test func lossFalls() throws {
        let state = try train(SmallTraining(Self.waves()))
        #expect(state.step == 60 && state.curve.map(\.step) == [10, 20, 30, 40, 50, 60])
        #expect(state.curve.last!.training < 0.7 * state.curve[0].training)
        #expect(state.bestLoss == state.curve.map(\.validation).min())
        #expect(state.bestStep == state.curve.min { $0.validation < $1.validation }!.step)
    }

    /// The loss that is reported is the mean of the plain definition over windows, steps and levels.
    @Test func validationLossIsThatOfTheDefinition() throws {
        let one = try SmallTraining(Self.waves())
        let parameters = one.network.initialParameters(seed: 3)
        let windows = try TrainingWindows(one.training, context: 12, horizon: 4, minimumHistory: 4)
        let forecasts = one.model(parameters).directForecasts(from: windows.validation)
        var sum = 0.0
        for (origin, forecast) in zip(windows.validation, forecasts) {
            let known = origin.values.map(Double.init)
            let median = known.sorted()[(known.count - 1) / 2]
            let variation = known.reduce(0) { $0 + abs($1 - median) } / Double(known.count)
            var loss = 0.0
            for step in 0..<4 {
                for (q, level) in one.levels.values.enumerated() {
                    let d = Double(origin.series.values[origin.count + step] - forecast[step, q])
                    loss += max(level * d, (level - 1) * d)
                }
            }
            sum += loss / 12 / variation
        }
        expectClose(one.trainer.validationLoss(parameters), sum / Double(forecasts.count), .relative(1e-5))
    }

    @Test func sameSeedGivesTheSameBits() throws {
        for threads in 1...2 {
            let options = FitOptions(seed: 5, compute: Compute(threads: threads))
            let one = try train(SmallTraining(Self.waves(), options: options)),
                two = try train(SmallTraining(Self.waves(), options: options))
            #expect(one.parameters == two.parameters && one.curve == two.curve && one.bestParameters == two.bestParameters)
        }
        let other = try train(SmallTraining(Self.waves(), options: FitOptions(seed: 6)))
        let first = try train(SmallTraining(Self.waves(), options: FitOptions(seed: 5)))
        #expect(other.parameters != first.parameters)
    }

    /// Threads only regroup the sums: sixty steps later the losses agree to one part in a thousand.
    @Test func threadsOnlyRegroupSums() throws {
        let all = try [1, 2, 3, 16, 40].map {
            try train(SmallTraining(Self.waves(), options: FitOptions(seed: 5, compute: Compute(threads: $0))))
        }
        for one in all.dropFirst() {
            expectClose(one.curve.map(\.training), all[0].curve.map(\.training), .relative(1e-3))
            expectClose(one.curve.map(\.validation), all[0].curve.map(\.validation), .relative(1e-3))
        }
    }

    /// Everything hangs on the state: stopping after any step and going on is the same as not stopping, but for the validation at the stop.
    @Test func goingOnIsTheSameAsNotStopping() throws {
        let one = try SmallTraining(Self.waves())
        let whole = try train(one)
        for stop in [10, 30] {
            var state = try train(one, stepLimit: stop)
            #expect(state.step == stop)
            var archive = ModelArchive()
            try state.store(in: &archive)
            state = try TrainingState(archive: archive, bestParameters: state.bestParameters, configuration: one.trainer.adam)
            try one.trainer.train(&state, stage: "test")
            #expect(state.parameters == whole.parameters && state.bestParameters == whole.bestParameters)
            #expect(state.curve == whole.curve && state.bestStep == whole.bestStep && state.bestLoss == whole.bestLoss)
            #expect(state.optimiser == whole.optimiser)
        }
    }

    /// Noise cannot be learnt: validation stops improving, and training ends after `patience` rounds without gain.
    @Test func earlyStoppingStops() throws {
        var random = numbers(8)
        let noise = (0..<200).map { _ in Float(random.normal()) }
        var configuration = SmallTraining.configuration
        (configuration.steps, configuration.round, configuration.patience, configuration.learningRate) = (4000, 10, 5, 0.03)
        let state = try train(SmallTraining(TrainingSet(series([noise]), seasons: []), configuration: configuration))
        #expect(state.step < 4000 && state.roundsWithoutGain == 5)
        #expect(state.step == state.bestStep + 50)
        #expect(state.bestLoss == state.curve.map(\.validation).min())
    }

    @Test func divergenceIsReportedAndTheBestStateKept() throws {
        var configuration = SmallTraining.configuration
        (configuration.learningRate, configuration.steps, configuration.warmup, configuration.weightDecay) = (1e6, 500, 0, 1e-3)
        let one = try SmallTraining(Self.waves(), configuration: configuration)
        var state = one.trainer.initialState()
        do {
            try one.trainer.train(&state, stage: "test")
            Issue.record("a learning rate of a million did not diverge")
        } catch ForecastError.diverged(let epoch, let loss) {
            #expect(epoch >= 0 && ForecastError.diverged(epoch: epoch, loss: loss).description.contains("last good state was kept"))
        }
        #expect(allFinite(state.bestParameters))
        let forecasts = one.model(state.bestParameters).directForecasts(from: one.training.histories)
        #expect(forecasts.allSatisfy { allFinite($0.values) })
    }

    /// Demand of 10³⁰ and single values of 10³⁰ are only large: windows are scaled, and the loss pulls no harder on far targets.
    @Test func hugeValuesDoNotDiverge() throws {
        var spiked = wave(1, count: 300)
        spiked[100] = 1e30
        spiked[290] = -1e30
        let state = try train(SmallTraining(TrainingSet(series([wave(0, count: 300).map { $0 * 1e28 }, spiked]), seasons: [24])))
        #expect(allFinite(state.parameters) && state.curve.allSatisfy { $0.training.isFinite })
    }

    @Test func missingTargetsAndContextsAreNoMaterial() throws {
        var gaps = wave(0, count: 400)
        for position in 60..<180 { gaps[position] = .nan }
        for position in stride(from: 0, to: 400, by: 7) { gaps[position] = .nan }
        let state = try train(SmallTraining(TrainingSet(series([gaps, wave(1, count: 300)]), seasons: [24])))
        #expect(allFinite(state.parameters))
        #expect(state.bestLoss.isFinite && state.bestLoss < state.curve[0].validation)
    }

    /// Nothing known at the end of every series: nothing to validate on is said before any step.
    @Test func validationWithoutValuesIsRefused() throws {
        var blind = wave(0, count: 300)
        for position in 200..<300 { blind[position] = .nan }
        #expect {
            _ = try self.train(SmallTraining(TrainingSet(series([blind]), seasons: [24])))
        } throws: { error in
            guard case ForecastError.noTrainingData(let reason)? = error as? ForecastError else { return false }
            return reason.contains("where training is validated, is missing")
        }
    }

    @Test func progressIsReported() throws {
        let reports = Mutex<[FitProgress]>([])
        let options = FitOptions(seed: 3, progress: { one in reports.withLock { $0.append(one) } })
        let state = try train(SmallTraining(Self.waves(), options: options))
        let found = reports.withLock { $0 }
        #expect(found.map(\.fraction) == [10, 20, 30, 40, 50, 60].map { $0 / 60 })
        #expect(found.map(\.validationLoss) == state.curve.map { $0.validation } && found.allSatisfy { $0.stage == "test" })
    }

    /// Large windows pass the network a few at a time. Only sums are regrouped: sixty steps later the losses agree to one part in a thousand.
    @Test(arguments: [1, 3, 16]) func piecesOnlyRegroupSums(windows: Int) throws {
        let whole = try SmallTraining(Self.waves()), pieces = try SmallTraining(Self.waves(), floatsOfWindow: (32 << 20) / windows)
        #expect(whole.trainer.windowsPerPass == 16 && pieces.trainer.windowsPerPass == windows)
        let (one, two) = (try train(whole), try train(pieces))
        expectClose(two.curve.map(\.training), one.curve.map(\.training), .relative(1e-3))
        expectClose(two.curve.map(\.validation), one.curve.map(\.validation), .relative(1e-3))
        #expect((one.parameters == two.parameters) == (windows == 16))
    }

    /// One huge window is still a piece; gradients and parameters count as often as there are shares and copies of them.
    @Test func estimatesGrowWithWindowsBatchesAndThreads() throws {
        func estimate(floatsOfWindow: Int? = nil, batch: Int = 16, threads: Int = 1) throws -> Int {
            var configuration = SmallTraining.configuration
            configuration.batch = batch
            let options = FitOptions(seed: 3, compute: Compute(threads: threads))
            return try SmallTraining(Self.waves(), configuration: configuration, options: options, floatsOfWindow: floatsOfWindow)
                .trainer.memoryEstimate
        }
        let base = try estimate()
        let huge = try estimate(floatsOfWindow: 1 << 30)
        #expect(huge >= base + 4 << 30 - 1 << 20 && huge < base + 4 << 30 + 1 << 20)
        // Sixteen windows are one share for one worker; 128 are four.
        #expect(try estimate(floatsOfWindow: 1 << 20, threads: 8) - estimate(floatsOfWindow: 1 << 20) < 32 << 20)
        let four = try estimate(floatsOfWindow: 1 << 20, batch: 128, threads: 8) - estimate(floatsOfWindow: 1 << 20, batch: 128)
        #expect(four >= 3 * 32 << 22)
    }

    /// The last round may be shorter than the others.
    @Test func lastStepIsValidated() throws {
        var configuration = SmallTraining.configuration
        configuration.steps = 25
        let state = try train(SmallTraining(Self.waves(), configuration: configuration))
        #expect(state.curve.map(\.step) == [10, 20, 25])
    }

    /// Kernels of every level train the same network: the sums differ in their last bits, which sixty steps of Adam make no larger than
    /// one part in a thousand of the loss.
    @Test func instructionSetsAgree() throws {
        let all = try InstructionSet.supported.map {
            try train(SmallTraining(Self.waves(), options: FitOptions(seed: 5, compute: Compute(instructionSet: $0, threads: 1))))
        }
        for one in all.dropFirst() {
            expectClose(one.curve.map(\.training), all[0].curve.map(\.training), .relative(1e-3))
            expectClose(one.curve.map(\.validation), all[0].curve.map(\.validation), .relative(1e-3))
        }
    }
}

@Suite struct TrainingStateTests {
    private func sample() -> TrainingState {
        var state = TrainingState(
            seed: 11, parameters: [1, 2], optimiser: Adam(Adam.Configuration(), stepCount: 7, firstMoment: [3, 4], secondMoment: [5, 6]))
        (state.step, state.bestStep, state.roundsWithoutGain) = (7, 5, 1)
        return state
    }

    @Test func roundTripKeepsEverything() throws {
        var state = sample()
        state.bestLoss = 0.1 + 0.2
        state.curve = [.init(step: 5, training: 1.0 / 3, validation: 2.0 / 3)]
        var archive = ModelArchive()
        try state.store(in: &archive)
        let restored = try TrainingState(archive: archive, bestParameters: [8, 9], configuration: Adam.Configuration())
        #expect(restored.parameters == [1, 2] && restored.bestParameters == [8, 9] && restored.optimiser == state.optimiser)
        #expect(restored.seed == 11 && restored.step == 7 && restored.bestStep == 5 && restored.roundsWithoutGain == 1)
        #expect(restored.bestLoss == state.bestLoss && restored.curve == state.curve)
        TrainingState.remove(from: &archive)
        #expect(archive == ModelArchive())
    }

    @Test func noBestLossYetIsKept() throws {
        var archive = ModelArchive()
        try sample().store(in: &archive)
        #expect(try TrainingState(archive: archive, bestParameters: [8, 9], configuration: Adam.Configuration()).bestLoss == .infinity)
    }

    /// A round whose validation loss was not finite can be written too.
    @Test func unfortunateRoundsAreKept() throws {
        var state = sample()
        state.curve = [.init(step: 5, training: 1, validation: .infinity), .init(step: 7, training: 2, validation: .nan)]
        var archive = ModelArchive()
        try state.store(in: &archive)
        let restored = try TrainingState(archive: archive, bestParameters: [8, 9], configuration: Adam.Configuration())
        #expect(restored.curve.map(\.training) == [1, 2] && restored.curve.map(\.validation) == [.infinity, .infinity])
    }

    @Test func brokenStatesAreRefused() throws {
        var good = ModelArchive()
        try sample().store(in: &good)
        func refuses(_ change: (inout ModelArchive) -> Void) -> Bool {
            var archive = good
            change(&archive)
            do throws(ForecastError) {
                _ = try TrainingState(archive: archive, bestParameters: [8, 9], configuration: Adam.Configuration())
                return false
            } catch {
                guard case .invalidArchive = error else { return false }
                return true
            }
        }
        #expect(!refuses { _ in })
        #expect(refuses { $0.metadata["training"] = nil })
        #expect(refuses { $0.metadata["training"] = "{}" })
        #expect(refuses { $0.metadata["training"] = $0.metadata["training"]!.replacing("\"step\":7", with: "\"step\":-7") })
        #expect(refuses { $0.tensors["training.first_moment"] = nil })
        #expect(refuses { $0.tensors["training.parameters"] = ModelArchive.Tensor([Float(1)], shape: [1]) })
        #expect(refuses { $0.tensors["training.parameters"] = ModelArchive.Tensor([Float.nan, 1], shape: [2]) })
        #expect(refuses { $0.tensors["training.second_moment"] = ModelArchive.Tensor([Float(-1), 1], shape: [2]) })
    }
}
