/// One tree of a model: its lines, then their meaning.
struct LightGBMTree {
    private var fields: [String: TextField] = [:]

    /// Reads the lines from `Tree=` up to the next empty one.
    init(_ lines: inout TextLines) throws(LightGBMTextError) {
        _ = lines.next()
        while let line = lines.next(), !line.bytes.isEmpty, !line.starts(with: "Tree="), !TreeBlocks.end(line) {
            guard let field = TextField(line) else {
                throw LightGBMTextError(line: line.number, .notAKey(found: TextNumber.text(line.bytes)))
            }
            guard fields.updateValue(field, forKey: field.key) == nil else { throw field.error(.duplicateKey(field.key)) }
        }
    }

    /// Puts the tree together.
    func tree(featureCount: Int) throws(LightGBMTextError) -> Tree {
        if let field = fields["is_linear"], try field.integer(in: 0...1) == 1 { throw field.error(.linearTree) }
        let leaves = try field("num_leaves").integer(in: 1...LightGBMText.maximumBytes)
        let values = try finite("leaf_value", leaves)
        let sets = try CategorySets(field("num_cat"), boundaries: fields["cat_boundaries"], words: fields["cat_threshold"])
        let nodes = try nodes(leaves: leaves, featureCount: featureCount, sets: sets)
        let (counts, weights) = (try counts("leaf_count", leaves), try statistics("leaf_weight", leaves))
        return Tree(
            nodes: nodes, leafValues: values, leafCounts: counts ?? [], leafWeights: weights ?? [], categoryWords: sets.words,
            shrinkage: fields["shrinkage"] == nil ? 1 : try finite("shrinkage", 1)[0])
    }

    private func nodes(leaves: Int, featureCount: Int, sets: CategorySets) throws(LightGBMTextError) -> [TreeNode] {
        let count = leaves - 1
        guard count > 0 else { return [] }
        let features = try field("split_feature").integers(count, in: 0...featureCount - 1)
        let thresholdField = try field("threshold")
        let thresholds = try thresholdField.numbers(count)
        // Bit 0: categorical; bit 1: missing values go left; bits 2 and 3: what is missing.
        let decisions = try fields["decision_type"]?.integers(count, in: 0...11) ?? []
        let (left, right) = (try children("left_child", count), try children("right_child", count))
        let (gains, nodeValues) = (try statistics("split_gain", count), try statistics("internal_value", count))
        let (nodeCounts, nodeWeights) = (try counts("internal_count", count), try statistics("internal_weight", count))

        var nodes: [TreeNode] = []
        nodes.reserveCapacity(count)
        for index in 0..<count {
            let decision = decisions.isEmpty ? 0 : decisions[index]
            let missing = TreeNode.Missing(rawValue: UInt8(decision >> 2))!
            // LightGBM keeps gains in single precision.
            let gain = gains.map { Double(Float($0[index])) } ?? 0
            var node: TreeNode
            if decision & 1 == 1 {
                guard let set = sets[thresholds[index]] else {
                    let found = TextNumber.shortest(thresholds[index])
                    throw thresholdField.error(.unknownCategorySet(node: index, found: found, sets: sets.count))
                }
                node = TreeNode(
                    feature: Int32(features[index]), categories: set, missing: missing, left: left[index], right: right[index], gain: gain)
            } else {
                node = TreeNode(
                    feature: Int32(features[index]), threshold: thresholds[index], missing: missing, defaultsLeft: decision & 2 == 2,
                    left: left[index], right: right[index], gain: gain)
            }
            (node.value, node.weight, node.count) = (nodeValues?[index] ?? 0, nodeWeights?[index] ?? 0, nodeCounts?[index] ?? 0)
            nodes.append(node)
        }
        do throws(LightGBMTextFault) {
            return try Tree.ordered(nodes)
        } catch {
            throw try field("left_child").error(error)
        }
    }

    private func field(_ key: String) throws(LightGBMTextError) -> TextField {
        guard let field = fields[key] else { throw LightGBMTextError(line: 1, .missingKey(key)) }
        return field
    }

    private func children(_ key: String, _ count: Int) throws(LightGBMTextError) -> [Int32] {
        let field = try field(key)
        return try field.words(count) { (index, word) throws(LightGBMTextError) in
            let child = try field.integer(word, index, in: Int(Int32.min)...Int(Int32.max))
            guard child < count, child >= -count - 1 else {
                throw field.error(.childOutOfRange(node: index, child: child, leaves: count + 1))
            }
            return Int32(child)
        }
    }

    private func finite(_ key: String, _ count: Int) throws(LightGBMTextError) -> [Double] {
        let field = try field(key)
        return try field.words(count) { (index, word) throws(LightGBMTextError) in
            let value = try field.number(word, index)
            guard value.isFinite else {
                throw field.error(.outOfRange(key: key, index: index, found: TextNumber.text(word), expected: "finite"))
            }
            return value
        }
    }

    /// Numbers that no prediction needs: absent when the text has none, 0 where it has NaN, which LightGBM writes for what it cannot tell.
    private func statistics(_ key: String, _ count: Int) throws(LightGBMTextError) -> [Double]? {
        guard let field = fields[key], !field.isEmpty else { return nil }
        return try field.words(count) { (index, word) throws(LightGBMTextError) in
            let value = try field.number(word, index)
            return value.isNaN ? 0 : value
        }
    }

    private func counts(_ key: String, _ count: Int) throws(LightGBMTextError) -> [Int]? {
        guard let field = fields[key], !field.isEmpty else { return nil }
        return try field.integers(count, in: 0...Int.max)
    }
}
