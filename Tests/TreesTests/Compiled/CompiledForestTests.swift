import Tensors
import TestSupport
import Testing
import Trees

/// The sums that define all others `[count, outputs]`.
private func definition(_ forest: Forest, _ rows: [Float]) -> [Double] {
    let count = rows.count / forest.featureCount
    var sums = [Double](repeating: 0, count: count * forest.outputs)
    let wide = rows.map(Double.init)
    wide.withUnsafeBufferPointer { x in
        sums.withUnsafeMutableBufferPointer { sums in
            guard let x = x.baseAddress, let sums = sums.baseAddress else { return }
            for row in 0..<count { forest.addRawScores(of: x + row * forest.featureCount, to: sums + row * forest.outputs) }
        }
    }
    return sums
}

/// The same in float: values rounded, added in the order of the trees.
private func roundedDefinition(_ forest: Forest, _ rows: [Float]) -> [Float] {
    let count = rows.count / forest.featureCount
    var sums = [Float](repeating: 0, count: count * forest.outputs)
    for row in 0..<count {
        let x = rows[row * forest.featureCount..<(row + 1) * forest.featureCount].map(Double.init)
        for (index, tree) in forest.trees.enumerated() {
            let leaf = tree.leaf(of: x), first = tree.width == 1 ? index % forest.outputs : 0
            for k in 0..<tree.width { sums[row * forest.outputs + first + k] += Float(tree.leafValues[leaf * tree.width + k]) }
        }
    }
    return sums
}

private let levels = InstructionSet.supported.map(Kernels.init)

/// Compares all ways of evaluation in all levels with the definition, bit for bit.
private func expectDefinition(
    _ forest: Forest, _ rows: [Float], stride: Int? = nil, _ comment: Comment, sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let (columns, outputs) = (forest.featureCount, forest.outputs), count = rows.count / columns
    let stride = stride ?? columns
    let memory = GuardedRows(rows, columns: columns, stride: stride)
    let (expected, rounded) = (definition(forest, rows), roundedDefinition(forest, rows))
    for kernels in levels {
        let compiled = try CompiledForest(forest, kernels: kernels)
        var (sums, floats) = ([Double](repeating: .nan, count: count * outputs), [Float](repeating: .nan, count: count * outputs))
        compiled.rawScores(rows: memory.pointer, count: count, stride: stride, into: &sums)
        compiled.rawScores(rows: memory.pointer, count: count, stride: stride, into: &floats)
        #expect(sums.map(\.bitPattern) == expected.map(\.bitPattern), "\(comment), \(kernels)", sourceLocation: sourceLocation)
        #expect(floats.map(\.bitPattern) == rounded.map(\.bitPattern), "\(comment), \(kernels)", sourceLocation: sourceLocation)
        sums.withUnsafeMutableBufferPointer { sums in
            floats.withUnsafeMutableBufferPointer { floats in
                guard let sums = sums.baseAddress, let floats = floats.baseAddress else { return }
                for row in 0..<count {
                    compiled.rawScores(of: memory.pointer + row * stride, into: sums + row * outputs)
                    compiled.rawScores(of: memory.pointer + row * stride, into: floats + row * outputs)
                }
            }
        }
        #expect(sums.map(\.bitPattern) == expected.map(\.bitPattern), "alone, \(comment), \(kernels)", sourceLocation: sourceLocation)
        #expect(floats.map(\.bitPattern) == rounded.map(\.bitPattern), "alone, \(comment), \(kernels)", sourceLocation: sourceLocation)
    }
}

@Suite struct CompiledForestTests {
    @Test(arguments: [1, 2, 3, 4, 15, 16, 17, 30, 31, 32, 33, 34, 63, 64, 65, 128, 255, 256, 257, 300], [false, true])
    func everyLeafIsFound(leaves: Int, isChain: Bool) throws {
        for (seed, features) in [3, 40, 70].enumerated() {
            let random = ForestCase(leaves: leaves, features: features, isChain: isChain)
            let forest = random.forest(seed: UInt64(seed))
            try expectDefinition(forest, random.rows(200, of: forest, seed: UInt64(seed)), "\(random)")
        }
    }

