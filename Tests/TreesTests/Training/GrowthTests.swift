import Tensors
import TestSupport
import Testing
import Trees

/// What every tree has to keep: limits of leaves, depth and rows, and the same bits whoever computes it.
struct GrowthTests {
    private static let samplings: [BoostingConfiguration.RowSampling] = [
        .all, .bagging(fraction: 0.6, every: 2), .goss(top: 0.2, other: 0.2),
    ]

    private func depth(_ tree: Tree) -> Int {
        func below(_ node: Int32) -> Int {
            node < 0 ? 0 : 1 + max(below(tree.nodes[Int(node)].left), below(tree.nodes[Int(node)].right))
        }
        return tree.nodes.isEmpty ? 0 : below(0)
    }

    /// Rows that reach each leaf and each node.
    private func reached(_ tree: Tree, _ table: Table) -> (leaves: [Int], nodes: [Int]) {
        var leaves = [Int](repeating: 0, count: tree.leafCount)
        for row in 0..<table.rows { leaves[tree.leaf(of: table.row(row))] += 1 }
        var nodes = [Int](repeating: 0, count: tree.nodes.count)
        func rows(_ next: Int32) -> Int { next >= 0 ? nodes[Int(next)] : leaves[Int(~next)] }
        for index in tree.nodes.indices.reversed() { nodes[index] = rows(tree.nodes[index].left) + rows(tree.nodes[index].right) }
        return (leaves, nodes)
    }

    @Test(arguments: Samples.objectives) func limitsAreKeptAndCountsAddUp(objective: BoostingObjective) throws {
        let table = Samples.table(1_500, columns: 5, steps: 60, missing: 0.1)
        let targets = Samples.targets(objective, table)
        for (minimumRows, maximumDepth, leaves) in [(20, nil, 15), (1, 3, 31), (200, nil, 31), (1, 1, 31), (37, 5, 9)] as [(Int, Int?, Int)]
        {
            let configuration = Samples.configuration(objective, rounds: 6, leaves: leaves).with {
                ($0.minimumRows, $0.maximumDepth) = (minimumRows, maximumDepth)
            }
            let forest = try configuration.train(table, targets).forest
            #expect(forest.trees.contains { $0.leafCount > 1 })
            for tree in forest.trees {
                let (inLeaves, inNodes) = reached(tree, table)
                #expect(tree.leafCount <= leaves && depth(tree) <= maximumDepth ?? leaves)
                #expect(tree.leafCounts == inLeaves && tree.nodes.map(\.count) == inNodes)
                #expect(tree.leafCount == 1 || inLeaves.allSatisfy { $0 >= minimumRows }, "\(inLeaves)")
                #expect(inLeaves.reduce(0, +) == table.rows)
                #expect(tree.leafValues.count == tree.leafCount * tree.width && tree.leafWeights.count == tree.leafCount)
                #expect(tree.nodes.allSatisfy { $0.gain > 0 && $0.weight > 0 })
                for (index, node) in tree.nodes.enumerated() {
                    #expect([node.left, node.right].allSatisfy { $0 < 0 || $0 > index }, "children come after their parents")
                }
            }
        }
    }

    @Test func leavesOfUnequalWeightKeepTheirRows() throws {
        // Sums of weights say little about numbers of rows here: many promised splits do not keep their promise.
        let table = Samples.table(1_000, columns: 4, steps: 200)
        var random = RandomStream(seed: 2, purpose: "weights")
        let weights = (0..<1_000).map { _ in random.int(below: 8) == 0 ? Float(50) : 0.1 }
        let targets = Samples.targets(.squared, table)
        let configuration = Samples.configuration(.squared, rounds: 10, leaves: 31).with { $0.minimumRows = 30 }
        for bytes in [512 << 20, 0] {
            let forest = try configuration.with { $0.histogramBytes = bytes }.train(table, targets, weights: weights).forest
            for tree in forest.trees {
                let inLeaves = reached(tree, table).leaves
                #expect(inLeaves == tree.leafCounts && inLeaves.allSatisfy { $0 >= 30 }, "\(inLeaves)")
            }
            #expect(forest.trees.contains { $0.leafCount > 4 })
        }
    }

