extension Tree {
    /// The lines of a tree from `num_leaves` on, for one of its outputs.
    func text(output: Int) -> String {
        let (boundaries, sets, words) = categorySets
        var lines = ["num_leaves=\(leafCount)", "num_cat=\(boundaries.count - 1)"]
        func line<Values: Sequence>(_ key: String, _ values: Values, _ text: (Values.Element) -> String) {
            lines.append("\(key)=\(values.map(text).joined(separator: " "))")
        }
        let number: (Double) -> String = { TextNumber.shortest($0) }
        line("split_feature", nodes) { "\($0.feature)" }
        line("split_gain", nodes) { Self.gain($0.gain) }
        line("threshold", zip(nodes, sets)) { node, set in node.isCategorical ? "\(set)" : number(node.threshold) }
        line("decision_type", nodes) { node in
            "\((node.isCategorical ? 1 : node.defaultsLeft ? 2 : 0) | Int(node.missing.rawValue) << 2)"
        }
        line("left_child", nodes) { "\($0.left)" }
        line("right_child", nodes) { "\($0.right)" }
        line("leaf_value", 0..<leafCount) { number(leafValues[$0 * width + output]) }
        line("leaf_weight", leafWeights, number)
        line("leaf_count", leafCounts) { "\($0)" }
        line("internal_value", nodes) { number($0.value) }
        line("internal_weight", nodes) { number($0.weight) }
        line("internal_count", nodes) { "\($0.count)" }
        if boundaries.count > 1 {
            line("cat_boundaries", boundaries) { "\($0)" }
            line("cat_threshold", words) { "\($0)" }
        }
        lines += ["is_linear=0", "shrinkage=\(number(shrinkage))", ""]
        // LightGBM takes an empty list of counts or weights for a wrong one.
        return lines.filter { nodes.isEmpty || $0 != "leaf_weight=" && $0 != "leaf_count=" }.joined(separator: "\n")
    }

    /// Gains that LightGBM made fit single precision, which needs half the digits.
    private static func gain(_ gain: Double) -> String {
        Double(Float(gain)) == gain && gain.isFinite ? TextNumber.shortest(Float(gain)) : TextNumber.shortest(gain)
    }

    /// Boundaries of the category sets, the set of every node (0 for numerical ones), and the words.
    ///
    /// Words stay where they are as long as no two sets overlap; a part that no node uses is a set of its own.
    private var categorySets: (boundaries: [Int], sets: [Int], words: [UInt32]) {
        let used = Set(nodes.lazy.filter(\.isCategorical).map(\.categories))
        let ranges = used.sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
        var (boundaries, words) = ([0], categoryWords)
        var numbers: [Range<Int32>: Int] = [:]
        if zip(ranges, ranges.dropFirst()).allSatisfy({ $0.upperBound <= $1.lowerBound }) {
            for range in ranges {
                if Int(range.lowerBound) > boundaries.last! { boundaries.append(Int(range.lowerBound)) }
                numbers[range] = boundaries.count - 1
                boundaries.append(Int(range.upperBound))
            }
            if words.count > boundaries.last! { boundaries.append(words.count) }
        } else {
            words = []
            for range in ranges {
                numbers[range] = boundaries.count - 1
                words += categoryWords[Int(range.lowerBound)..<Int(range.upperBound)]
                boundaries.append(words.count)
            }
        }
        return (boundaries, nodes.map { $0.isCategorical ? numbers[$0.categories]! : 0 }, words)
    }

    /// The categories in a set.
    func members(_ words: Range<Int32>) -> [Int] {
        words.enumerated().flatMap { index, word in
            (0..<32).filter { categoryWords[Int(word)] >> UInt32($0) & 1 == 1 }.map { index * 32 + $0 }
        }
    }
}
