import Tensors

/// One training: the rounds of boosting, from the first scores to the forest.
final class BoostingRun<Statistics: NodeStatistics> {
    let data: BoostingData
    let rows: TargetRows
    let table: BinnedTable
    let statistics: Statistics
    let configuration: BoostingConfiguration
    let team: ThreadTeam
    let continuing: Forest?
    let grower: TreeGrower<Statistics>
    let scores: ScoreTable
    /// Scores that the first tree begins with, one for each output.
    let start: [Double]
    /// Residuals of the rows of leaves, side by side; only where leaves hold quantiles of those.
    let residuals: UnsafeMutablePointer<Float>?
    private let watched: WatchedRows?
    private var trees: [Tree] = []

    init(
        _ data: BoostingData, _ rows: TargetRows, _ table: BinnedTable, _ watched: WatchedRows?, _ statistics: Statistics,
        _ continuing: Forest?, configuration: BoostingConfiguration, compute: Compute, team: ThreadTeam
    ) throws(BoostingError) {
        (self.data, self.rows, self.table, self.watched, self.statistics) = (data, rows, table, watched, statistics)
        (self.continuing, self.configuration, self.team) = (continuing, configuration, team)
        grower = TreeGrower(
            table, statistics: statistics, configuration: configuration, kernels: Kernels(compute.instructionSet), team: team)
        start = continuing == nil ? configuration.objective.start(rows) : Array(repeating: 0, count: configuration.objective.outputs)
        scores =
            try continuing.map { forest throws(BoostingError) in try ScoreTable(forest, data.features, compute: compute) }
            ?? ScoreTable(rows: table.rows, start: start)
        try watched?.start(start, continuing)
        residuals = configuration.objective.leafLevels.isEmpty ? nil : .allocate(capacity: max(1, table.rows))
        trees = continuing?.trees ?? []
    }

    deinit { residuals?.deallocate() }

    /// Trees of a round: one for each class, else one that answers for all outputs.
    private var treesPerRound: Int { if case .multiclass(let classes) = configuration.objective { classes } else { 1 } }
    /// Values of a leaf.
    var width: Int { configuration.objective.outputs / treesPerRound }

    func boost(_ progress: ((BoostingProgress) -> Void)?) throws(BoostingError) -> BoostingResult {
        let first = trees.count
        progress?(BoostingProgress(round: 0, rounds: configuration.rounds, validationLoss: nil))
        // A tree that adds nothing, but every row's scores count as changed.
        scores.add([grower.order.all], [0], width: 1, output: 0, team: team) { [statistics, scores] in statistics.update($0, scores) }
        var losses: [Double] = []
        var bestRound = 0
        for round in 0..<configuration.rounds {
            var hasGrown = false
            for output in 0..<treesPerRound { hasGrown = try grow(round, output) || hasGrown }
            if let watched {
                let loss = configuration.objective.loss(watched.scores.values, watched.rows)
                guard loss.isFinite else { throw .diverged(round: round + 1) }
                losses.append(loss)
                if loss < losses[max(0, bestRound - 1)] || bestRound == 0 { bestRound = round + 1 }
            } else {
                bestRound = round + 1
            }
            progress?(BoostingProgress(round: round + 1, rounds: configuration.rounds, validationLoss: losses.last))
            // Without a split gradients stay what they are; only other rows or features could change that.
            if !hasGrown, case .all = configuration.rowSampling, configuration.featureFraction == 1 { break }
            if let patience = configuration.earlyStopping, round + 1 - bestRound >= patience { break }
        }
        if configuration.earlyStopping == nil { bestRound = (trees.count - first) / treesPerRound }
        trees.removeLast(trees.count - first - bestRound * treesPerRound)
        return BoostingResult(
            forest: Forest(
                trees: trees, outputs: configuration.objective.outputs, featureNames: data.features.names,
                objective: configuration.objective.forestObjective),
            validationLosses: losses, bestRound: bestRound)
    }

    /// Grows one tree and adds it; whether it has a split.
    private func grow(_ round: Int, _ output: Int) throws(BoostingError) -> Bool {
        statistics.begin(output: output, team: team)
        let sampler = RowSampler(
            sampling: configuration.rowSampling, seed: configuration.seed, learningRate: configuration.learningRate)
        let draw = { if case .goss = configuration.rowSampling { round * self.treesPerRound + output } else { round } }()
        let isChosen = sampler.choose(rows: table.rows, gradients: statistics.gradients, round: round, draw: draw)
        var (chosen, others) = isChosen.map(grower.order.choose) ?? (grower.order.all, NodeRows([]))
        // A tree has at least one row.
        if chosen.count == 0 { (chosen, others) = grower.order.choose { $0 == 0 } }
        guard statistics.round(draw: draw, team: team) else { throw .diverged(round: round + 1) }
        grower.fittedValues = configuration.objective.leafLevels.isEmpty ? nil : { [unowned self] in quantiles(of: $0, scratch: nil) }
        let tree = grower.grow(chosen, isActive: activeFeatures(round * treesPerRound + output))
        var values = fit(tree)
        let rate = configuration.learningRate * Double(configuration.schedule.factor(at: round))
        for index in values.indices { values[index] *= rate }
        guard values.allSatisfy(\.isFinite) else { throw .diverged(round: round + 1) }
        add(tree, values, others, output: output)
        watched?.add(tree, values, width: width, output: output)
        trees.append(self.tree(tree, values, rate: rate, isFirst: round == 0 && continuing == nil, output: output))
        return !tree.nodes.isEmpty
    }

    private func activeFeatures(_ draw: Int) -> [Bool] {
        let count = table.features.count
        guard configuration.featureFraction < 1 else { return Array(repeating: true, count: count) }
        var random = RandomStream(seed: configuration.seed, purpose: "features", index: UInt64(draw))
        var order = Array(0..<count)
        order.shuffle(using: &random)
        var isActive = [Bool](repeating: false, count: count)
        for feature in order.prefix(max(1, Int((configuration.featureFraction * Double(count)).rounded()))) { isActive[feature] = true }
        return isActive
    }

    /// Adds the values of leaves to the scores of all rows, those that were not chosen too. After the last tree of a round rows get their new
    /// gradients while their scores are in the cache.
    private func add(_ tree: GrownTree<Statistics.Sums>, _ values: [Double], _ others: NodeRows, output: Int) {
        var (leaves, values) = (tree.leaves.map(\.rows), values)
        if others.count > 0 {
            leaves += grower.order.route(others, through: tree)
            values += values
        }
        let isLast = output == treesPerRound - 1
        scores.add(leaves, values, width: width, output: output, team: team) { [statistics, scores] in
            if isLast { statistics.update($0, scores) }
        }
    }
}
