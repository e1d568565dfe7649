/// A binary decision tree: inner nodes that send a row to one of two sides, and leaves that hold what it adds to the prediction.
///
/// Nodes and leaves are numbered apart, as in LightGBM's text format: a child `≥ 0` is an inner node, a negative one the leaf `~child`.
/// A tree with n leaves has n − 1 nodes; node 0 is the root; a tree of one leaf has no nodes.
public struct Tree: Hashable, Sendable {
    /// Inner nodes; a child always comes after its parent.
    public var nodes: [TreeNode]
    /// Values of the leaves `[leaves, width]`, learning rate included.
    public var leafValues: [Double]
    /// Values of a leaf: 1, or one for each output of the forest when its trees answer all of them at once.
    public var width: Int
    /// Rows of the training data that reached each leaf; empty when not known.
    public var leafCounts: [Int]
    /// Sum of the second derivatives of those rows; empty when not known.
    public var leafWeights: [Double]
    /// Sets of categories of the categorical nodes, one bit per category, in words of 32 bits.
    public var categoryWords: [UInt32]
    /// Learning rate that the values were multiplied with.
    public var shrinkage: Double

    /// Makes a tree; see the properties.
    public init(
        nodes: [TreeNode], leafValues: [Double], width: Int = 1, leafCounts: [Int] = [], leafWeights: [Double] = [],
        categoryWords: [UInt32] = [], shrinkage: Double = 1
    ) {
        (self.nodes, self.leafValues, self.width) = (nodes, leafValues, width)
        (self.leafCounts, self.leafWeights, self.categoryWords) = (leafCounts, leafWeights, categoryWords)
        self.shrinkage = shrinkage
    }

    /// Number of leaves, at least 1.
    public var leafCount: Int { nodes.count + 1 }

    /// The leaf that a row `[D]` reaches.
    public func leaf(of row: UnsafePointer<Double>) -> Int {
        guard !nodes.isEmpty else { return 0 }
        var next: Int32 = 0
        repeat {
            let node = nodes[Int(next)]
            next = goesLeft(node, row[Int(node.feature)]) ? node.left : node.right
        } while next >= 0
        return Int(~next)
    }

    /// Whether a node sends a value to its left side.
    public func goesLeft(_ node: TreeNode, _ value: Double) -> Bool {
        guard !node.isCategorical else { return contains(node.categories, value) }
        var value = value
        if value.isNaN {
            if node.missing == .nan { return node.defaultsLeft }
            value = 0
        }
        if node.missing == .zero, abs(value) <= TreeNode.zeroThreshold { return node.defaultsLeft }
        return value <= node.threshold
    }

    /// Whether the whole part of a value is in a set of categories; NaN and negative values are in none.
    private func contains(_ words: Range<Int32>, _ value: Double) -> Bool {
        // Whole parts beyond the words are in no set; the comparison also keeps the conversion from trapping.
        guard value > -1, value < Double(words.count * 32) else { return false }
        let category = Int(value)
        return categoryWords[Int(words.lowerBound) + category / 32] >> UInt32(category % 32) & 1 == 1
    }
}
