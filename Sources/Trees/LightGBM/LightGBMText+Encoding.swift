extension LightGBMText {
    /// Writes a model of version v4, which LightGBM loads, with the same predictions, bit for bit.
    ///
    /// - Numbers are the shortest that read back as the same bits.
    /// - A tree with several values in a leaf becomes one tree for each output, so what is read back has more trees but the same sums.
    /// - For ``ForestObjective/quantiles(levels:)`` and for several outputs of any objective but those of classes, which LightGBM lacks, and
    ///   for `custom` there is no line `objective`: LightGBM then predicts the raw sums, `[rows, outputs]`, and the link is left to whoever uses
    ///   it: putting the quantiles of a row in order, for example. Quantile levels go behind the parameters, into a line which LightGBM passes
    ///   over and `decode(_:)` reads.
    /// - Where ``Forest/featureRanges`` are not known, they are written as far as the nodes tell: the categories of their sets, `[-inf:inf]` for
    ///   other features in use, `none` for the rest.
    ///
    /// - Throws: ``LightGBMTextError`` for feature names that the format cannot hold, and for trees that are no whole number of iterations.
    /// - Precondition: nodes, leaves and words of every tree refer to what there is, leaf values are finite, all trees have the same width.
    public static func encode(_ forest: Forest) throws(LightGBMTextError) -> [UInt8] {
        let outputs = forest.outputs
        for name in forest.featureNames where !isWritable(name) { throw LightGBMTextError(.unwritableName(name)) }
        let isWide = forest.trees.first.map { $0.width > 1 } ?? false
        guard !forest.trees.isEmpty, isWide || forest.trees.count % outputs == 0 else {
            throw LightGBMTextError(.incompleteIteration(trees: forest.trees.count, outputs: outputs))
        }
        precondition(forest.trees.allSatisfy { $0.width == (isWide ? outputs : 1) }, "trees of different widths")
        var blocks: [[UInt8]] = []
        blocks.reserveCapacity(forest.trees.count * (isWide ? outputs : 1))
        for tree in forest.trees {
            for output in 0..<tree.width { blocks.append(Array("Tree=\(blocks.count)\n\(tree.text(output: output))\n\n".utf8)) }
        }
        var out = Array(header(forest, sizes: blocks.map(\.count)).utf8)
        out.reserveCapacity(out.count + blocks.reduce(4096) { $0 + $1.count })
        for block in blocks { out += block }
        out += Array(footer(forest).utf8)
        return out
    }

    /// Whether a name can stand between spaces in a line.
    static func isWritable(_ name: String) -> Bool {
        !name.isEmpty && !name.utf8.contains { [0, UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: " ")].contains($0) }
    }

    private static func header(_ forest: Forest, sizes: [Int]) -> String {
        let ranges = forest.featureRanges.isEmpty ? forest.rangesOfNodes : forest.featureRanges
        precondition(ranges.count == forest.featureCount, "\(ranges.count) feature ranges for \(forest.featureCount) features")
        var lines = [
            "tree", "version=v4", "num_class=\(forest.outputs)", "num_tree_per_iteration=\(forest.outputs)", "label_index=0",
            "max_feature_idx=\(forest.featureCount - 1)",
        ]
        if let objective = forest.objective.lightGBM(outputs: forest.outputs) { lines.append("objective=\(objective)") }
        if forest.averages { lines.append("average_output") }
        lines += [
            "feature_names=\(forest.featureNames.joined(separator: " "))",
            "feature_infos=\(ranges.map(\.text).joined(separator: " "))",
            "tree_sizes=\(sizes.map(String.init).joined(separator: " "))", "", "",
        ]
        return lines.joined(separator: "\n")
    }

    private static func footer(_ forest: Forest) -> String {
        let splits = forest.importance(.splits)
        // Stable, so that features of equal importance stay in the order of the columns, as in LightGBM.
        let used = splits.indices.filter { splits[$0] > 0 }.sorted { (-splits[$0], $0) < (-splits[$1], $1) }
        var lines = ["end of trees", "", "feature_importances:"]
        lines += used.map { "\(forest.featureNames[$0])=\(Int(splits[$0]))" }
        let objective = forest.objective.lightGBM(outputs: forest.outputs)
        let name = objective?.split(separator: " ").first.map(String.init) ?? ForestObjective.customName
        lines += ["", "parameters:", "[boosting: \(forest.averages ? "rf" : "gbdt")]", "[objective: \(name)]"]
        if objective != nil { lines += forest.objective.lightGBMParameters.map { "[\($0.name): \($0.value)]" } }
        lines += ["", "end of parameters"]
        if case .quantiles(let levels) = forest.objective {
            lines.append(LightGBMParameters.quantileLevelsKey + levels.map { TextNumber.shortest($0) }.joined(separator: " "))
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension Forest {
    /// Ranges of the features as far as the nodes tell them.
    fileprivate var rangesOfNodes: [FeatureRange] {
        var isUsed = [Bool](repeating: false, count: featureCount)
        var categories = [Set<Int>](repeating: [], count: featureCount)
        for tree in trees {
            for node in tree.nodes {
                isUsed[Int(node.feature)] = true
                categories[Int(node.feature)].formUnion(tree.members(node.categories))
            }
        }
        return (0..<featureCount).map { feature in
            guard isUsed[feature] else { return .unused }
            return categories[feature].isEmpty
                ? .numerical(lowest: -.infinity, highest: .infinity) : .categorical(categories[feature].sorted())
        }
    }
}
