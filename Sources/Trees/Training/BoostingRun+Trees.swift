extension BoostingRun {
    /// The tree on values instead of bins.
    func tree(
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
