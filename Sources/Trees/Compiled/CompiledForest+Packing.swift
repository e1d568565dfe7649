import Tensors

extension CompiledForest {
    /// The parts of a range of trees, cut in halves until each has few enough keys.
    static func pack(_ forest: Forest, _ range: Range<Int>) throws(ForestCompilationError) -> [PackedForest.Parts] {
        let keys = ForestKeys(forest.trees[range])
        if keys.keys.count > PackedForest.keysWithPlanes, range.count > 1 {
            let middle = range.lowerBound + range.count / 2
            return try pack(forest, range.lowerBound..<middle) + pack(forest, middle..<range.upperBound)
        }
        guard keys.keys.count <= PackedForest.keys else {
            throw .tooManyTests(tree: range.lowerBound, count: keys.keys.count, limit: PackedForest.keys)
        }
        return [parts(forest, range, keys)]
    }

    private static func parts(_ forest: Forest, _ range: Range<Int>, _ keys: ForestKeys) -> PackedForest.Parts {
        let hasPlanes =
            keys.keys.count <= PackedForest.keysWithPlanes
            && forest.trees[range].allSatisfy { $0.leafCount <= PackedForest.leavesWithPlanes }
        var parts = PackedForest.Parts()
        parts.outputs = forest.outputs
        (parts.keys, parts.thresholds, parts.categories) = (keys.keys, keys.thresholds, keys.categories)
        parts.nodes = hasPlanes ? [] : nil
        parts.isWhole = forest.trees[range].allSatisfy { $0.nodes.count <= PackedForest.nodesOfBlock }
        var first = range.lowerBound
        while first < range.upperBound {
            let group = first..<endOfGroup(forest, first..<range.upperBound)
            add(forest, group, keys, hasPlanes, to: &parts)
            first = group.upperBound
        }
        return parts
    }

    /// The end of a group of trees whose planes have room: at least one tree, and several while they are small.
    private static func endOfGroup(_ forest: Forest, _ range: Range<Int>) -> Int {
        var (end, leaves) = (range.lowerBound, 0)
        repeat {
            leaves += forest.trees[end].leafCount
            end += 1
        } while end < range.upperBound && leaves + forest.trees[end].leafCount <= PackedForest.leavesWithPlanes
        return end
    }

    private static func add(
        _ forest: Forest, _ group: Range<Int>, _ keys: ForestKeys, _ hasPlanes: Bool, to parts: inout PackedForest.Parts
    ) {
        let trees = Array(forest.trees[group])
        let tests = trees.map { tree in tree.nodes.map { keys.test($0, of: tree) } }
        let planes = ForestPlanes(forest.trees[group])
        let firstNode = parts.nodes?.count ?? 0
        if hasPlanes {
            parts.nodes? += planes.nodes.map { node in
                let test = tests[node.tree][node.index]
                return PackedForest.Node(
                    key: UInt16(test.key), limit: UInt8(test.limit), out: UInt8(node.out), left: place(node.left), right: place(node.right))
            }
        }
        for (t, tree) in trees.enumerated() {
            let value = parts.values.count
            var exits = [UInt32](repeating: 0, count: tree.leafCount)
            for leaf in planes.leaves[t] {
                exits[leaf] = UInt32(parts.values.count)
                parts.values += tree.leafValues[leaf * tree.width..<(leaf + 1) * tree.width]
            }
            let block = parts.blocks.count
            parts.blocks += ForestBlocks(tree, tests: tests[t], leafExits: exits, base: block).blocks
            parts.trees.append(
                PackedForest.Tree(
                    root: PackedForest.exit(toBlock: block, way: 0), value: value, width: tree.width, leaves: tree.leafCount,
                    output: tree.width == 1 ? (group.lowerBound + t) % forest.outputs : 0,
                    nodes: t == 0 ? firstNode..<(parts.nodes?.count ?? 0) : 0..<0, result: hasPlanes ? place(planes.results[t]) : 0))
        }
    }

    private static func place(_ choice: ForestPlanes.Choice) -> UInt16 {
        switch choice {
        case .node(let place): UInt16(place)
        case .leaf(let leaf): UInt16(PackedForest.firstLeafChoice + leaf)
        }
    }
}
