import Tensors

/// Grows trees leaf by leaf, always the leaf whose split gains most (Shi, "Best-first decision tree learning", 2007).
///
/// Rows are kept in an order in which those of a leaf are neighbours. Of two children the smaller one's histogram is made from its rows, the
/// larger one's is what is left of the parent's. Threads share features, so that every sum is made in the same order whatever their number.
final class TreeGrower<Statistics: NodeStatistics> {
    typealias Sums = Statistics.Sums
    typealias Candidate = SplitCandidate<Sums>

    let table: BinnedTable
    let statistics: Statistics
    let configuration: BoostingConfiguration
    let kernels: Kernels
    let threads: Int
    /// Rows, those of a leaf next to each other.
    let order: UnsafeMutablePointer<UInt32>
    let pool: HistogramPool<Statistics.Number>
    /// Values that leaves of these rows will hold, where that is not the Newton step of their sums.
    var fittedValues: ((UnsafeBufferPointer<UInt32>) -> [Double])?
    let spare: UnsafeMutablePointer<UInt32>
    /// Features that are worked on together: by one thread of several, and all that fit into the second-level cache.
    private let blocks: [Range<Int>], wideBlocks: [Range<Int>]
    private var partial: [UnsafeMutablePointer<Statistics.Number>] = []
    private let narrow: UnsafeMutableRawPointer
    private let narrowBlockBytes: Int
    private let found: UnsafeMutableBufferPointer<Candidate?>

    /// Features of a block: their narrow sums stay in the second-level cache.
    private static var blockFeatures: Int { 64 }
    /// Rows times features below which a second thread costs more than it brings.
    private static var parallelWork: Int { 60_000 }
    /// Rows from which on a histogram is made in parts, how many, and the largest histogram that is.
    private static var partedRows: Int { 32_768 }
    private static var parts: Int { 4 }
    private static var partedNumbers: Int { 1 << 20 }

    init(_ table: BinnedTable, statistics: Statistics, configuration: BoostingConfiguration, compute: Compute) {
        (self.table, self.statistics, self.configuration) = (table, statistics, configuration)
        (kernels, threads) = (Kernels(compute.instructionSet), compute.threads)
        order = .allocate(capacity: table.rows + Kernels.TreeLayout.rowSlack)
        spare = .allocate(capacity: RowRouter.spareRows(table.rows))
        pool = HistogramPool(
            numbers: table.binCounts.map { $0 * statistics.numbersPerBin }, bytes: configuration.histogramBytes,
            leaves: configuration.leaves)
        let features = table.binCounts.count
        let count = max(compute.threads, (features + Self.blockFeatures - 1) / Self.blockFeatures)
        // Kernels load four bins at once: blocks begin at multiples of four.
        let groups = (features + 3) / 4
        func blocks(_ count: Int) -> [Range<Int>] {
            (0..<count).map { min(features, groups * $0 / count * 4)..<min(features, groups * ($0 + 1) / count * 4) }.filter { !$0.isEmpty }
        }
        wideBlocks = blocks((features + Self.blockFeatures - 1) / Self.blockFeatures)
        self.blocks = blocks(count)
        narrowBlockBytes = (wideBlocks.map(\.count).max() ?? 0) * statistics.narrowBytes
        narrow = .allocate(byteCount: max(1, compute.threads * narrowBlockBytes), alignment: 64)
        narrow.initializeMemory(as: UInt8.self, repeating: 0, count: compute.threads * narrowBlockBytes)
        found = .allocate(capacity: max(1, 2 * features))
        found.initialize(repeating: nil)
    }

    deinit {
        for one in partial { one.deallocate() }
        order.deallocate()
        spare.deallocate()
        narrow.deallocate()
        found.deinitialize()
        found.deallocate()
    }

    /// What is known of a leaf while its tree grows.
    private struct Leaf {
        var state: NodeState<Sums>
        var slot: Int?
        var best: Candidate?
        var banned: Set<Int> = []
        /// The node whose child it is, and on which side.
        var parent: (node: Int, isLeft: Bool)?
    }

