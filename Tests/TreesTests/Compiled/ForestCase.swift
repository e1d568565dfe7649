import Tensors
import Trees

/// How random forests are made.
struct ForestCase: Sendable, CustomStringConvertible {
    var trees = 1, leaves = 31, features = 5, outputs = 1, width = 1
    /// Whether every node has a leaf as a child.
    var isChain = false
    /// Share of nodes that look at categories.
    var categorical: Float = 0.2
    var averages = false

    var description: String {
        "\(trees) trees, \(leaves) leaves, \(features) features, \(outputs) outputs, width \(width), chain \(isChain), \(categorical)"
    }

    /// Thresholds where comparing in float and in double could differ, or where a value is special.
    static let thresholds: [Double] = [
        -.infinity, -1e300, -0x1p-1030, -0.0, 0, 0x1p-1030, 1e-45, 1e-40, 1e-36, 1e-35, 1.0000000180025095e-35, 2e-35, 0.1, 1.0 / 3, 0.5, 1,
        1.5,
        40,
        Double(Float.greatestFiniteMagnitude), 3.4028235677973366e38, 1e300, .infinity,
    ]

    /// Values around all of these, and those that are none.
    static let values: [Float] =
        thresholds.flatMap { t in [Float(t), Float(t).nextUp, Float(t).nextDown, -Float(t)] } + [
            .nan, -.nan, .infinity, -.infinity, 0, -0.0, .leastNonzeroMagnitude, -.leastNonzeroMagnitude, 1e-36, -1e-35, 3, 31.5, 32, 63,
            64,
            1e9, -0.5, -1, 2, 5,
        ]

    func forest(seed: UInt64) -> Forest {
        var random = RandomStream(seed: seed, purpose: "random forest")
        return Forest(
            trees: (0..<trees).map { _ in tree(&random) }, outputs: outputs, featureNames: (0..<features).map { "f\($0)" },
            averages: averages)
    }

    /// Rows of values at thresholds, of special values and of others `[count, features]`.
    func rows(_ count: Int, of forest: Forest, seed: UInt64) -> [Float] {
        var random = RandomStream(seed: seed, purpose: "rows")
        let nodes = forest.trees.flatMap(\.nodes)
        return (0..<count * features).map { _ in
            switch random.int(below: 5) {
            case 0: Self.values[random.int(below: Self.values.count)]
            case 1 where !nodes.isEmpty: Float(nodes[random.int(below: nodes.count)].threshold)
            case 2: Float(random.int(below: 70))
            default: Float(random.normal())
            }
        }
    }

    private func tree(_ random: inout RandomStream) -> Tree {
        // What is open is a child of a node; the root is one of none.
        var (nodes, words): ([TreeNode], [UInt32]) = ([], [])
        var open: [(node: Int, isLeft: Bool)] = [(-1, true)]
        func set(_ child: Int32, _ place: (node: Int, isLeft: Bool)) {
            guard place.node >= 0 else { return }
            if place.isLeft { nodes[place.node].left = child } else { nodes[place.node].right = child }
        }
        for index in 0..<leaves - 1 {
            let place = open.remove(at: isChain ? open.count - 1 : random.int(below: open.count))
            set(Int32(index), place)
            let feature = Int32(random.int(below: features))
            if random.uniform() < categorical {
                let first = words.count
                words += (0..<1 + random.int(below: 3)).map { _ in UInt32(truncatingIfNeeded: random.next()) }
                nodes.append(TreeNode(feature: feature, categories: Int32(first)..<Int32(words.count), left: 0, right: 0))
            } else {
                let isSpecial = random.int(below: 3) == 0
                let threshold = isSpecial ? Self.thresholds[random.int(below: Self.thresholds.count)] : random.normal()
                nodes.append(
                    TreeNode(
                        feature: feature, threshold: threshold, missing: TreeNode.Missing.allCases[random.int(below: 3)],
                        defaultsLeft: random.int(below: 2) == 0, left: 0, right: 0))
            }
            let leftLast = random.int(below: 2) == 0
            open += [(index, !leftLast), (index, leftLast)]
        }
        var numbers = Array(0..<leaves)
        random.shuffle(&numbers)
        for (number, place) in zip(numbers, open) { set(~Int32(number), place) }
        return Tree(nodes: nodes, leafValues: (0..<leaves * width).map { _ in random.normal() }, width: width, categoryWords: words)
    }
}