    @Test(arguments: [1, 2, 15, 16, 17, 100, 255, 256, 257, 300]) func treesAreAddedInOrder(trees: Int) throws {
        for leaves in [1, 2, 8, 31, 32, 60] {
            let random = ForestCase(trees: trees, leaves: leaves, features: 38)
            let forest = random.forest(seed: 5)
            try expectDefinition(forest, random.rows(70, of: forest, seed: 6), "\(random)")
        }
    }

    /// Trees of different sizes, one of a single leaf among them, and one that alone needs more than planes have.
    @Test(arguments: [[1, 31, 2], [1, 1, 300, 1], [256, 1, 256, 2], [200, 57, 1, 255]]) func sizesMix(leaves: [Int]) throws {
        let random = ForestCase(features: 9)
        var forest = random.forest(seed: 0)
        forest.trees = leaves.enumerated().flatMap { k, n in ForestCase(leaves: n, features: 9).forest(seed: UInt64(k)).trees }
        try expectDefinition(forest, random.rows(150, of: forest, seed: 1), "\(leaves)")
    }

    /// More keys than one table, than all tables, than one byte counts, than planes hold.
    @Test(arguments: [64, 65, 128, 129, 256, 257, 300, 1025, 3000]) func manyFeatures(features: Int) throws {
        for (trees, leaves) in [(1, 1 + 2 * features), (40, 60), (60, 200)] {
            let random = ForestCase(trees: trees, leaves: leaves, features: features)
            let forest = random.forest(seed: 7)
            try expectDefinition(forest, random.rows(70, of: forest, seed: 8), "\(random)")
        }
    }

    /// One feature with more thresholds than a key has, in each rule.
    @Test(arguments: [250, 255, 256, 257, 511, 4000]) func manyThresholds(nodes: Int) throws {
        let random = ForestCase(leaves: nodes + 1, features: 1, categorical: 0)
        let forest = random.forest(seed: 9)
        try expectDefinition(forest, random.rows(3000, of: forest, seed: 10), "\(random)")
    }

    @Test func onlyCategories() throws {
        let random = ForestCase(trees: 30, leaves: 31, features: 3, categorical: 1)
        let forest = random.forest(seed: 11)
        try expectDefinition(forest, random.rows(200, of: forest, seed: 12), "\(random)")
    }

    @Test(arguments: [20_000]) func deepAndLargeTrees(leaves: Int) throws {
        for isChain in [false, true] {
            let random = ForestCase(trees: 2, leaves: leaves, features: 20, isChain: isChain)
            let forest = random.forest(seed: 13)
            try expectDefinition(forest, random.rows(20, of: forest, seed: 14), "\(random)")
        }
    }

    @Test(arguments: 0...70) func countsAndStrides(count: Int) throws {
        for (outputs, width, leaves) in [(1, 1, 31), (4, 1, 40), (3, 3, 12), (17, 1, 5), (1, 1, 300)] {
            let random = ForestCase(trees: 9, leaves: leaves, features: 7, outputs: outputs, width: width)
            let forest = random.forest(seed: 15)
            let rows = random.rows(count, of: forest, seed: UInt64(count))
            try expectDefinition(forest, rows, stride: 7 + count % 4, "\(count) rows, \(random)")
        }
    }

    @Test func noTreesAndNoFeatures() throws {
        try expectDefinition(Forest(trees: [], outputs: 2, featureNames: ["x"]), [1, 2, 3], "no trees")
    }

    /// Raw scores are sums; the forest's own end of a prediction divides them.
    @Test(arguments: [(1, 1), (3, 1), (3, 3)]) func averagesAreSumsAtFirst(outputs: Int, width: Int) throws {
        var random = ForestCase(trees: 9, features: 4, outputs: outputs, width: width)
        random.averages = true
        let forest = random.forest(seed: 16)
        let rows = random.rows(100, of: forest, seed: 17)
        try expectDefinition(forest, rows, "averages of \(outputs) outputs")
        var sums = [Double](repeating: 0, count: outputs)
        try CompiledForest(forest).rawScores(of: Array(rows.prefix(4)), into: &sums)
        forest.finishPrediction(&sums)
        #expect(sums == forest.predict(row: rows.prefix(4).map(Double.init)))
    }