    @Test(arguments: Samples.objectives) func threadsAndRepetitionsGiveTheSameBits(objective: BoostingObjective) throws {
        // Enough rows times columns for several threads to share a histogram.
        let table = Samples.table(2_600, columns: 26, steps: 300, missing: 0.05)
        let targets = Samples.targets(objective, table)
        for sampling in Self.samplings {
            let configuration = Samples.configuration(objective, rounds: 6).with {
                ($0.rowSampling, $0.featureFraction, $0.learningRate) = (sampling, 0.7, 0.5)
            }
            let isQuantile = forestHasLevels(objective)
            if case .goss = sampling, isQuantile { continue }
            let one = try configuration.train(table, targets, threads: 1).forest
            for threads in [1, 2, 3] {
                let isSame = try configuration.train(table, targets, threads: threads).forest == one
                #expect(isSame, "\(threads) threads")
            }
            let isSameForAnySeed = try configuration.with { $0.seed = 2 }.train(table, targets).forest == one
            #expect(!isSameForAnySeed)
            if case .quantiles = objective { continue }
            let quantised = configuration.with { $0.gradientBins = 16 }
            let two = try quantised.train(table, targets, threads: 1).forest
            // Gradients of the absolute error are −1 or 1: their steps are exact.
            if objective != .absolute { #expect((two == one) == false, "\(objective)") }
            for threads in [2, 3] {
                let isSame = try quantised.train(table, targets, threads: threads).forest == two
                #expect(isSame, "\(threads) threads")
            }
        }
    }

    private func forestHasLevels(_ objective: BoostingObjective) -> Bool {
        switch objective {
        case .absolute, .quantile, .quantiles: true
        default: false
        }
    }

    @Test func manyRowsAreSharedWithoutChange() throws {
        // More rows than a thread partitions by itself.
        let table = Samples.table(140_000, columns: 3, steps: 500, missing: 0.01)
        let targets = Samples.targets(.squared, table)
        let configuration = Samples.configuration(.squared, rounds: 3).with { $0.rowSampling = .bagging(fraction: 0.8, every: 1) }
        let one = try configuration.train(table, targets, threads: 1).forest
        for threads in [2, 3] { #expect(try configuration.train(table, targets, threads: threads).forest == one) }
        let quantiles = Samples.configuration(.quantiles(levels: [0.2, 0.8]), rounds: 2)
        #expect(try quantiles.train(table, targets, threads: 1).forest == quantiles.train(table, targets, threads: 2).forest)
    }

    @Test func rejectedSplitsKeepRowsInStretches() throws {
        // Several stretches, and weights that promise more rows than there are: parents are put together again.
        let table = Samples.table(70_000, columns: 3, steps: 500)
        let targets = Samples.targets(.squared, table)
        var random = RandomStream(seed: 3, purpose: "weights")
        let weights = (0..<70_000).map { _ in random.int(below: 50) == 0 ? Float(500) : 0.01 }
        let configuration = Samples.configuration(.squared, rounds: 3, leaves: 40).with { $0.minimumRows = 900 }
        for sampling in [BoostingConfiguration.RowSampling.all, .bagging(fraction: 0.5, every: 1)] {
            let sampled = configuration.with { $0.rowSampling = sampling }
            let forest = try sampled.train(table, targets, weights: weights).forest
            #expect(try sampled.train(table, targets, weights: weights, threads: 3).forest == forest)
            if case .all = sampling {
                for tree in forest.trees {
                    let inLeaves = reached(tree, table).leaves
                    #expect(inLeaves == tree.leafCounts && inLeaves.allSatisfy { $0 >= 900 }, "\(inLeaves)")
                }
            }
        }
    }

    @Test(arguments: InstructionSet.supported) func everyLevelLearnsTheSame(level: InstructionSet) throws {
        let table = Samples.table(1_500, columns: 6, steps: 50, missing: 0.1)
        for objective in [BoostingObjective.squared, .quantiles(levels: [0.1, 0.5, 0.9]), .binary] {
            let targets = Samples.targets(objective, table)
            let configuration = Samples.configuration(objective, rounds: 5)
            let reference = try configuration.train(table, targets, instructionSet: .scalar).forest
            let forest = try configuration.train(table, targets, instructionSet: level).forest
            // Gains that are the same but for rounding may be ordered otherwise; the loss tells little of it.
            let data = BoostingData(table.features, targets: targets)
            let loss = try TreeEvaluation.loss(of: forest, objective: objective, data, compute: .best)
            expectClose(loss, try TreeEvaluation.loss(of: reference, objective: objective, data, compute: .best), .relative(1e-2))
        }
    }

    @Test func subtractedHistogramsEqualDirectOnes() throws {
        // With no memory to keep them, histograms are made from rows; counts and quantised sums are exact, so trees must be the same.
        let table = Samples.table(3_000, columns: 7, steps: 100, missing: 0.1)
        for objective in Samples.objectives {
            let targets = Samples.targets(objective, table)
            let base = Samples.configuration(objective, rounds: 4, leaves: 40).with { $0.minimumRows = 5 }
            if case .quantiles = objective {
                #expect(
                    try base.train(table, targets).forest == base.with { $0.histogramBytes = 0 }.train(table, targets, threads: 2).forest)
                continue
            }
            let quantised = base.with { $0.gradientBins = 32 }
            #expect(
                try quantised.train(table, targets).forest
                    == quantised.with { $0.histogramBytes = 0 }.train(table, targets, threads: 2).forest, "\(objective)")
            // Float sums differ in rounding, which may turn ties of gains, and little else.
            let data = BoostingData(table.features, targets: targets)
            let (kept, made) = (try base.train(table, targets).forest, try base.with { $0.histogramBytes = 0 }.train(table, targets).forest)
            let losses = try [kept, made].map { try TreeEvaluation.loss(of: $0, objective: objective, data, compute: .best) }
            expectClose(losses[1], losses[0], .relative(5e-3), "\(objective)")
        }
    }

