import TestSupport
import Testing
import Trees

@Suite struct TreeSHAPTests {
    @Test(arguments: GoldenModel.names)
    func contributionsAreThoseOfLightGBM(name: String) throws {
        let model = try GoldenModel(name)
        let expected = try model.values.doubles("contributions")
        var explainer = try TreeSHAP(model.forest)
        for (row, expected) in zip(model.rows.suffix(expected.shape[0]), expected.rows) {
            // Measured against the largest of a row: a small one is the difference of large ones.
            let scale = expected.map(abs).max()!
            expectClose(explainer.contributions(of: row), expected, .absolute(1e-12 * scale))
        }
    }

    @Test(arguments: 0..<30 as Range<UInt64>)
    func contributionsAddUpToTheSum(seed: UInt64) throws {
        var source = RandomForest(seed: seed, featureCount: 4)
        let isWide = seed % 3 == 0
        let forest = source.forest(trees: 4, leaves: 16, outputs: 2, width: isWide ? 2 : 1)
        var explainer = try #require(try? TreeSHAP(forest))
        for _ in 0..<10 {
            let row = source.row()
            var sums = [0.0, 0.0]
            forest.addRawScores(of: row, to: &sums)
            let contributions = explainer.contributions(of: row)
            for k in 0..<2 { expectClose(contributions[k * 5..<k * 5 + 5].reduce(0, +), sums[k], .absolute(1e-10)) }
        }
    }

    @Test(arguments: 0..<12 as Range<UInt64>)
    func contributionsAreShapleyValues(seed: UInt64) throws {
        var source = RandomForest(seed: seed, featureCount: 3)
        let tree = source.tree(leaves: 9)
        var explainer = try TreeSHAP(Forest(trees: [tree], featureNames: ["a", "b", "c"]))
        for _ in 0..<5 {
            let row = source.row()
            expectClose(explainer.contributions(of: row).dropLast(), shapley(tree, row), .absolute(1e-11))
        }
    }

    /// Shapley values from their definition, over all orders of three features.
    private func shapley(_ tree: Tree, _ row: [Double]) -> [Double] {
        var values = [0.0, 0, 0]
        for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
            var known: Set<Int32> = []
            for feature in order {
                let before = mean(tree, tree.nodes.isEmpty ? ~0 : 0, row, known)
                known.insert(Int32(feature))
                values[feature] += (mean(tree, tree.nodes.isEmpty ? ~0 : 0, row, known) - before) / 6
            }
        }
        return values
    }

    /// Mean of a subtree when only some features of the row are known.
    private func mean(_ tree: Tree, _ child: Int32, _ row: [Double], _ known: Set<Int32>) -> Double {
        guard child >= 0 else { return tree.leafValues[Int(~child)] }
        let node = tree.nodes[Int(child)]
        if known.contains(node.feature) {
            return mean(tree, tree.goesLeft(node, row[Int(node.feature)]) ? node.left : node.right, row, known)
        }
        let left = node.left < 0 ? tree.leafCounts[Int(~node.left)] : tree.nodes[Int(node.left)].count
        let share = Double(left) / Double(node.count)
        return share * mean(tree, node.left, row, known) + (1 - share) * mean(tree, node.right, row, known)
    }

    @Test func explanationsAllocateNothing() throws {
        guard allocationsAreCounted else { return }
        let model = try GoldenModel("multiclass")
        var explainer = try TreeSHAP(model.forest)
        var out = [Double](repeating: 0, count: 18)
        explainer.contributions(of: model.rows[0], into: &out)
        #expect(allocations { explainer.contributions(of: model.rows[1], into: &out) } == 0)
    }

    @Test func chainsOfManyNodesNeedNoDeepStack() throws {
        let depth = 20_000
        let nodes = (0..<depth).map { i in
            TreeNode(
                feature: Int32(i % 2), threshold: Double(i), left: ~Int32(i), right: i + 1 < depth ? Int32(i + 1) : ~Int32(depth),
                count: depth + 1 - i)
        }
        let tree = Tree(
            nodes: nodes, leafValues: (0...depth).map { Double($0 % 7) }, leafCounts: [Int](repeating: 1, count: depth + 1))
        var explainer = try TreeSHAP(Forest(trees: [tree], featureNames: ["a", "b"]))
        let row = [9000.5, 100.5]
        expectClose(explainer.contributions(of: row).reduce(0, +), tree.leafValues[tree.leaf(of: row)], .absolute(1e-9))
    }

    @Test func countsMustBeKnown() throws {
        var forest = try GoldenModel("regression").forest
        forest.trees[2].leafCounts = []
        #expect(throws: ExplanationError.missingCounts(tree: 2)) { try TreeSHAP(forest) }
    }
}