    /// Grows a tree on the first `rows` rows of ``order``.
    /// - Parameter isActive: features that may be split on.
    func grow(rows: Int, isActive: [Bool]) -> GrownTree<Sums> {
        var leaves = [plant(rows: rows, isActive)]
        var nodes: [GrownTree<Sums>.Node] = []
        while leaves.count < configuration.leaves, let index = bestLeaf(leaves), let candidate = leaves[index].best {
            let state = leaves[index].state
            let left = partition(state.rows, candidate)
            guard min(left, state.count - left) >= configuration.minimumRows else {
                // The sums promised more rows than there are: another feature has to do.
                leaves[index].banned.insert(candidate.feature)
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
            var (first, second) = children(of: state, candidate, left: left)
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
            build(slot, rows: leaves[index].state.rows, subtractFrom: nil, evaluate: [], isActive)
        }
        evaluate([(0, leaves[index])], isActive)
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
    private func plant(rows: Int, _ isActive: [Bool]) -> Leaf {
        guard let slot = pool.take() else { preconditionFailure("a pool of histograms has three slots") }
        build(slot, rows: 0..<rows, subtractFrom: nil, evaluate: [], isActive)
        // Every feature's bins hold all rows.
        let bins = table.binCounts[0]
        var sums = statistics.sums(pool[slot])
        for bin in 1..<bins { sums = statistics.add(sums, statistics.sums(pool[slot] + bin * statistics.numbersPerBin)) }
        var root = Leaf(state: NodeState(sums: sums, rows: 0..<rows), slot: slot)
        let outputs = values(of: root.state).count
        if configuration.monotone.contains(where: { $0 != 0 }) {
            root.state.lower = Array(repeating: -.infinity, count: outputs)
            root.state.upper = Array(repeating: .infinity, count: outputs)
        }
        evaluate([(0, root)], isActive)
        root.best = best(0, root)
        return root
    }

    private func children(of state: NodeState<Sums>, _ candidate: Candidate, left: Int) -> (Leaf, Leaf) {
        let middle = state.rows.lowerBound + left
        var first = NodeState(sums: candidate.left, rows: state.rows.lowerBound..<middle)
        var second = NodeState(sums: statistics.subtract(state.sums, candidate.left), rows: middle..<state.rows.upperBound)
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
        return fittedValues(UnsafeBufferPointer(start: order + state.rows.lowerBound, count: state.count))
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

    // MARK: Histograms

    /// Fills a slot from rows, takes it from another one, and looks for splits.
    private func build(_ slot: Int, rows: Range<Int>, subtractFrom parent: Int?, evaluate leaves: [(Int, Leaf)], _ isActive: [Bool]) {
        let parts = rows.count >= Self.partedRows && pool.size <= Self.partedNumbers ? Self.parts : 1
        if parts > 1 { fill(slot, parts: parts, rows: rows) }
        nonisolated(unsafe) let (target, source) = (pool[slot], parent.map { pool[$0] })
        nonisolated(unsafe) let grower = self
        let work = (parts > 1 ? pool.size : rows.count) * table.binCounts.count
        Parallel.forEach(blocks.count, threads: work < Self.parallelWork ? 1 : threads) { block, worker in
            let features = grower.blocks[block]
            let offsets = grower.pool.offsets
            let (first, end) = (offsets[features.lowerBound], offsets[features.upperBound])
            if parts > 1 {
                for part in 1..<parts { grower.statistics.merge(target + first, grower.partial[part - 1] + first, count: end - first) }
            } else {
                grower.fill(target, features, rows: rows, narrow: grower.narrow + worker * grower.narrowBlockBytes)
            }
            if let source { grower.statistics.subtract(source + first, UnsafePointer(target + first), count: end - first) }
            for (place, leaf) in leaves { grower.search(place, leaf, features, isActive) }
        }
    }

    /// Fills a slot and partial histograms from parts of many rows: threads that share rows fetch each of them once, threads that share
    /// features would all fetch all. Parts depend on the number of rows only, and are merged in their order.
    private func fill(_ slot: Int, parts: Int, rows: Range<Int>) {
        while partial.count < parts - 1 { partial.append(.allocate(capacity: max(1, pool.size))) }
        nonisolated(unsafe) let (grower, target) = (self, pool[slot])
        Parallel.forEach(parts * wideBlocks.count, threads: threads) { item, worker in
            let (part, block) = (item / grower.wideBlocks.count, item % grower.wideBlocks.count)
            let own = rows.lowerBound + rows.count * part / parts..<rows.lowerBound + rows.count * (part + 1) / parts
            grower.fill(
                part == 0 ? target : grower.partial[part - 1], grower.wideBlocks[block], rows: own,
                narrow: grower.narrow + worker * grower.narrowBlockBytes)
        }
    }

    private func fill(
        _ histogram: UnsafeMutablePointer<Statistics.Number>, _ features: Range<Int>, rows: Range<Int>, narrow: UnsafeMutableRawPointer
    ) {
        let bytes = statistics.narrowBytes
        UnsafeMutableRawPointer(histogram + pool.offsets[features.lowerBound]).initializeMemory(
            as: UInt8.self, repeating: 0,
            count: (pool.offsets[features.upperBound] - pool.offsets[features.lowerBound]) * MemoryLayout<Statistics.Number>.stride)
        var start = rows.lowerBound
        while start < rows.upperBound {
            let count = min(statistics.narrowRows, rows.upperBound - start)
            statistics.add(
                order + start, count: count, bins: table.byRow + features.lowerBound, stride: table.stride, features: features.count,
                to: narrow)
            for (place, feature) in features.enumerated() {
                statistics.move(narrow + place * bytes, bins: table.binCounts[feature], to: histogram + pool.offsets[feature])
            }
            start += count
        }
    }

    // MARK: Splits

    /// Looks for splits of leaves that have their histograms.
    private func evaluate(_ leaves: [(Int, Leaf)], _ isActive: [Bool]) {
        for (place, leaf) in leaves { search(place, leaf, table.binCounts.indices, isActive) }
    }

    private func search(_ place: Int, _ leaf: Leaf, _ features: Range<Int>, _ isActive: [Bool]) {
        guard let slot = leaf.slot else { return }
        let own = statistics.gain(leaf.state.sums, of: leaf.state, extraL2: 0)
        let (count, histograms) = (table.binCounts.count, UnsafePointer(pool[slot]))
        for feature in features {
            found[place * count + feature] = nil
            guard isActive[feature], !leaf.banned.contains(feature) else { continue }
            let histogram = histograms + pool.offsets[feature]
            if table.isCategorical[feature] {
                found[place * count + feature] = categoricalSplit(
                    histogram, categories: table.binCounts[feature] - 1, feature: feature, leaf.state, own: own)
                continue
            }
            let split = statistics.split(
                histogram, bins: table.binCounts[feature], hasMissing: table.hasMissing[feature], of: leaf.state,
                monotone: configuration.monotone.isEmpty ? 0 : configuration.monotone[feature])
            guard let split, split.gain - own > configuration.minimumGain else { continue }
            found[place * count + feature] = Candidate(
                gain: split.gain - own, feature: feature, bin: split.bin, missingLeft: split.missingLeft, left: split.left)
        }
    }

    private func best(_ place: Int, _ leaf: Leaf) -> Candidate? {
        var best: Candidate?
        for feature in table.binCounts.indices {
            if let candidate = found[place * table.binCounts.count + feature], candidate.gain > best?.gain ?? 0 { best = candidate }
        }
        return best
    }

    /// Splits rows in their place; how many went left.
    private func partition(_ rows: Range<Int>, _ candidate: Candidate) -> Int {
        RowRouter.partition(
            order + rows.lowerBound, count: rows.count, spare: spare, bins: table.column(candidate.feature),
            sides: candidate.sides, kernels: kernels, threads: threads)
    }
}
