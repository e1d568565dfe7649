import Testing
import Trees

/// Feature 0 against 1.5, then feature 1 in the categories {1, 40} on the right; leaves 10, 20, 30.
private func tree(missing: TreeNode.Missing, defaultsLeft: Bool) -> Tree {
    Tree(
        nodes: [
            TreeNode(feature: 0, threshold: 1.5, missing: missing, defaultsLeft: defaultsLeft, left: ~0, right: 1),
            TreeNode(feature: 1, categories: 0..<2, left: ~1, right: ~2),
        ],
        leafValues: [10, 20, 30], categoryWords: [1 << 1, 1 << 8])
}

@Test(arguments: [
    (1.5, 0, 0), (1.5000001, 1, 1), (2, 40, 1), (2, 40.9, 1), (2, 2, 2), (2, 64, 2), (2, 1e300, 2), (2, -1, 2), (2, .nan, 2), (2, -0.5, 2),
    (.infinity, 1, 1), (-.infinity, 1, 0),
])
func rowsReachTheirLeaves(x: Double, category: Double, leaf: Int) {
    #expect(tree(missing: .none, defaultsLeft: false).leaf(of: [x, category]) == leaf)
}

@Test(arguments: [
    (TreeNode.Missing.none, false, Double.nan, 0), (.none, true, .nan, 0), (.nan, true, .nan, 0), (.nan, false, .nan, 2),
    (.nan, false, 0, 0),
    (.zero, false, 0, 2), (.zero, false, 1e-36, 2), (.zero, false, .nan, 2), (.zero, true, .nan, 0), (.zero, false, 1e-34, 0),
    (.zero, false, 1.0000000180025095e-35, 2), (.zero, false, 1.0000000180025097e-35, 0),
])
func missingValuesGoWhereTheNodeSays(missing: TreeNode.Missing, defaultsLeft: Bool, x: Double, leaf: Int) {
    #expect(tree(missing: missing, defaultsLeft: defaultsLeft).leaf(of: [x, 0]) == leaf)
}

// LightGBM rounds towards 0, so what lies above −1 is category 0.
@Test(arguments: [(-0.5, 0), (-0.99, 0), (-1.0, 1), (0.0, 0), (0.9, 0), (1.0, 1)])
func categoriesAreWholeParts(value: Double, leaf: Int) {
    let tree = Tree(nodes: [TreeNode(feature: 0, categories: 0..<1, left: ~0, right: ~1)], leafValues: [1, 2], categoryWords: [1])
    #expect(tree.leaf(of: [value]) == leaf)
}

@Test func sumsGoToTheirOutputs() {
    let stump = Tree(nodes: [], leafValues: [0.5])
    var out = [1.0, 2.0]
    Forest(trees: [stump, stump, stump], outputs: 2, featureNames: ["x"]).addRawScores(of: [0], to: &out)
    #expect(out == [2, 2.5])
    let wide = Tree(nodes: [TreeNode(feature: 0, threshold: 0, left: ~0, right: ~1)], leafValues: [1, 2, 3, 4], width: 2)
    out = [0, 0]
    Forest(trees: [wide, wide], outputs: 2, featureNames: ["x"]).addRawScores(of: [1], to: &out)
    #expect(out == [6, 8])
}
