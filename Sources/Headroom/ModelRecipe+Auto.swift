/// Several families, weighted by what they would have lost at the end of the training time.
extension ModelRecipe {
    /// Fits the candidates one after the other, learns weights from their validation forecasts, and keeps those that count.
    ///
    /// Validation forecasts are compared where every trained family has some; statistical families forecast from there as well.
    /// - Throws: what fits throw, but for histories that are too short for a family, which is then left out.
    func fitAuto(on training: TrainingSet, options: FitOptions) throws -> Outcome {
        let candidates = auto.candidates(for: training.quantity, unit: gbt.scaling)
        var trials = Trials(budget: auto.budget, seconds: options.seconds)
        for (index, candidate) in candidates.enumerated() {
            if let reason = trials.reasonToSkip(candidate.family) {
                trials.skip(candidate, because: reason)
                continue
            }
            var recipe = self
            (recipe.family, recipe.calibration, recipe.ensemble, recipe.dropoutPasses) = (candidate.family, nil, nil, nil)
            recipe.gbt.scaling = candidate.unit ?? gbt.scaling
            var own = options
            own.validated = nil
            own.progress = Self.progress(of: index, among: candidates.count, to: options.progress)
            let start = options.seconds?()
            let (outcome, sample) = try watched(own) { try recipe.fitOne(on: training, options: $0) }
            if let note = outcome.note {
                trials.skip(candidate, because: note)
            } else if let sample {
                trials.add(candidate, outcome.model, sample, from: start)
            } else {
                trials.skip(candidate, because: "the histories are too short to validate it")
            }
        }
        return try outcome(of: trials, among: candidates, on: training, options: options)
    }

    /// Reports of a fit that say which of how many it is.
    private static func progress(
        of index: Int, among count: Int, to report: (@Sendable (FitProgress) -> Void)?
    ) -> (@Sendable (FitProgress) -> Void)? {
        guard let report else { return nil }
        return { progress in
            var named = progress
            named.stage = "\(index + 1) of \(count): \(progress.stage)"
            report(named)
        }
    }

    private func outcome(
        of trials: Trials, among candidates: [AutoConfiguration.Candidate], on training: TrainingSet, options: FitOptions
    ) throws -> Outcome {
        guard let common = try trials.commonSamples(horizon: lstm.horizon) else {
            var simplest = self
            simplest.family = .seasonalNaive
            var outcome = try simplest.fitOne(on: training, options: options)
            outcome.note = "the histories are too short to compare families; seasonal naive was fitted"
            return outcome
        }
        let weights = MemberWeights(
            learntFrom: common, prior: AutoConfiguration.prior(of: trials.fitted.map(\.candidate)), season: training.seasons.first ?? 1)
        let means = weights.means
        let (kept, left) = weights.withoutIdle()
        let refitted = zip(common, means).reduce(Float(0)) { $0 + ($1.0.isRefitted ? $1.1 : 0) } > 0.5
        let samples = kept.map { common[$0].marked(isRefitted: refitted) }
        let pooled = kept.count > 1 ? try ValidationForecasts.pooled(samples, by: .median, weights: left) : samples[0]
        let paths = ResidualPathEstimator(horizon: lstm.horizon).estimate(from: pooled)
        let models = kept.map { trials.fitted[$0].model }
        let model: any FittedForecaster =
            kept.count > 1
            ? try FittedEnsemble(models, pool: .median, weights: left, residualPaths: paths, compute: options.compute) : models[0]
        options.validated?(pooled)
        var outcome = Outcome(model: model)
        outcome.selection = trials.selection(of: candidates, common, means: means, pooled: pooled)
        return outcome
    }

    /// Models that were tried, and those that were not.
    private struct Trials {
        typealias Candidate = AutoConfiguration.Candidate

        struct Fitted {
            var candidate: Candidate, model: any FittedForecaster, sample: ValidationForecasts, seconds: Double?
        }

        private(set) var fitted: [Fitted] = []
        private var reasons: [Candidate: String] = [:]
        private let budget: Double?, seconds: (@Sendable () -> Double)?, begun: Double?

        init(budget: Double?, seconds: (@Sendable () -> Double)?) {
            (self.budget, self.seconds, begun) = (budget, seconds, seconds?())
        }

        /// Why a family is not begun: the budget is spent, or would be, to go by what others took.
        func reasonToSkip(_ family: Family) -> String? {
            guard let budget, let begun, let now = seconds?() else { return nil }
            let left = budget - (now - begun)
            let pace = fitted.map { ($0.seconds ?? 0) / max(1, AutoConfiguration.cost(of: $0.candidate.family)) }.max() ?? 0
            let expected = AutoConfiguration.cost(of: family) * pace
            guard left <= expected else { return nil }
            return left <= 0
                ? "the budget of \(Int(budget)) s was spent"
                : "about \(Int(expected.rounded(.up))) s of training were more than what was left of the budget of \(Int(budget)) s"
        }

        mutating func skip(_ candidate: Candidate, because reason: String) { reasons[candidate] = reason }

        mutating func add(_ candidate: Candidate, _ model: any FittedForecaster, _ sample: ValidationForecasts, from start: Double?) {
            let spent = start.flatMap { start in seconds.map { $0() - start } }
            fitted.append(Fitted(candidate: candidate, model: model, sample: sample, seconds: spent))
        }

        /// A sample of every fitted model, of the same origins; `nil` where there are none.
        func commonSamples(horizon: Int) throws(ForecastError) -> [ValidationForecasts]? {
            let trained = fitted.filter(\.candidate.family.isLearnt).map(\.sample)
            guard var shared = trained.first ?? fitted.first?.sample else { return nil }
            for sample in trained.dropFirst() { shared = shared.limited(to: sample.origins) }
            guard shared.count > 0 else { return nil }
            var samples: [ValidationForecasts] = []
            for one in fitted {
                let sample = one.sample.limited(to: shared.origins)
                samples.append(
                    sample.count == shared.count
                        ? sample : try ValidationForecasts(of: one.model, at: shared.origins, horizon: horizon))
            }
            return samples.allSatisfy { $0.count == shared.count } ? samples : nil
        }

        func selection(
            of candidates: [Candidate], _ samples: [ValidationForecasts], means: [Float], pooled: ValidationForecasts
        ) -> ModelSelection {
            let losses = samples.map { $0.meanScaledLoss }
            let best = losses.compactMap { $0 }.min()
            func relative(_ loss: Double?) -> Double? { best.flatMap { best in best > 0 ? loss.map { $0 / best } : nil } }
            let rows = candidates.map { candidate in
                let index = fitted.firstIndex { $0.candidate == candidate }
                return ModelSelection.Row(
                    family: candidate.family, unit: candidate.unit, seconds: index.flatMap { fitted[$0].seconds },
                    loss: index.flatMap { relative(losses[$0]) }, weight: index.map { means[$0] } ?? 0, note: reasons[candidate])
            }
            return ModelSelection(rows: rows, forecasts: pooled.count, loss: relative(pooled.meanScaledLoss))
        }
    }
}