    @Test func widthAndNarrownessAreFine() throws {
        let wide = Samples.table(200, columns: 5_000, steps: 20)
        var targets = Samples.targets(.squared, wide, noise: 0)
        let configuration = Samples.configuration(.squared, rounds: 20).with { $0.minimumRows = 5 }
        let one = try configuration.train(wide, targets, threads: 1).forest
        #expect(try configuration.train(wide, targets, threads: 3).forest == one)
        let start = rootMeanSquare(Array(repeating: Double(targets.reduce(0, +)) / 200, count: 200), targets)
        #expect(rootMeanSquare(one.means(wide), targets) < 0.5 * start)

        let narrow = Samples.table(1_000, columns: 1)
        targets = Samples.targets(.squared, narrow, noise: 0)
        let forest = try configuration.with { $0.rounds = 60 }.train(narrow, targets).forest
        #expect(rootMeanSquare(forest.means(narrow), targets) < 0.05)
    }

    @Test func fewRowsMakeFewLeaves() throws {
        let table = Table([[1, 2, 3, 4, 5, 6, 7]])
        let targets: [Float] = [1, 2, 4, 8, 16, 32, 64]
        let configuration = Samples.configuration(.squared, rounds: 1, leaves: 31).with { ($0.minimumRows, $0.learningRate) = (1, 1) }
        let tree = try configuration.train(table, targets).forest.trees[0]
        #expect(tree.leafCount == 7)
        for row in 0..<7 { expectClose(tree.leafValues[tree.leaf(of: table.row(row))], Double(targets[row]), .relative(1e-6)) }
        for objective in Samples.objectives {
            // A single row, and rows that are all alike: nothing to split.
            for rows in [1, 40] {
                let same = Table([Array(repeating: 3, count: rows), Array(repeating: .nan, count: rows)])
                var wanted = [Float](repeating: 1, count: rows)
                if case .multiclass = objective { guard rows >= 3 else { continue } }
                if case .multiclass(let classes) = objective { wanted = (0..<rows).map { Float($0 % classes) } }
                let forest = try configuration.with { $0.objective = objective }.train(same, wanted).forest
                #expect(forest.trees.allSatisfy { $0.leafCount == 1 })
                let scores = forest.scores([3, .nan])
                switch objective {
                case .poisson, .tweedie: expectClose(scores[0], 0, .absolute(1e-12))
                case .binary: #expect(scores[0] > 20)
                case .multiclass(let classes): #expect(scores.allSatisfy { abs($0 - scores[0]) < 0.1 } && scores.count == classes)
                default: expectClose(scores, Array(repeating: 1.0, count: scores.count), .absolute(1e-12))
                }
            }
        }
    }
}
