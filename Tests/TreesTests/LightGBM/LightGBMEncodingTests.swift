import Testing
import Trees

@Suite struct LightGBMEncodingTests {
    private func decoded(_ forest: Forest) throws -> Forest { try LightGBMText.decode(LightGBMText.encode(forest)) }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func treesComeBack(seed: UInt64) throws {
        var source = RandomForest(seed: seed, featureCount: 3)
        let forest = source.forest(trees: 4, leaves: 12, outputs: 2)
        #expect(try decoded(forest).trees == forest.trees)
    }

    @Test(arguments: 0..<5 as Range<UInt64>)
    func wideLeavesBecomeTreesOfEachOutput(seed: UInt64) throws {
        var source = RandomForest(seed: seed, featureCount: 3)
        var forest = source.forest(trees: 4, leaves: 12, outputs: 3, width: 3)
        forest.objective = .quantiles(levels: [0.1, 0.5, 0.9])
        let back = try decoded(forest)
        #expect(back.trees.count == 12 && back.outputs == 3 && back.objective == forest.objective)
        for _ in 0..<20 {
            let row = source.row()
            #expect(back.predict(row: row) == forest.predict(row: row))
        }
    }

    @Test func unknownRangesAreWrittenAsFarAsNodesTell() throws {
        let tree = Tree(
            nodes: [
                TreeNode(feature: 2, threshold: 1, left: 1, right: ~2), TreeNode(feature: 0, categories: 1..<3, left: ~0, right: ~1),
            ],
            leafValues: [1, 2, 3], categoryWords: [7, 1 << 5, 1])
        let back = try decoded(Forest(trees: [tree], featureNames: ["a", "b", "c"]))
        #expect(back.featureRanges == [.categorical([5, 32]), .unused, .numerical(lowest: -.infinity, highest: .infinity)])
        // The first word belongs to no node, the others keep their place.
        #expect(back.trees == [tree])
    }

    @Test func setsThatShareWordsAreWrittenApart() throws {
        let tree = Tree(
            nodes: [
                TreeNode(feature: 0, categories: 0..<2, left: 1, right: ~2), TreeNode(feature: 0, categories: 1..<2, left: ~0, right: ~1),
            ],
            leafValues: [1, 2, 3], categoryWords: [1, 3])
        let back = try decoded(Forest(trees: [tree], featureNames: ["a"])).trees[0]
        #expect(back.categoryWords == [1, 3, 3])
        for value in [0.0, 1, 31, 32, 33, 34] { #expect(back.leaf(of: [value]) == tree.leaf(of: [value])) }
    }

    @Test(arguments: [
        ForestObjective.regression(isSquareRoot: true), .absolute, .huber(delta: 1.25), .quantile(level: 0.7), .poisson, .gamma,
        .tweedie(power: 1.1), .binary(scale: 0.1), .crossEntropy, .crossEntropyIntensity, .signedSquareRoot(of: .quantile(level: 0.3)),
        .signedSquareRoot(of: .identity(name: "mape")), .identity(name: "custom"), .identity(name: "lambdarank"),
    ])
    func objectivesComeBack(objective: ForestObjective) throws {
        let stump = Tree(nodes: [], leafValues: [0.1])
        #expect(try decoded(Forest(trees: [stump], featureNames: ["a"], objective: objective)).objective == objective)
    }

    @Test(arguments: [ForestObjective.multiclass(classes: 2), .oneVersusAll(classes: 2, scale: 3)])
    func classesComeBack(objective: ForestObjective) throws {
        let stump = Tree(nodes: [], leafValues: [0.1])
        let forest = Forest(trees: [stump, stump], outputs: 2, featureNames: ["a"], objective: objective, averages: true)
        let back = try decoded(forest)
        #expect(back.objective == objective && back.averages)
    }

    @Test func sizesCountTheBytesOfTheBlocks() throws {
        let text = String(decoding: GoldenModel.text("categories"), as: UTF8.self)
        let written = String(decoding: try LightGBMText.encode(LightGBMText.decode(Array(text.utf8))), as: UTF8.self)
        let sizes = written.split(separator: "\n").first { $0.hasPrefix("tree_sizes=") }!.dropFirst(11).split(separator: " ").map {
            Int($0)!
        }
        var rest = Array(written.utf8)[...]
        rest = rest[rest.indices.first { rest[$0...].starts(with: "Tree=0\n".utf8) }!...]
        for (index, size) in sizes.enumerated() {
            #expect(rest.starts(with: "Tree=\(index)\n".utf8))
            rest = rest.dropFirst(size)
        }
        #expect(rest.starts(with: "end of trees\n".utf8))
        // LightGBM's own importances, in its own order.
        let importances = { (text: String) in
            text.split(separator: "\n").drop { $0 != "feature_importances:" }.prefix { $0 != "parameters:" }.map(String.init)
        }
        #expect(importances(written) == importances(text))
    }

    @Test(arguments: ["", "a b", "a\nb"])
    func namesThatTheTextCannotHoldAreRefused(name: String) {
        let forest = Forest(trees: [Tree(nodes: [], leafValues: [1])], featureNames: ["a", name])
        #expect(throws: LightGBMTextError(.unwritableName(name))) { try LightGBMText.encode(forest) }
    }

    @Test func halfIterationsAreRefused() {
        let stump = Tree(nodes: [], leafValues: [1])
        let forest = Forest(trees: [stump, stump, stump], outputs: 2, featureNames: ["a"])
        #expect(throws: LightGBMTextError(.incompleteIteration(trees: 3, outputs: 2))) { try LightGBMText.encode(forest) }
    }
}
