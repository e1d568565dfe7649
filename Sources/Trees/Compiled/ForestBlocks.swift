import Tensors

/// Cuts a tree into blocks of nodes that are compared at once.
///
/// A block takes the nodes that most rows pass from where it begins, so that ways through blocks are short on average. What is left of
/// the tree in small pieces is put together into blocks that hold several subtrees.
struct ForestBlocks {
    /// The blocks, in the order in which they were begun: the first one begins at the root.
    private(set) var blocks: [PackedForest.Block] = []

    private let tree: Tree
    private let tests: [(key: Int, limit: Int)]
    /// Exit of each leaf.
    private let leafExits: [UInt32]
    /// Number of the first block.
    private let base: Int
    /// Nodes of the subtree at each node.
    private let sizes: [Int]
    /// How often rows pass each node.
    private let weights: [Double]

    /// A subtree that is in no block yet, and the exit that shall lead to it.
    private struct Subtree {
        var root: Int
        var from: (block: Int, way: Int)?
    }

    /// Subtrees by their size, those that fill a block or more in the last place.
    private var waiting = [[Subtree]](repeating: [], count: PackedForest.nodesOfBlock + 1)

    /// - Parameters:
    ///   - tree: any tree; one without nodes has a block with one way.
    ///   - tests: key and limit of each node.
    ///   - leafExits: exit of each leaf.
    ///   - base: blocks that come before those of this tree.
    init(_ tree: Tree, tests: [(key: Int, limit: Int)], leafExits: [UInt32], base: Int) {
        (self.tree, self.tests, self.leafExits, self.base) = (tree, tests, leafExits, base)
        sizes = Self.sizes(tree)
        weights = Self.weights(tree)
        guard sizes.count > PackedForest.nodesOfBlock else {
            var block = PackedForest.Block()
            add(Subtree(root: sizes.isEmpty ? ~0 : 0), to: &block)
            blocks = [block]
            return
        }
        wait(Subtree(root: 0))
        while let size = waiting.lastIndex(where: { !$0.isEmpty }) { addBlock(waiting[size].removeLast()) }
    }

    private static func sizes(_ tree: Tree) -> [Int] {
        var sizes = [Int](repeating: 1, count: tree.nodes.count)
        for (index, node) in tree.nodes.enumerated().reversed() {
            for child in [node.left, node.right] where child >= 0 { sizes[index] += sizes[Int(child)] }
        }
        return sizes
    }

    /// Rows of the training data; where they are not known, half of the parent's.
    private static func weights(_ tree: Tree) -> [Double] {
        if let root = tree.nodes.first, root.count > 0 { return tree.nodes.map { Double($0.count) } }
        var weights = [Double](repeating: 1, count: tree.nodes.count)
        for (index, node) in tree.nodes.enumerated() {
            for child in [node.left, node.right] where child >= 0 { weights[Int(child)] = weights[index] / 2 }
        }
        return weights
    }

    private mutating func wait(_ subtree: Subtree) {
        waiting[min(sizes[subtree.root], PackedForest.nodesOfBlock)].append(subtree)
    }

    /// Begins a block with a subtree and fills it up with smaller ones.
    private mutating func addBlock(_ first: Subtree) {
        var block = PackedForest.Block()
        add(first, to: &block)
        // A subtree needs one way out more than it has nodes.
        while true {
            let room = min(PackedForest.nodesOfBlock - block.keys.count, 31 - block.exits.count)
            guard room > 0, let size = waiting[...room].lastIndex(where: { !$0.isEmpty }) else { break }
            add(waiting[size].removeLast(), to: &block)
        }
        blocks.append(block)
    }

    /// A child of a node in a block: its path, and the decisions wanted on it.
    private struct Way {
        var child: Int32, path: UInt32, wanted: UInt32
    }

    /// Where a way leads when it is known, 0 otherwise.
    private func exit(_ way: Way) -> UInt32 { way.child < 0 ? leafExits[Int(~way.child)] : 0 }

    /// Adds the most passed nodes of a subtree, as many as there is room for.
    private mutating func add(_ subtree: Subtree, to block: inout PackedForest.Block) {
        if let from = subtree.from {
            let exit = PackedForest.exit(toBlock: base + blocks.count, way: block.exits.count)
            blocks[from.block].exits[from.way] = exit
        }
        var ways = [Way(child: Int32(subtree.root), path: 0, wanted: 0)]
        while block.keys.count < PackedForest.nodesOfBlock {
            let inner = ways.indices.filter { ways[$0].child >= 0 }
            guard let most = inner.max(by: { weights[Int(ways[$0].child)] < weights[Int(ways[$1].child)] }) else { break }
            let way = ways[most]
            let (node, bit) = (tree.nodes[Int(way.child)], UInt32(1) << UInt32(block.keys.count))
            let test = tests[Int(way.child)]
            block.keys.append(UInt16(test.key))
            block.limits.append(UInt8(test.limit))
            ways[most] = Way(child: node.left, path: way.path | bit, wanted: way.wanted | bit)
            ways.append(Way(child: node.right, path: way.path | bit, wanted: way.wanted))
        }
        // In the order of the leaves' places; ways to other blocks come first.
        for way in ways.sorted(by: { exit($0) < exit($1) }) {
            block.paths.append(way.path)
            block.wanted.append(way.wanted)
            if way.child < 0 {
                block.exits.append(leafExits[Int(~way.child)])
            } else {
                wait(Subtree(root: Int(way.child), from: (blocks.count, block.exits.count)))
                block.exits.append(0)
            }
        }
    }
}
