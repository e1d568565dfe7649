import Tensors
import TestSupport
import Testing
import Trees

#if canImport(Glibc)
    import Glibc
#endif

/// That losses fall, functions are found and quantiles cover what they say.
struct LearningTests {
    @Test(arguments: Samples.objectives) func lossesFallAndAreThoseOfTheForest(objective: BoostingObjective) throws {
        let table = Samples.table(2_000, columns: 5, steps: 200, missing: 0.05)
        let targets = Samples.targets(objective, table)
        // The training rows themselves are watched: their losses come from bins, those of the forest from values.
        let data = BoostingData(table.features, targets: targets)
        for sampling in [BoostingConfiguration.RowSampling.all, .bagging(fraction: 0.5, every: 1)] {
            let configuration = Samples.configuration(objective, rounds: 40).with { $0.rowSampling = sampling }
            let result = try configuration.train(table, targets, validation: data)
            #expect(result.validationLosses.count == 40 && result.bestRound == 40)
            let perRound = result.forest.trees.count / 40
            for round in [1, 10, 20, 40] {
                let loss = try TreeEvaluation.loss(of: result.forest.first(round * perRound), objective: objective, data, compute: .best)
                // Scores are sums in the same order but for the start, which the first tree holds.
                expectClose(result.validationLosses[round - 1], loss, .relative(1e-12), "\(objective)")
            }
            let losses = [0, 4, 14, 39].map { result.validationLosses[$0] }
            #expect(zip(losses, losses.dropFirst()).allSatisfy { $1 < $0 }, "\(objective): \(losses)")
        }
    }

    @Test func aKnownFunctionIsFound() throws {
        // Friedman's first function, without noise, ten columns of which five matter.
        func target(_ table: Table) -> [Float] {
            (0..<table.rows).map { row in
                let x = table.row(row)
                return Float(10 * sin(.pi * x[0] * x[1]) + 20 * (x[2] - 0.5) * (x[2] - 0.5) + 10 * x[3] + 5 * x[4])
            }
        }
        let (table, fresh) = (Samples.table(4_000, columns: 10, steps: 100_000), Samples.table(2_000, columns: 10, steps: 100_000, seed: 2))
        for gradientBins in [nil, 32] {
            let configuration = Samples.configuration(.squared, rounds: 300, leaves: 15).with { $0.gradientBins = gradientBins }
            let forest = try configuration.train(table, target(table), threads: 2).forest
            // The standard deviation of the function is 4.9; LightGBM with the same settings reaches about 0.6.
            #expect(rootMeanSquare(forest.means(fresh), target(fresh)) < 0.75)
        }
    }

    @Test(arguments: [0.05, 0.5, 0.9]) func aQuantileCoversItsLevel(level: Double) throws {
        let (table, fresh) = (Samples.table(8_000, columns: 3), Samples.table(8_000, columns: 3, seed: 2))
        let (targets, later) = (spread(table, seed: 1), spread(fresh, seed: 2))
        var objectives = [BoostingObjective.quantile(level: level)]
        if level == 0.5 { objectives.append(.absolute) }
        for objective in objectives {
            let forest = try Samples.configuration(objective, rounds: 60, leaves: 8).with { $0.minimumRows = 50 }.train(table, targets)
                .forest
            let below = zip(forest.means(fresh), later).filter { Double($1) <= $0 }.count
            // The binomial standard error is at most 0.006.
            expectClose(Double(below) / 8_000, level, .absolute(0.03), "\(objective)")
        }
    }

    @Test(arguments: [false, true]) func severalQuantilesCoverTheirLevels(isWeighted: Bool) throws {
        let levels = [0.05, 0.25, 0.5, 0.75, 0.95]
        let (table, fresh) = (Samples.table(8_000, columns: 3), Samples.table(8_000, columns: 3, seed: 2))
        let (targets, later) = (spread(table, seed: 1), spread(fresh, seed: 2))
        let configuration = Samples.configuration(.quantiles(levels: levels), rounds: 60, leaves: 8).with { $0.minimumRows = 50 }
        let forest = try configuration.train(
            table, targets, weights: isWeighted ? Array(repeating: 0.5, count: 8_000) : nil, threads: 2
        ).forest
        #expect(forest.trees.allSatisfy { $0.width == 5 })
        let scores = forest.scores(fresh)
        for k in levels.indices {
            let below = zip(scores, later).filter { Double($1) <= $0.sorted()[k] }.count
            expectClose(Double(below) / 8_000, levels[k], .absolute(0.03), "level \(levels[k])")
        }
        // Levels share their trees, so their sums rarely cross before they are put in order.
        let crossed = scores.filter { score in zip(score, score.dropFirst()).contains { $0 > $1 } }.count
        #expect(crossed < 400, "\(crossed) of 8,000 rows")
        // Trees of weighted rows follow the sum of all levels' gradients, which tells little of the spread.
        if isWeighted { return }
        // The spread grows with the second column, which one level alone cannot know.
        let near = forest.scores([0.5, 0.05, 0.5]), far = forest.scores([0.5, 0.95, 0.5])
        #expect(far[4] - far[0] > 2 * (near[4] - near[0]))
    }

