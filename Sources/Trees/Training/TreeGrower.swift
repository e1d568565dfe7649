import Tensors

/// Grows trees leaf by leaf, always the leaf whose split gains most (Shi, "Best-first decision tree learning", 2007).
///
/// Of two children the smaller one's histogram is made from its rows, the larger one's is what is left of the parent's. Threads share the
/// features of small nodes, and the rows of large ones in parts that do not depend on the number of threads: every sum is made in the same
/// order whoever makes it.
final class TreeGrower<Statistics: NodeStatistics> {
    typealias Sums = Statistics.Sums
    typealias Candidate = SplitCandidate<Sums>

    let table: BinnedTable
    let statistics: Statistics
    let configuration: BoostingConfiguration
    /// Rows of the leaves.
    let order: RowOrder
    let pool: HistogramPool<Statistics.Number>
    /// Values that leaves of these rows will hold, where that is not the Newton step of their sums.
    var fittedValues: ((NodeRows) -> [Double])?
    let team: ThreadTeam
    /// Features that are worked on together: by one thread of several, and all that fit into the second-level cache.
    let blocks: [Range<Int>], wideBlocks: [Range<Int>]
    var partial: [UnsafeMutablePointer<Statistics.Number>] = []
    let narrow: UnsafeMutableRawPointer
    let narrowBlockBytes: Int
    let found: UnsafeMutableBufferPointer<Candidate?>

    /// Features of a block: their narrow sums stay in the second-level cache.
    private static var blockFeatures: Int { 64 }
    init(_ table: BinnedTable, statistics: Statistics, configuration: BoostingConfiguration, kernels: Kernels, team: ThreadTeam) {
        (self.table, self.statistics, self.configuration) = (table, statistics, configuration)
        (self.team, order) = (team, RowOrder(table, kernels: kernels, team: team))
        pool = HistogramPool(
            numbers: table.binCounts.map { $0 * statistics.numbersPerBin }, bytes: configuration.histogramBytes,
            leaves: configuration.leaves)
        let features = table.binCounts.count
        let count = max(team.threads, (features + Self.blockFeatures - 1) / Self.blockFeatures)
        func blocks(_ count: Int) -> [Range<Int>] {
            (0..<count).map { features * $0 / count..<features * ($0 + 1) / count }.filter { !$0.isEmpty }
        }
        wideBlocks = blocks((features + Self.blockFeatures - 1) / Self.blockFeatures)
        self.blocks = blocks(count)
        narrowBlockBytes = (wideBlocks.map(\.count).max() ?? 0) * statistics.narrowBytes
        narrow = .allocate(byteCount: max(1, team.threads * narrowBlockBytes), alignment: 64)
        narrow.initializeMemory(as: UInt8.self, repeating: 0, count: team.threads * narrowBlockBytes)
        found = .allocate(capacity: max(1, 2 * features))
        found.initialize(repeating: nil)
    }

    deinit {
        for one in partial { one.deallocate() }
        narrow.deallocate()
        found.deinitialize()
        found.deallocate()
    }

    /// What is known of a leaf while its tree grows.
    struct Leaf {
        var state: NodeState<Sums>
        var slot: Int?
        var best: Candidate?
        var banned: Set<Int> = []
        /// The node whose child it is, and on which side.
        var parent: (node: Int, isLeft: Bool)?
    }

    /// Grows a tree.
    ///
    /// - Parameters:
    ///   - rows: rows of ``order`` to grow it on.
    ///   - isActive: features that may be split on.
    func grow(_ rows: NodeRows, isActive: [Bool]) -> GrownTree<Sums> {
        var leaves = [plant(rows, isActive)]
        var nodes: [GrownTree<Sums>.Node] = []
        while leaves.count < configuration.leaves, let index = bestLeaf(leaves), let candidate = leaves[index].best {
            let state = leaves[index].state
            let (leftRows, rightRows) = order.partition(state.rows, feature: candidate.feature, sides: candidate.sides)
            let left = leftRows.count
            guard min(left, rightRows.count) >= configuration.minimumRows else {
                // The sums promised more rows than there are: another feature has to do.
                leaves[index].banned.insert(candidate.feature)
                leaves[index].state.rows = order.join(leftRows, rightRows)
                reconsider(index, isActive, &leaves)
                continue
            }
            var candidate = candidate
            if candidate.bin > 0, !table.hasMissing[candidate.feature] {
                // Where no value was missing, one that is goes with the majority.
                candidate.missingLeft = 2 * left >= state.count
            }
            let node = nodes.count
            let right = leaves.count
            if let parent = leaves[index].parent {
                if parent.isLeft { nodes[parent.node].left = Int32(node) } else { nodes[parent.node].right = Int32(node) }
            }
            nodes.append(
                GrownTree.Node(
                    feature: candidate.feature, sides: candidate.sides, bin: candidate.bin, missingLeft: candidate.missingLeft,
                    left: ~Int32(index), right: ~Int32(right), gain: candidate.gain, state: state))
            var (first, second) = children(of: state, candidate, leftRows, rightRows)
            first.parent = (node, true)
            second.parent = (node, false)
            let slot = leaves[index].slot
            leaves[index].slot = nil
            if leaves.count + 1 < configuration.leaves {
                sprout(&first, &second, parentSlot: slot, isActive, &leaves)
            } else if let slot {
                pool.give(slot)
            }
            leaves[index] = first
            leaves.append(second)
        }
        for leaf in leaves { if let slot = leaf.slot { pool.give(slot) } }
        return GrownTree(nodes: nodes, leaves: leaves.map(\.state))
    }

