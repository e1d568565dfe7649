import Headroom
import Testing

/// Ensembles from a recipe to a model file and back.
@Suite struct EnsembleRecipeTests {
    private static let set: SeriesSet = {
        let all = (0..<3).map { index -> Series in
            var random = RandomStream(seed: 11, purpose: "ensembles", index: UInt64(index))
            let values = (0..<160).map { step in Float(10 * (index + 1) + (step + index) % 6) + 2 * Float(random.normal()) }
            return Series(id: "s\(index)", axis: .clock(startSeconds: 0, stepSeconds: 60), values: values)
        }
        return try! SeriesSet(all, quantity: .gauge())
    }()

    private static func recipe(_ family: ModelRecipe.Family, horizon: Int = 6) -> ModelRecipe {
        let quick = TrainingConfiguration(steps: 6, batch: 8, round: 2)
        return ModelRecipe(
            family, lstm: LSTMForecaster(horizon: horizon, context: 12, hidden: 4, dropout: 0.2, training: quick),
            gbt: GBTConfiguration(rows: 1_000, rounds: 10, leaves: 7),
            transformer: TransformerForecaster(horizon: horizon, context: 12, dropout: 0.2, training: quick),
            mlp: MLPForecaster(horizon: horizon, context: 12, hidden: 16, dropout: 0.2, training: quick))
    }

    private static let training = TrainingSet(set, seasons: [6])

    private static func restored(_ model: any FittedForecaster) throws -> any FittedForecaster {
        try ModelStore.restore(try ModelStore.decode(try ModelStore.encode(try model.archive())), compute: Compute(threads: 1))
    }

