import Testing
import Trees

/// Two features, one tree of four leaves with a category set, in the order root, right, left.
private let base = """
    tree
    version=v4
    num_class=1
    num_tree_per_iteration=1
    label_index=0
    max_feature_idx=1
    objective=binary sigmoid:2
    feature_names=x zone
    feature_infos=[-1:2.5] 1:0:-1
    tree_sizes=355

    Tree=0
    num_leaves=4
    num_cat=1
    split_feature=0 1 0
    split_gain=3 2 1
    threshold=0.5 0 -0.25
    decision_type=10 9 2
    left_child=2 -2 -1
    right_child=1 -3 -4
    leaf_value=1 2 3 4.5
    leaf_weight=1 1 1 1
    leaf_count=10 20 30 40
    internal_value=0 0 0
    internal_weight=4 2 2
    internal_count=100 50 50
    cat_boundaries=0 2
    cat_threshold=1 4294967295
    is_linear=0
    shrinkage=0.1


    end of trees

    feature_importances:
    x=2
    zone=1

    parameters:
    [boosting: gbdt]
    [alpha: 0.25]

    end of parameters

    """

private func decode(_ text: String) throws(LightGBMTextError) -> Forest { try LightGBMText.decode(Array(text.utf8)) }

@Suite struct LightGBMFaultTests {
    @Test func theBaseIsSound() throws {
        let forest = try decode(base)
        #expect(forest.objective == .binary(scale: 2))
        #expect(forest.featureRanges == [.numerical(lowest: -1, highest: 2.5), .categorical([1, 0, -1])])
        let tree = forest.trees[0]
        #expect(tree.shrinkage == 0.1 && tree.leafCounts == [10, 20, 30, 40] && tree.categoryWords == [1, .max])
        let rows: [[Double]] = [[0, 0], [-1, 0], [1, 0], [1, 40], [1, 1]]
        #expect(rows.map { tree.leafValues[tree.leaf(of: $0)] } == [4.5, 1, 2, 2, 3])
    }

    @Test(
        arguments: [
            ("tree\nversion=v4", "hello", 1, nil, .notAModel(found: "hello")),
            ("version=v4", "version=v1", 2, nil, .unknownVersion("v1")),
            ("version=v4\n", "", nil, nil, .missingKey("version")),
            ("num_class=1\n", "", nil, nil, .missingKey("num_class")),
            ("num_class=1\n", "num_class=one\n", 3, nil, .notANumber(key: "num_class", index: 0, found: "one")),
            ("num_class=1\n", "num_class=1\nnum_class=1\n", 4, nil, .duplicateKey("num_class")),
            (
                "num_tree_per_iteration=1", "num_tree_per_iteration=2", 4, nil,
                .outOfRange(key: "num_tree_per_iteration", index: 0, found: "2", expected: "1 as num_class")
            ),
            ("max_feature_idx=1", "max_feature_idx=2", 8, nil, .wrongCount(key: "feature_names", expected: 3, found: 2)),
            (
                "max_feature_idx=1", "max_feature_idx=99999999999999999999", 6, nil,
                .outOfRange(key: "max_feature_idx", index: 0, found: "99999999999999999999", expected: "0 … 2147483646")
            ),
            ("[-1:2.5]", "[3:2.5]", 9, nil, .notANumber(key: "feature_infos", index: 0, found: "[3:2.5]")),
            ("binary sigmoid:2", "telepathy", 7, nil, .unknownObjective("telepathy")),
            ("binary sigmoid:2", "binary", 7, nil, .invalidParameter("sigmoid", objective: "binary", found: nil)),
            ("binary sigmoid:2", "binary sigmoid:-2", 7, nil, .invalidParameter("sigmoid", objective: "binary", found: "-2")),
            ("binary sigmoid:2", "multiclass num_class:3", 7, nil, .outputsMismatch(objective: "multiclass", expected: 3, found: 1)),
            ("Tree=0", "Trees", nil, nil, .wrongTreeCount(announced: 1, found: 0)),
            ("num_leaves=4\n", "", 12, 0, .missingKey("num_leaves")),
            ("num_leaves=4", "num_leaves=2147483647", 21, 0, .wrongCount(key: "leaf_value", expected: 2_147_483_647, found: 4)),
            ("num_leaves=4", "num_leaves=0", 13, 0, .outOfRange(key: "num_leaves", index: 0, found: "0", expected: "1 … 2147483647")),
            ("num_cat=1", "num_cat", 14, 0, .notAKey(found: "num_cat")),
            ("split_feature=0 1 0", "split_feature=0 1", 15, 0, .wrongCount(key: "split_feature", expected: 3, found: 2)),
            (
                "split_feature=0 1 0", "split_feature=0 2 0", 15, 0,
                .outOfRange(key: "split_feature", index: 1, found: "2", expected: "0 … 1")
            ),
            ("threshold=0.5 0", "threshold=0x5 0", 17, 0, .notANumber(key: "threshold", index: 0, found: "0x5")),
            ("threshold=0.5 0", "threshold=nan 0", 17, 0, .notANumber(key: "threshold", index: 0, found: "nan")),
            ("threshold=0.5 0", "threshold=0.5 1", 17, 0, .unknownCategorySet(node: 1, found: "1", sets: 1)),
            ("threshold=0.5 0", "threshold=0.5 0.5", 17, 0, .unknownCategorySet(node: 1, found: "0.5", sets: 1)),
            ("decision_type=10", "decision_type=12", 18, 0, .outOfRange(key: "decision_type", index: 0, found: "12", expected: "0 … 11")),
            ("left_child=2", "left_child=3", 19, 0, .childOutOfRange(node: 0, child: 3, leaves: 4)),
            ("left_child=2", "left_child=-5", 19, 0, .childOutOfRange(node: 0, child: -5, leaves: 4)),
            ("left_child=2", "left_child=-1", 19, 0, .reachedTwice(child: -1)),
            ("left_child=2", "left_child=0", 19, 0, .reachedTwice(child: 0)),
            // Node 1 is its own left child, and leaf 1 hangs where node 1 was.
            ("left_child=2 -2 -1\nright_child=1", "left_child=2 1 -1\nright_child=-2", 19, 0, .unreachable(node: 1)),
            (
                "leaf_value=1 2", "leaf_value=1 inf", 21, 0,
                .outOfRange(key: "leaf_value", index: 1, found: "inf", expected: "finite")
            ),
            ("leaf_count=10", "leaf_count=-10", 23, 0, .outOfRange(key: "leaf_count", index: 0, found: "-10", expected: "at least 0")),
            ("cat_boundaries=0 2", "cat_boundaries=1 2", 27, 0, .invalidBoundary(index: 0, found: 1, expected: "0")),
            ("cat_boundaries=0 2", "cat_boundaries=0 3", 28, 0, .wrongCount(key: "cat_threshold", expected: 3, found: 2)),
            ("num_cat=1", "num_cat=2", 27, 0, .wrongCount(key: "cat_boundaries", expected: 3, found: 2)),
            (
                "num_cat=1\nsplit_feature=0 1 0", "cat_boundaries=0 2 1\nsplit_feature=0 1 0\nnum_cat=2", 28, 0,
                .duplicateKey("cat_boundaries")
            ),
            (
                "4294967295", "4294967296", 28, 0,
                .outOfRange(key: "cat_threshold", index: 1, found: "4294967296", expected: "0 … 4294967295")
            ),
            ("is_linear=0", "is_linear=1", 29, 0, .linearTree),
            ("end of trees\n\nfeature_importances:\nx=2\nzone=1\n\nparameters:\n", "", nil, nil, .truncated(expected: "\"end of trees\"")),
            ("end of parameters\n", "", nil, nil, .truncated(expected: "\"end of parameters\"")),
        ] as [(String, String, Int?, Int?, LightGBMTextFault)])
    func faultsAreToldWithTheirPlace(found: String, replaced: String, line: Int?, tree: Int?, fault: LightGBMTextFault) throws {
        let text = base.replacing(found, with: replaced, maxReplacements: 1)
        #expect(text != base)
        #expect(throws: LightGBMTextError(line: line, tree: tree, fault)) { try decode(text) }
    }

