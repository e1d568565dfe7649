import Tensors

/// One training: the rounds of boosting, from the first scores to the forest.
final class BoostingRun<Statistics: NodeStatistics> {
    private let data: BoostingData
    private let rows: TargetRows
    private let table: BinnedTable
    private let watched: WatchedRows?
    private let statistics: Statistics
    private let configuration: BoostingConfiguration
    private let compute: Compute
    private let continuing: Forest?
    private let grower: TreeGrower<Statistics>
    private let scores: ScoreTable
    private let start: [Double]
    /// Residuals of rows in the order of the grower.
    private let residuals: UnsafeMutablePointer<Float>
    /// Probabilities of classes `[outputs, N]`.
    private let shares: UnsafeMutablePointer<Float>?
    private var trees: [Tree] = []

    init(
        _ data: BoostingData, _ rows: TargetRows, _ table: BinnedTable, _ watched: WatchedRows?, _ statistics: Statistics,
        _ continuing: Forest?, configuration: BoostingConfiguration, compute: Compute
    ) throws(BoostingError) {
        (self.data, self.rows, self.table, self.watched, self.statistics) = (data, rows, table, watched, statistics)
        (self.continuing, self.configuration, self.compute) = (continuing, configuration, compute)
        grower = TreeGrower(table, statistics: statistics, configuration: configuration, compute: compute)
        start = continuing == nil ? configuration.objective.start(rows) : Array(repeating: 0, count: configuration.objective.outputs)
        scores =
            try continuing.map { forest throws(BoostingError) in try ScoreTable(forest, data.features, compute: compute) }
            ?? ScoreTable(rows: table.rows, start: start)
        try watched?.start(start, continuing)
        residuals = .allocate(capacity: max(1, table.rows))
        shares = if case .multiclass(let classes) = configuration.objective { .allocate(capacity: classes * table.rows) } else { nil }
        trees = continuing?.trees ?? []
    }

    deinit {
        residuals.deallocate()
        shares?.deallocate()
    }

    /// Trees of a round: one for each class, else one that answers for all outputs.
    private var treesPerRound: Int { if case .multiclass(let classes) = configuration.objective { classes } else { 1 } }
    /// Values of a leaf.
    private var width: Int { configuration.objective.outputs / treesPerRound }

    func boost(_ progress: ((BoostingProgress) -> Void)?) throws(BoostingError) -> BoostingResult {
        let first = trees.count
        progress?(BoostingProgress(round: 0, rounds: configuration.rounds, validationLoss: nil))
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
        let pairs = prepare(round, output)
        let sampler = RowSampler(
            sampling: configuration.rowSampling, seed: configuration.seed, learningRate: configuration.learningRate)
        let draw = { if case .goss = configuration.rowSampling { round * self.treesPerRound + output } else { round } }()
        // A tree has at least one row, and then it is the first.
        let count = max(
            1, sampler.choose(grower.order, rest: grower.spare, rows: table.rows, gradients: pairs, round: round, draw: draw))
        if let pairs, let gradientBins = configuration.gradientBins { try quantise(pairs, gradientBins, round: round, draw: draw) }
        grower.fittedValues = configuration.objective.leafLevels.isEmpty ? nil : { [unowned self] in quantiles(of: $0, scratch: nil) }
        let tree = grower.grow(rows: count, isActive: activeFeatures(round * treesPerRound + output))
        var values = fit(tree)
        let rate = configuration.learningRate * Double(configuration.schedule.factor(at: round))
        for index in values.indices { values[index] *= rate }
        guard values.allSatisfy(\.isFinite) else { throw .diverged(round: round + 1) }
        add(tree, values, chosen: count, output: output)
        trees.append(self.tree(tree, values, rate: rate, isFirst: round == 0 && continuing == nil, output: output))
        return !tree.nodes.isEmpty
    }