    private static func expectSameForecasts(_ a: any FittedForecaster, _ b: any FittedForecaster) throws {
        let histories = set.series.map { History($0) }
        #expect(try a.forecast(from: histories, horizon: 6) == b.forecast(from: histories, horizon: 6))
        #expect(a.name == b.name && a.residualPaths == b.residualPaths && a.maximumHorizon == b.maximumHorizon && a.reach == b.reach)
        #expect(
            try a.samplePaths(from: histories[0], horizon: 6, count: 4, seed: 1)
                == b.samplePaths(from: histories[0], horizon: 6, count: 4, seed: 1))
    }

    /// An ensemble is calibrated as a whole, its file answers as it does, and its first member is what the seed alone gives.
    @Test(arguments: [ModelRecipe.Family.lstm, .gbt, .transformer, .mlp], EnsembleConfiguration.Diversity.allCases)
    func ensemblesAreCalibratedAndStored(family: ModelRecipe.Family, diversity: EnsembleConfiguration.Diversity) throws {
        var recipe = Self.recipe(family)
        let options = FitOptions(seed: 9, compute: Compute(threads: 1))
        let single = try recipe.fit(on: Self.training, options: options)
        recipe.ensemble = EnsembleConfiguration(count: 3, by: diversity)
        let outcome = try recipe.fit(on: Self.training, options: options)
        #expect(outcome.note == nil && outcome.model.calibration != nil && outcome.model.name == "\(family.rawValue) ensemble of 3")
        let ensemble = try #require(outcome.model.uncalibrated as? FittedEnsemble)
        #expect(ensemble.pool == (diversity == .seeds ? .quantiles : .mixture))
        try Self.expectSameForecasts(try Self.restored(outcome.model), outcome.model)
        let histories = Self.set.series.map { History($0) }
        let answers = try ensemble.members.map { try $0.forecast(from: histories, horizon: 6) }
        #expect(answers[0] != answers[1] && answers[1] != answers[2])
        let alone = try single.model.uncalibrated.forecast(from: histories, horizon: 6)
        // The first member is the model by itself: it chooses the transform of all.
        #expect(answers[0] == alone)
        // The same seed gives the same ensemble.
        #expect(try recipe.fit(on: Self.training, options: options).model.archive() == outcome.model.archive())
        recipe.calibration = nil
        let plain = try recipe.fit(on: Self.training, options: options).model
        #expect(plain.calibration == nil && plain.residualPaths != nil)
        try Self.expectSameForecasts(try Self.restored(plain), plain)
    }

    @Test(arguments: [ModelRecipe.Family.lstm, .transformer, .mlp])
    func dropoutPassesAreCalibratedAndStored(family: ModelRecipe.Family) throws {
        var recipe = Self.recipe(family)
        recipe.dropoutPasses = 8
        let outcome = try recipe.fit(on: Self.training, options: FitOptions(seed: 9, compute: Compute(threads: 1)))
        #expect(outcome.note == nil && outcome.model.calibration != nil)
        #expect(outcome.model.name == "\(family.rawValue) with 8 dropout passes")
        #expect((outcome.model.uncalibrated as? FittedDropoutEnsemble)?.seed == 9)
        try Self.expectSameForecasts(try Self.restored(outcome.model), outcome.model)
    }

    /// Too short for training: one seasonal naive answers, not five.
    @Test func shortHistoriesStepDownTheLadder() throws {
        var recipe = Self.recipe(.lstm, horizon: 8)
        let short = TrainingSet(Self.set, counts: [14, 14, 14], seasons: [6])
        recipe.ensemble = EnsembleConfiguration(count: 5)
        let outcome = try recipe.fit(on: short, options: FitOptions(compute: Compute(threads: 1)))
        #expect(outcome.model.name == "seasonal-naive" && outcome.note?.contains("seasonal naive was fitted") == true)
        recipe.ensemble = nil
        recipe.dropoutPasses = 5
        #expect(try recipe.fit(on: short, options: FitOptions(compute: Compute(threads: 1))).model.name == "seasonal-naive")
    }

    private static func expectRefusal(_ recipe: ModelRecipe, _ word: String, options: FitOptions = FitOptions()) {
        do {
            _ = try recipe.fit(on: training, options: options)
            Issue.record("fitted what should say \(word)")
        } catch {
            #expect("\(error)".contains(word), "\(error)")
        }
    }

    @Test func whatCannotBeIsRefusedBeforeTraining() throws {
        var recipe = Self.recipe(.lstm)
        recipe.ensemble = EnsembleConfiguration(count: 3)
        Self.expectRefusal(recipe, "no checkpoints", options: FitOptions(checkpoint: { _ in }))
        Self.expectRefusal(recipe, "no checkpoints", options: FitOptions(resume: ModelArchive()))
        recipe.dropoutPasses = 5
        Self.expectRefusal(recipe, "not both")
        for count in [-1, 0, 1, 65] {
            var wrong = Self.recipe(.gbt)
            wrong.ensemble = EnsembleConfiguration(count: count)
            Self.expectRefusal(wrong, "2 to 64 members, found \(count)")
        }
        for family in [ModelRecipe.Family.naive, .seasonalNaive, .seasonalQuantile] {
            var naive = Self.recipe(family)
            naive.ensemble = EnsembleConfiguration(count: 3)
            Self.expectRefusal(naive, "all would be the same")
            naive.ensemble = nil
            naive.dropoutPasses = 5
            Self.expectRefusal(naive, "needs a neural network")
        }
        var trees = Self.recipe(.gbt)
        trees.dropoutPasses = 5
        Self.expectRefusal(trees, "needs a neural network")
        for family in [ModelRecipe.Family.lstm, .transformer, .mlp] {
            var without = Self.recipe(family)
            without.dropoutPasses = 5
            (without.lstm.dropout, without.transformer.dropout, without.mlp.dropout) = (0, 0, 0)
            Self.expectRefusal(without, "trained without")
        }
        var many = Self.recipe(.lstm)
        many.dropoutPasses = 257
        Self.expectRefusal(many, "2 to 256 passes")
    }

    /// What needs a single model says that this is an ensemble.
    @Test func whatNeedsASingleModelNamesTheEnsemble() throws {
        var recipe = Self.recipe(.gbt)
        let options = FitOptions(compute: Compute(threads: 1))
        recipe.ensemble = EnsembleConfiguration(count: 2)
        let trees = try recipe.fit(on: Self.training, options: options).model
        #expect { try LightGBMFile.text(of: trees, name: "m") } throws: { "\($0)".contains("gbt ensemble of 2") }
        recipe = Self.recipe(.lstm)
        recipe.ensemble = EnsembleConfiguration(count: 2)
        let networks = try recipe.fit(on: Self.training, options: options).model
        recipe.ensemble = nil
        Self.expectRefusal(recipe, "an ensemble (ensemble)", options: FitOptions(pretrained: Pretrained(try networks.archive())))
        recipe.dropoutPasses = 3
        let passes = try recipe.fit(on: Self.training, options: options).model
        Self.expectRefusal(recipe, "an ensemble (mc-dropout)", options: FitOptions(pretrained: Pretrained(try passes.archive())))
    }
}