    @Test(arguments: [BoostingObjective.quantile(level: 0.5), .quantiles(levels: [0.4, 0.5, 0.6])], [false, true])
    func demandThatIsMostlyZeroIsLearned(objective: BoostingObjective, isWeighted: Bool) throws {
        // Trees of several levels and weighted rows follow the sum of the levels' gradients, which settles earlier.
        if isWeighted, objective.outputs > 1 { return }
        // The median of all rows is 0, and most rows meet it exactly.
        var random = RandomStream(seed: 4, purpose: "zeros")
        let table = Samples.table(2_000, columns: 2)
        let targets = table.columns[0].map { $0 < 0.6 ? 0 : Float(3 + random.int(below: 3)) }
        let forest = try Samples.configuration(objective, rounds: 60).train(
            table, targets, weights: isWeighted ? targets.map { _ in 1 } : nil
        ).forest
        for score in forest.scores([0.8, 0.5]) { expectClose(score, 4, .absolute(0.3)) }
        for score in forest.scores([0.3, 0.5]) { expectClose(score, 0, .absolute(0.01)) }
    }

    /// A wave whose noise grows with the second column.
    private func spread(_ table: Table, seed: UInt64) -> [Float] {
        var random = RandomStream(seed: seed, purpose: "spread")
        return (0..<table.rows).map {
            Float(sin(6 * Double(table.columns[0][$0])) + (0.2 + Double(table.columns[1][$0])) * random.normal())
        }
    }

    @Test(arguments: [
        BoostingConfiguration.RowSampling.bagging(fraction: 0.5, every: 3), .goss(top: 0.2, other: 0.1), .goss(top: 0.5, other: 0.5),
    ])
    func samplesOfRowsAndFeaturesLearnNearlyAsWell(sampling: BoostingConfiguration.RowSampling) throws {
        let (table, fresh) = (Samples.table(4_000, columns: 6), Samples.table(2_000, columns: 6, seed: 2))
        for objective in [BoostingObjective.squared, .poisson, .multiclass(classes: 3)] {
            let configuration = Samples.configuration(objective, rounds: 60)
            let watched = BoostingData(fresh.features, targets: Samples.targets(objective, fresh, seed: 2))
            func loss(_ configuration: BoostingConfiguration) throws -> Double {
                try configuration.train(table, Samples.targets(objective, table), validation: watched, threads: 2).validationLosses[59]
            }
            let all = try loss(configuration)
            #expect(try loss(configuration.with { $0.rowSampling = sampling }) < (all > 0 ? 1.15 : 0.85) * all, "\(objective)")
            #expect(try loss(configuration.with { $0.featureFraction = 0.5 }) < (all > 0 ? 1.15 : 0.85) * all, "\(objective)")
        }
    }

    @Test(arguments: Samples.objectives.filter { if case .quantiles = $0 { false } else { true } }, [4, 16, 64])
    func quantisedGradientsLearnNearlyAsWell(objective: BoostingObjective, bins: Int) throws {
        let (table, fresh) = (Samples.table(3_000, columns: 5), Samples.table(2_000, columns: 5, seed: 2))
        let watched = BoostingData(fresh.features, targets: Samples.targets(objective, fresh, seed: 2))
        let configuration = Samples.configuration(objective, rounds: 40)
        let targets = Samples.targets(objective, table)
        let exact = try configuration.train(table, targets, validation: watched).validationLosses[39]
        let quantised = try configuration.with { $0.gradientBins = bins }.train(table, targets, validation: watched).validationLosses[39]
        #expect(quantised < exact + (bins == 4 ? 0.1 : 0.06) * abs(exact), "\(exact), quantised \(quantised)")
    }

    @Test func trainingGoesOnWhereAForestEnds() throws {
        let table = Samples.table(1_200, columns: 4, missing: 0.1)
        for objective in Samples.objectives {
            let targets = Samples.targets(objective, table)
            let configuration = Samples.configuration(objective, rounds: 8)
            let half = try configuration.train(table, targets).forest
            let whole = try configuration.train(table, targets, continuing: half).forest
            let atOnce = try configuration.with { $0.rounds = 16 }.train(table, targets).forest
            #expect(whole.trees.count == atOnce.trees.count && Array(whole.trees.prefix(half.trees.count)) == half.trees)
            // The start is added to scores first, or to the first leaves: one rounding in the last place of a double.
            for (a, b) in zip(whole.scores(table), atOnce.scores(table)) { expectClose(a, b, .absolute(1e-5), "\(objective)") }
        }
    }

    @Test func trainingStopsAtTheBestRound() throws {
        let (table, fresh) = (Samples.table(300, columns: 4), Samples.table(300, columns: 4, seed: 2))
        for objective in Samples.objectives {
            let watched = BoostingData(fresh.features, targets: Samples.targets(objective, fresh, noise: 1, seed: 2))
            let configuration = Samples.configuration(objective, rounds: 300, leaves: 8).with {
                ($0.earlyStopping, $0.learningRate, $0.minimumRows) = (10, 0.3, 10)
            }
            let result = try configuration.train(table, Samples.targets(objective, table, noise: 1), validation: watched)
            let losses = result.validationLosses
            let best = losses.indices.min { (losses[$0], $0) < (losses[$1], $1) } ?? -1
            #expect(result.bestRound == best + 1 && losses.count == best + 11, "\(objective)")
            let perRound = if case .multiclass(let classes) = objective { classes } else { 1 }
            #expect(result.forest.trees.count == result.bestRound * perRound)
            let loss = try TreeEvaluation.loss(of: result.forest, objective: objective, watched, compute: .best)
            expectClose(loss, losses[best], .relative(1e-12))
        }
    }
}