    /// Looks for another split of a leaf, whose histogram may have been given to other leaves meanwhile.
    private func reconsider(_ index: Int, _ isActive: [Bool], _ leaves: inout [Leaf]) {
        if leaves[index].slot == nil {
            let slot = slot(sparing: &leaves)
            leaves[index].slot = slot
            build(slot, rows: leaves[index].state.rows, subtractFrom: nil, evaluate: [(0, leaves[index])], isActive)
        } else {
            evaluate([(0, leaves[index])], isActive)
        }
        settle(&leaves[index], 0, true)
    }

    private func bestLeaf(_ leaves: [Leaf]) -> Int? {
        var (best, gain) = (Int?.none, 0.0)
        for (index, leaf) in leaves.enumerated() {
            if let candidate = leaf.best, candidate.gain > gain { (best, gain) = (index, candidate.gain) }
        }
        return best
    }

    /// The root.
    private func plant(_ rows: NodeRows, _ isActive: [Bool]) -> Leaf {
        guard let slot = pool.take() else { preconditionFailure("a pool of histograms has three slots") }
        build(slot, rows: rows, subtractFrom: nil, evaluate: [], isActive)
        // Every feature's bins hold all rows.
        let bins = table.binCounts[0]
        var sums = statistics.sums(pool[slot])
        for bin in 1..<bins { sums = statistics.add(sums, statistics.sums(pool[slot] + bin * statistics.numbersPerBin)) }
        var root = Leaf(state: NodeState(sums: sums, rows: rows), slot: slot)
        if configuration.monotone.contains(where: { $0 != 0 }) {
            let outputs = values(of: root.state).count
            root.state.lower = Array(repeating: -.infinity, count: outputs)
            root.state.upper = Array(repeating: .infinity, count: outputs)
        }
        evaluate([(0, root)], isActive)
        root.best = best(0, root)
        return root
    }

    private func children(of state: NodeState<Sums>, _ candidate: Candidate, _ left: NodeRows, _ right: NodeRows) -> (Leaf, Leaf) {
        var first = NodeState(sums: candidate.left, rows: left)
        var second = NodeState(sums: statistics.subtract(state.sums, candidate.left), rows: right)
        (first.depth, second.depth) = (state.depth + 1, state.depth + 1)
        (first.lower, first.upper, second.lower, second.upper) = (state.lower, state.upper, state.lower, state.upper)
        let direction = configuration.monotone.isEmpty ? 0 : configuration.monotone[candidate.feature]
        if direction != 0 {
            // No descendant of one side may pass the middle of both sides' values.
            let (a, b) = (values(of: first), values(of: second))
            for output in a.indices {
                let middle = min(max((a[output] + b[output]) / 2, state.lower[output]), state.upper[output])
                if direction > 0 {
                    (first.upper[output], second.lower[output]) = (middle, middle)
                } else {
                    (first.lower[output], second.upper[output]) = (middle, middle)
                }
            }
        }
        return (Leaf(state: first), Leaf(state: second))
    }

    /// Values of a leaf, one for each output of the tree.
    func values(of state: NodeState<Sums>) -> [Double] {
        guard let fittedValues else { return statistics.values(state.sums, of: state) }
        return fittedValues(state.rows)
    }

    /// Makes the histograms of two new leaves and finds their splits.
    private func sprout(
        _ first: inout Leaf, _ second: inout Leaf, parentSlot: Int?, _ isActive: [Bool], _ leaves: inout [Leaf]
    ) {
        let canSplit = [first, second].map { leaf in
            leaf.state.count >= 2 * configuration.minimumRows && configuration.maximumDepth.map { leaf.state.depth < $0 } ?? true
        }
        guard canSplit[0] || canSplit[1] else {
            if let parentSlot { pool.give(parentSlot) }
            return
        }
        let firstIsSmaller = first.state.count <= second.state.count
        let smaller = slot(sparing: &leaves)
        let larger = parentSlot ?? slot(sparing: &leaves)
        (first.slot, second.slot) = firstIsSmaller ? (smaller, larger) : (larger, smaller)
        let (small, large) = firstIsSmaller ? (first, second) : (second, first)
        let evaluated = [(0, first), (1, second)].filter { canSplit[$0.0] }
        if parentSlot != nil {
            build(smaller, rows: small.state.rows, subtractFrom: larger, evaluate: evaluated, isActive)
        } else {
            build(smaller, rows: small.state.rows, subtractFrom: nil, evaluate: [], isActive)
            build(larger, rows: large.state.rows, subtractFrom: nil, evaluate: evaluated, isActive)
        }
        settle(&first, 0, canSplit[0])
        settle(&second, 1, canSplit[1])
    }

    /// Takes the split that was found for a leaf; without one it needs no histogram any more.
    private func settle(_ leaf: inout Leaf, _ place: Int, _ canSplit: Bool) {
        if canSplit { leaf.best = best(place, leaf) }
        guard leaf.best == nil, let slot = leaf.slot else { return }
        pool.give(slot)
        leaf.slot = nil
    }

    /// A free slot, if need be that of the leaf whose split promises least.
    private func slot(sparing leaves: inout [Leaf]) -> Int {
        if let slot = pool.take() { return slot }
        let owners = leaves.indices.filter { leaves[$0].slot != nil }
        guard let poorest = owners.min(by: { (leaves[$0].best?.gain ?? 0) < (leaves[$1].best?.gain ?? 0) }),
            let slot = leaves[poorest].slot
        else { preconditionFailure("a pool of histograms has three slots") }
        leaves[poorest].slot = nil
        return slot
    }
}