    @Test func boundariesMustAscend() throws {
        let text = base.replacing("num_cat=1", with: "num_cat=2").replacing("cat_boundaries=0 2", with: "cat_boundaries=0 2 1")
        #expect(throws: LightGBMTextError(line: 27, tree: 0, .invalidBoundary(index: 2, found: 1, expected: "at least 2"))) {
            try decode(text)
        }
    }

    @Test func treesMustBeWholeIterations() throws {
        let text = base.replacing("num_class=1\nnum_tree_per_iteration=1", with: "num_class=2\nnum_tree_per_iteration=2")
            .replacing("objective=binary sigmoid:2\n", with: "")
        #expect(throws: LightGBMTextError(.incompleteIteration(trees: 1, outputs: 2))) { try decode(text) }
    }

    @Test func aQuantileNeedsItsLevel() throws {
        let text = base.replacing("binary sigmoid:2", with: "quantile")
        #expect(try decode(text).objective == .quantile(level: 0.25))
        #expect(throws: LightGBMTextError(line: 7, .invalidParameter("[alpha: level]", objective: "quantile", found: nil))) {
            try decode(text.replacing("[alpha: 0.25]\n", with: ""))
        }
    }

    @Test func messagesSayWhere() throws {
        let error = LightGBMTextError(line: 19, tree: 2, .childOutOfRange(node: 0, child: 9, leaves: 4))
        #expect(
            error.description
                == "line 19, tree 2: a child of node 0 should be -4 … 2, found 9; the file was damaged, save the model again")
    }

    @Test func emptyTextIsTruncated() throws {
        #expect(throws: LightGBMTextError(.truncated(expected: "the line \"tree\""))) { try LightGBMText.decode([]) }
    }

    @Test func sizesTellWhereTreesAre() throws {
        // What lies inside a block behind its empty line is nobody's, also when it looks like a tree.
        let text = base.replacing("shrinkage=0.1\n\n\n", with: "shrinkage=0.1\n\nTree=1\n\n")
        #expect(try decode(text.replacing("tree_sizes=355", with: "tree_sizes=362")) == decode(base))
        #expect(throws: LightGBMTextError(.wrongTreeCount(announced: 1, found: 2))) { try decode(text) }
    }

    // What other versions, systems and programs write, all the same model.
    @Test(arguments: [
        ("\n", "\r\n"), ("tree_sizes=355\n", ""), ("tree_sizes=355", "tree_sizes=17"), ("version=v4", "version=v2"),
        ("end of trees\n\nfeature_importances:", "feature importances:"), ("shrinkage=0.1\n\n\n", "shrinkage=0.1\n"),
        ("label_index=0\n", ""), ("is_linear=0\n", ""), ("Tree=0", "Tree=7"), ("0.5 0 -0.25", "5e-1  0.0 -.25"),
        ("num_tree_per_iteration=1\n", ""),
    ])
    func otherSpellingsReadTheSame(found: String, replaced: String) throws {
        let text = base.replacing(found, with: replaced)
        #expect(text != base)
        #expect(try decode(text) == decode(base))
    }
}
