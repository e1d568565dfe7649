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
        for index in range { add(forest.trees[index], output: index % forest.outputs, keys, hasPlanes, to: &parts) }
        return parts
    }

    private static func add(_ tree: Tree, output: Int, _ keys: ForestKeys, _ hasPlanes: Bool, to parts: inout PackedForest.Parts) {
        let planes = ForestPlanes(tree)
        let tests = tree.nodes.map { keys.test($0, of: tree) }
        let value = parts.values.count
        var exits = [UInt32](repeating: 0, count: tree.leafCount)
        for leaf in planes.leaves {
            exits[leaf] = UInt32(parts.values.count)
            parts.values += tree.leafValues[leaf * tree.width..<(leaf + 1) * tree.width]
        }
        let root = PackedForest.exit(toBlock: parts.blocks.count, way: 0)
        parts.blocks += ForestBlocks(tree, tests: tests, leafExits: exits, base: parts.blocks.count).blocks
        let firstNode = parts.nodes?.count ?? 0
        if hasPlanes { parts.nodes? += planes.nodes.map { node($0, tests) } }
        parts.trees.append(
            PackedForest.Tree(
                root: root, value: value, width: tree.width, output: tree.width == 1 ? output : 0,
                nodes: firstNode..<(parts.nodes?.count ?? 0)))
    }

    private static func node(
        _ node: (index: Int, out: Int, left: ForestPlanes.Choice, right: ForestPlanes.Choice), _ tests: [(key: Int, limit: Int)]
    ) -> PackedForest.Node {
        func place(_ choice: ForestPlanes.Choice) -> UInt16 {
            switch choice {
            case .node(let place): UInt16(place)
            case .leaf(let leaf): UInt16(PackedForest.firstLeafChoice + leaf)
            }
        }
        let test = tests[node.index]
        return PackedForest.Node(
            key: UInt16(test.key), limit: UInt8(test.limit), out: UInt8(node.out), left: place(node.left), right: place(node.right))
    }
}