    /// Makes gradients or ranks from the scores; the gradients, if it is those.
    private func prepare(_ round: Int, _ output: Int) -> UnsafeMutablePointer<Float>? {
        if let statistics = statistics as? GradientStatistics {
            // All classes of a round take a step from the same scores.
            if let shares, output == 0 {
                configuration.objective.softmax(shares, scores: scores.values, rows: table.rows, compute: compute)
            }
            configuration.objective.gradients(
                statistics.gradients, output: output, scores: scores.values, shares: shares.map { UnsafePointer($0) }, rows: rows,
                compute: compute)
            return statistics.gradients
        }
        guard let statistics = statistics as? RankStatistics else { return nil }
        nonisolated(unsafe) let (ranks, values) = (statistics.ranks, scores.values)
        let (outputs, count) = (scores.outputs, table.rows)
        let pieceRows = 16_384
        Parallel.forEach((count + pieceRows - 1) / pieceRows, threads: compute.threads) { [rows] piece in
            let range = piece * pieceRows..<min(count, (piece + 1) * pieceRows)
            rows.targets.withUnsafeBufferPointer { targets in
                (ranks + range.lowerBound).update(repeating: 0, count: range.count)
                for k in 0..<outputs {
                    let scores = values + k * count
                    for row in range { ranks[row] &+= scores[row] < Double(targets[row]) ? 1 : 0 }
                }
            }
        }
        return nil
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

    /// Rounds gradients to few steps, up or down by chance, so that their sums stay right on average.
    private func quantise(_ pairs: UnsafeMutablePointer<Float>, _ bins: Int, round: Int, draw: Int) throws(BoostingError) {
        guard let statistics = statistics as? GradientStatistics, let quantised = statistics.words else { return }
        // Smaller ones count as 0, as their reciprocals would be infinite.
        var (largest, steepest) = (Float(1e-30), Float(1e-30))
        var isFinite = true
        for row in 0..<table.rows {
            largest = max(largest, abs(pairs[2 * row]))
            steepest = max(steepest, pairs[2 * row + 1])
            isFinite = isFinite && pairs[2 * row].isFinite && pairs[2 * row + 1].isFinite
        }
        guard isFinite else { throw .diverged(round: round + 1) }
        let isConstant = configuration.objective.hasConstantHessian && rows.weights == nil && !isWeighing
        statistics.gradientStep = Double(largest) / Double(bins / 2)
        statistics.hessianStep = isConstant ? Double(steepest) : Double(steepest) / Double(bins)
        let (perGradient, perHessian) = (Float(bins / 2) / largest, isConstant ? 1 / steepest : Float(bins) / steepest)
        nonisolated(unsafe) let (pairs, words) = (pairs, quantised)
        let (count, seed, pieceRows) = (table.rows, configuration.seed, 65_536)
        Parallel.forEach((count + pieceRows - 1) / pieceRows, threads: compute.threads) { piece in
            for row in piece * pieceRows..<min(count, (piece + 1) * pieceRows) {
                let chance = Float(RowSampler.share(seed ^ 0x5bd1_e995, draw, row))
                let limit = Float(bins / 2)
                let gradient = min(max((pairs[2 * row] * perGradient + chance).rounded(.down), -limit), limit)
                let hessian = min(max((pairs[2 * row + 1] * perHessian + (isConstant ? 0.5 : chance)).rounded(.down), 0), Float(bins))
                words[row] = UInt32(truncatingIfNeeded: Int32(gradient)) << 16 | UInt32(hessian)
            }
        }
    }

    /// Whether GOSS changes the weights of rows.
    private var isWeighing: Bool { if case .goss = configuration.rowSampling { true } else { false } }

    // MARK: Leaves

    /// Values of all leaves `[leaves, width]`, not yet shrunk.
    private func fit(_ tree: GrownTree<Statistics.Sums>) -> [Double] {
        let width = width
        let values = UnsafeMutableBufferPointer<Double>.allocate(capacity: tree.leaves.count * width)
        defer { values.deallocate() }
        values.initialize(repeating: 0)
        nonisolated(unsafe) let (out, run) = (values, self)
        Parallel.forEach(tree.leaves.count, threads: compute.threads) { leaf in
            let state = tree.leaves[leaf]
            for (k, value) in run.value(of: state).enumerated() {
                // A value for each output may meet bounds for each output, or one pair for all.
                let lower = state.lower.isEmpty ? -.infinity : state.lower[min(k, state.lower.count - 1)]
                let upper = state.upper.isEmpty ? .infinity : state.upper[min(k, state.upper.count - 1)]
                out[leaf * width + k] = min(max(value, lower), upper)
            }
        }
        return Array(values)
    }

    private func value(of state: NodeState<Statistics.Sums>) -> [Double] {
        let rows = UnsafeBufferPointer(start: grower.order + state.rows.lowerBound, count: state.count)
        if !configuration.objective.leafLevels.isEmpty { return quantiles(of: rows, scratch: residuals + state.rows.lowerBound) }
        guard configuration.gradientBins != nil, let statistics = statistics as? GradientStatistics else {
            return statistics.values(state.sums, of: state)
        }
        // Quantised sums chose the splits; the leaves take the gradients as they are.
        var (gradient, hessian) = (0.0, 0.0)
        for row in rows {
            gradient += Double(statistics.gradients[2 * Int(row)])
            hessian += Double(statistics.gradients[2 * Int(row) + 1])
        }
        let sums = GradientStatistics.Sums(gradient: gradient / statistics.gradientStep, hessian: hessian / statistics.hessianStep)
        var refitted = NodeState(sums: sums, rows: state.rows)
        (refitted.lower, refitted.upper) = (state.lower, state.upper)
        return statistics.values(sums, of: refitted)
    }

    /// Quantiles of the residuals of rows, one for each level.
    private func quantiles(of chosen: UnsafeBufferPointer<UInt32>, scratch: UnsafeMutablePointer<Float>?) -> [Double] {
        let own = scratch == nil ? UnsafeMutablePointer<Float>.allocate(capacity: max(1, chosen.count)) : nil
        defer { own?.deallocate() }
        guard let scratch = scratch ?? own, !chosen.isEmpty else {
            return Array(repeating: 0, count: configuration.objective.leafLevels.count)
        }
        return configuration.objective.leafLevels.enumerated().map { k, level in
            let scores = scores.values + k * table.rows
            if let weights = rows.weights {
                return LeafQuantile.quantile(
                    chosen.map { (Float(Double(rows.targets[Int($0)]) - scores[Int($0)]), weights[Int($0)]) }, level: level)
            }
            rows.targets.withUnsafeBufferPointer { targets in
                for (place, row) in chosen.enumerated() { scratch[place] = Float(Double(targets[Int(row)]) - scores[Int(row)]) }
            }
            return LeafQuantile.quantile(scratch, count: chosen.count, level: level)
        }
    }

    /// Adds the values of leaves to the scores of all rows.
    private func add(_ tree: GrownTree<Statistics.Sums>, _ values: [Double], chosen: Int, output: Int) {
        let width = width
        let scores = scores
        nonisolated(unsafe) let order = grower.order
        Parallel.forEach(tree.leaves.count, threads: compute.threads) { leaf in
            let state = tree.leaves[leaf]
            let rows = UnsafeBufferPointer(start: order + state.rows.lowerBound, count: state.count)
            scores.add(values[leaf * width..<(leaf + 1) * width], to: rows, output: output)
        }
        let kernels = Kernels(compute.instructionSet)
        RowRouter.route(
            grower.order + chosen, count: table.rows - chosen, spare: grower.spare, through: tree, table: table, kernels: kernels,
            threads: compute.threads
        ) { leaf, rows in
            scores.add(values[leaf * width..<(leaf + 1) * width], to: rows, output: output)
        }
        watched?.add(tree, values: values, width: width, output: output, kernels: kernels)
    }

    // MARK: Trees

    /// The tree on values instead of bins.
    private func tree(
        _ grown: GrownTree<Statistics.Sums>, _ values: [Double], rate: Double, isFirst: Bool, output: Int
    ) -> Tree {
        var words: [UInt32] = []
        let nodes = grown.nodes.map { node -> TreeNode in
            let value = (statistics.values(node.state.sums, of: node.state).first ?? 0) * rate
            switch table.features[node.feature] {
            case .numerical(let bounds):
                return TreeNode(
                    feature: Int32(node.feature), threshold: node.bin <= bounds.count ? Double(bounds[node.bin - 1]) : .infinity,
                    missing: .nan, defaultsLeft: node.missingLeft, left: node.left, right: node.right, gain: node.gain, value: value,
                    count: node.state.count, weight: statistics.weight(node.state.sums))
            case .categorical(let categories):
                let first = words.count
                let chosen = categories.indices.filter { node.sides.contains($0 + 1) }.map { Int(categories[$0]) }
                words += Array(repeating: 0, count: (chosen.max() ?? 0) / 32 + 1)
                for category in chosen { words[first + category / 32] |= 1 << UInt32(category % 32) }
                return TreeNode(
                    feature: Int32(node.feature), categories: Int32(first)..<Int32(words.count), left: node.left, right: node.right,
                    gain: node.gain, value: value, count: node.state.count, weight: statistics.weight(node.state.sums))
            }
        }
        var values = values
        if isFirst {
            for index in values.indices { values[index] += start[output + index % width] }
        }
        return Tree(
            nodes: nodes, leafValues: values, width: width, leafCounts: grown.leaves.map(\.count),
            leafWeights: grown.leaves.map { statistics.weight($0.sums) }, categoryWords: words, shrinkage: rate)
    }
}
