import Tensors
import Trees

/// Forests and rows that nobody trained, with every kind of node.
struct RandomForest {
    var random: RandomStream
    let featureCount: Int

    init(seed: UInt64, featureCount: Int) {
        random = RandomStream(seed: seed, purpose: "random forest")
        self.featureCount = featureCount
    }

    mutating func forest(trees: Int, leaves: Int, outputs: Int = 1, width: Int = 1) -> Forest {
        Forest(
            trees: (0..<trees).map { _ in tree(leaves: 1 + random.int(below: leaves), width: width) }, outputs: outputs,
            featureNames: (0..<featureCount).map { "f\($0)" })
    }

    /// A tree that grows by splitting leaves at random; counts add up, and some are 0.
    mutating func tree(leaves: Int, width: Int = 1) -> Tree {
        var (nodes, words): ([TreeNode], [UInt32]) = ([], [])
        var leafCounts = [1000]
        var places: [(node: Int, isLeft: Bool)?] = [nil]
        while leafCounts.count < leaves {
            let (leaf, new) = (random.int(below: leafCounts.count), leafCounts.count)
            let (feature, count) = (Int32(random.int(below: featureCount)), leafCounts[leaf])
            guard count > 0 else { break }
            var node: TreeNode
            if random.int(below: 4) == 0 {
                let first = Int32(words.count)
                words += (0..<1 + random.int(below: 2)).map { _ in UInt32(truncatingIfNeeded: random.next()) }
                node = TreeNode(feature: feature, categories: first..<Int32(words.count), left: ~Int32(leaf), right: ~Int32(new))
            } else {
                node = TreeNode(
                    feature: feature, threshold: random.normal(), missing: TreeNode.Missing.allCases[random.int(below: 3)],
                    defaultsLeft: random.int(below: 2) == 0, left: ~Int32(leaf), right: ~Int32(new))
            }
            (node.count, node.gain) = (count, Double(random.uniform()))
            if let place = places[leaf] {
                if place.isLeft { nodes[place.node].left = Int32(nodes.count) } else { nodes[place.node].right = Int32(nodes.count) }
            }
            let left = random.int(below: count + 1)
            leafCounts[leaf] = left
            leafCounts.append(count - left)
            places[leaf] = (nodes.count, true)
            places.append((nodes.count, false))
            nodes.append(node)
        }
        let values = (0..<leafCounts.count * width).map { _ in random.normal() }
        return Tree(nodes: nodes, leafValues: values, width: width, leafCounts: leafCounts, categoryWords: words)
    }

    mutating func row() -> [Double] {
        (0..<featureCount).map { _ in
            switch random.int(below: 6) {
            case 0: .nan
            case 1: 0
            case 2: Double(random.int(below: 70))
            default: random.normal()
            }
        }
    }
}