    @Test func threadsDoNotChangeBits() throws {
        let random = ForestCase(trees: 20, features: 6, outputs: 2)
        let forest = random.forest(seed: 18)
        let rows = random.rows(3000, of: forest, seed: 19), compiled = try CompiledForest(forest)
        var (one, three) = ([Double](repeating: 0, count: 6000), [Double](repeating: 0, count: 6000))
        compiled.rawScores(rows: rows, count: 3000, into: &one, threads: 1)
        compiled.rawScores(rows: rows, count: 3000, into: &three, threads: 3)
        #expect(one == three && one == definition(forest, rows))
    }

    @Test func floatsAreWithinTheirBound() throws {
        let random = ForestCase(trees: 100, features: 6)
        let forest = random.forest(seed: 20)
        let rows = random.rows(500, of: forest, seed: 21)
        var floats = [Float](repeating: 0, count: 500)
        try CompiledForest(forest).rawScores(rows: rows, count: 500, into: &floats)
        var absolute = forest
        for t in absolute.trees.indices { absolute.trees[t].leafValues = absolute.trees[t].leafValues.map(abs) }
        for (k, (exact, sizes)) in zip(definition(forest, rows), definition(absolute, rows)).enumerated() {
            #expect(abs(Double(floats[k]) - exact) <= 101 * 0x1p-24 / (1 - 101 * 0x1p-24) * sizes)
        }
    }

    @Test func whatCannotBeCompiledIsTold() {
        let bad = Tree(
            nodes: [
                TreeNode(feature: 0, threshold: 1, left: 1, right: ~0), TreeNode(feature: 0, threshold: .nan, left: ~1, right: ~2),
            ], leafValues: [1, 2, 3])
        let good = Tree(nodes: [], leafValues: [0])
        #expect(throws: ForestCompilationError.thresholdIsNaN(tree: 1, node: 1)) {
            try CompiledForest(Forest(trees: [good, bad], featureNames: ["x"]))
        }
        let features = 65_537
        let chain = (0..<features).map { k in
            TreeNode(feature: Int32(k), threshold: 0, left: ~Int32(k), right: k == features - 1 ? ~Int32(features) : Int32(k + 1))
        }
        let wide = Tree(nodes: chain, leafValues: [Double](repeating: 0, count: features + 1))
        #expect(throws: ForestCompilationError.tooManyTests(tree: 0, count: features, limit: 65_536)) {
            try CompiledForest(Forest(trees: [wide], featureNames: (0..<features).map(String.init)))
        }
        #expect(
            "\(ForestCompilationError.thresholdIsNaN(tree: 1, node: 1))"
                == "tree 1, node 1: its threshold is NaN, which no value can be compared with; repair the model")
    }

    @Test(.enabled(if: allocationsAreCounted)) func predictionsTakeNoMemory() throws {
        for (leaves, outputs, features) in [(31, 1, 38), (255, 4, 38), (400, 1, 300)] {
            let random = ForestCase(trees: 20, leaves: leaves, features: features, outputs: outputs)
            let forest = random.forest(seed: 22)
            let rows = random.rows(200, of: forest, seed: 23)
            for kernels in levels {
                let compiled = try CompiledForest(forest, kernels: kernels)
                var sums = [Double](repeating: 0, count: 200 * outputs), floats = [Float](repeating: 0, count: 200 * outputs)
                let count = rows.withUnsafeBufferPointer { rows in
                    sums.withUnsafeMutableBufferPointer { sums in
                        floats.withUnsafeMutableBufferPointer { floats in
                            guard let x = rows.baseAddress, let sums = sums.baseAddress, let floats = floats.baseAddress else { return 1 }
                            return allocations {
                                compiled.rawScores(of: x, into: sums)
                                compiled.rawScores(of: x, into: floats)
                                compiled.rawScores(rows: x, count: 200, into: sums)
                                compiled.rawScores(rows: x, count: 200, into: floats)
                            }
                        }
                    }
                }
                #expect(count == 0)
            }
        }
    }
}
