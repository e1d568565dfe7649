import Headroom
import Testing

@Suite struct ModelRecipeTests {
    private static func set(count: Int, series: Int = 3) throws -> SeriesSet {
        let all = (0..<series).map { index -> Series in
            let values = (0..<count).map { step -> Float in
                let level = 10 * (index + 1)
                return Float(level + (step + index) % 6)
            }
            return Series(id: "s\(index)", axis: .clock(startSeconds: 0, stepSeconds: 60), values: values)
        }
        return try SeriesSet(all, quantity: .count())
    }

    private static func recipe(_ family: ModelRecipe.Family, horizon: Int) -> ModelRecipe {
        ModelRecipe(
            family,
            lstm: LSTMForecaster(horizon: horizon, context: 12, hidden: 4, training: TrainingConfiguration(steps: 4, batch: 8, round: 2)),
            gbt: GBTConfiguration(rows: 1_000, rounds: 10, leaves: 7))
    }

    /// Too short for training: seasonal naive answers, and the outcome says why.
    @Test(arguments: ModelRecipe.Family.allCases.filter(\.isLearnt))
    func shortHistoriesStepDownTheLadder(family: ModelRecipe.Family) throws {
        let training = TrainingSet(try Self.set(count: 14), seasons: [6])
        let outcome = try Self.recipe(family, horizon: 8).fit(on: training, options: FitOptions(compute: Compute(threads: 1)))
        #expect(outcome.model.name == "seasonal-naive")
        #expect(outcome.note?.contains("seasonal naive was fitted instead of \(family.rawValue)") == true)
    }

    @Test(arguments: ModelRecipe.Family.allCases)
    func everyFamilyFitsAndIsStored(family: ModelRecipe.Family) throws {
        let set = try Self.set(count: 120)
        let training = TrainingSet(set, seasons: [6])
        let outcome = try Self.recipe(family, horizon: 6).fit(on: training, options: FitOptions(compute: Compute(threads: 1)))
        #expect(family == .auto ? outcome.model.name.hasPrefix("stack of ") : outcome.model.name == family.rawValue)
        #expect(outcome.note == nil)
        let restored = try ModelStore.restore(
            try ModelStore.decode(try ModelStore.encode(try outcome.model.archive())), compute: Compute(threads: 1))
        let histories = set.series.map { History($0) }
        let (after, before) = (try restored.forecast(from: histories, horizon: 6), try outcome.model.forecast(from: histories, horizon: 6))
        #expect(after == before)
        #expect(restored.residualPaths == outcome.model.residualPaths)
    }

    /// Options of trees reach the model and its file, to the empty tensor of bounds that a single group has.
    @Test(arguments: [
        GBTConfiguration(strategy: .recursive, features: [.lag(1), .lag(6)], rows: nil, rounds: 10, earlyStopping: false, leaves: 7),
        GBTConfiguration(objective: .poisson, rows: 1_000, rounds: 10, leaves: 7),
    ])
    func treesOfMeansAreStored(configuration: GBTConfiguration) throws {
        let set = try Self.set(count: 120)
        var recipe = Self.recipe(.gbt, horizon: 6)
        recipe.gbt = configuration
        let model = try recipe.fit(on: TrainingSet(set, seasons: [6]), options: FitOptions(compute: Compute(threads: 1))).model
        let restored = try ModelStore.restore(
            try ModelStore.decode(try ModelStore.encode(try model.archive())), compute: Compute(threads: 1))
        #expect((restored.uncalibrated as? FittedGBT)?.configuration.configuration == configuration)
        let histories = set.series.map { History($0) }
        #expect(try restored.forecast(from: histories, horizon: 6) == model.forecast(from: histories, horizon: 6))
    }

    /// The comparison fits only on what is known at the first cutoff, and always has seasonal naive.
    @Test func comparisonKeepsTheFutureOut() throws {
        let set = try Self.set(count: 60)
        let plan = try BacktestPlan.rolling(counts: [60, 60, 60], horizon: 5, windows: 3)
        #expect(plan.cutoffs == [[45, 50, 55], [45, 50, 55], [45, 50, 55]])
        var comparison = ModelComparison(set: set, seasons: [6], backtest: Backtest(plan: plan, season: 6), seconds: { 0 })
        #expect(comparison.training.histories.map(\.count) == [45, 45, 45])
        let recipe = Self.recipe(.naive, horizon: 5)
        try comparison.fit(recipe, options: FitOptions(compute: Compute(threads: 1)))
        try comparison.addSeasonalNaive(recipe, options: FitOptions(compute: Compute(threads: 1)))
        try comparison.addSeasonalNaive(recipe, options: FitOptions(compute: Compute(threads: 1)))
        #expect(comparison.entries.map(\.name) == ["naive", "seasonal-naive"])
        // A perfect season of six: seasonal naive makes no error.
        #expect(comparison.entries[1].evaluation.summary.wql == 0)
        #expect(comparison.entries[0].evaluation.summary.wql! > 0)
    }

    @Test func rollingPlansRefuseWhatCannotBe() throws {
        #expect(throws: ForecastError.self) { try BacktestPlan.rolling(counts: [3], horizon: 4, windows: 1) }
        #expect(throws: ForecastError.self) { try BacktestPlan.rolling(counts: [30], horizon: 4, windows: 0) }
        let mixed = try BacktestPlan.rolling(counts: [30, 3, 9], horizon: 4, windows: 3, minimumHistory: 2)
        #expect(mixed.cutoffs == [[18, 22, 26], [], [5]])
    }
}
