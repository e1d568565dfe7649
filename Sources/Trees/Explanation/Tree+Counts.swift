extension Tree {
    /// Training rows that reached a child: a node, or `~leaf`.
    func count(of child: Int32) -> Int { child < 0 ? leafCounts[Int(~child)] : nodes[Int(child)].count }

    /// Nodes on the longest way from the root to a leaf.
    var depth: Int {
        var depths = [Int](repeating: 1, count: nodes.count)
        // Children come after their parents.
        for (index, node) in nodes.enumerated() {
            if node.left >= 0 { depths[Int(node.left)] = depths[index] + 1 }
            if node.right >= 0 { depths[Int(node.right)] = depths[index] + 1 }
        }
        return depths.max() ?? 0
    }

    /// Mean of a leaf value over the training rows.
    func expectedValue(output: Int) -> Double {
        guard let root = nodes.first else { return leafValues[output] }
        var mean = 0.0
        for leaf in 0..<leafCount { mean += Double(leafCounts[leaf]) / Double(root.count) * leafValues[leaf * width + output] }
        return mean
    }
}
