import Tensors

/// All that the nodes of some trees can ask about a row, as keys that kernels compute once.
struct ForestKeys {
    /// The keys, in the order of their rules, and their tables as `CKernels/include/ckernels.h` describes them.
    private(set) var keys: [PackedForest.Key] = []
    private(set) var thresholds: [Float] = [], categories: [UInt32] = []

    private struct Column: Hashable, Comparable {
        var rule: PackedForest.Rule, feature: Int

        static func < (a: Column, b: Column) -> Bool { (a.rule, a.feature) < (b.rule, b.feature) }
    }

    private struct Category: Hashable {
        var feature: Int, words: [UInt32]
    }

    /// First key and sorted thresholds of a numerical column.
    private var numbers: [Column: (firstKey: Int, thresholds: [Float])] = [:]
    private var sets: [Category: Int] = [:]

    /// The keys of all nodes of `trees`, each test once.
    init(_ trees: some Collection<Tree>) {
        var asked: [Column: Set<Float>] = [:]
        for tree in trees {
            for node in tree.nodes where !node.isCategorical {
                asked[Self.column(node), default: []].insert(Self.largestFloat(atMost: node.threshold))
            }
        }
        for column in asked.keys.sorted() { append(column, asked[column, default: []].sorted()) }
        for tree in trees {
            for node in tree.nodes where node.isCategorical { append(Self.category(node, of: tree)) }
        }
    }

    /// The key that a node looks at, and the limit below which it sends it left.
    func test(_ node: TreeNode, of tree: Tree) -> (key: Int, limit: Int) {
        if node.isCategorical {
            guard let key = sets[Self.category(node, of: tree)] else { preconditionFailure("a node of another tree") }
            return (key, 1)
        }
        let threshold = Self.largestFloat(atMost: node.threshold)
        guard let column = numbers[Self.column(node)] else { preconditionFailure("a node of another tree") }
        var (low, high) = (0, column.thresholds.count)
        while low < high {
            let middle = (low + high) / 2
            if column.thresholds[middle] < threshold { low = middle + 1 } else { high = middle }
        }
        let size = PackedForest.thresholdsOfKey
        return (column.firstKey + low / size, low % size + 1)
    }

    /// The largest float that is not above a threshold: floats are at most the one when they are at most the other.
    static func largestFloat(atMost threshold: Double) -> Float {
        let nearest = Float(threshold)
        return Double(nearest) > threshold ? nearest.nextDown : nearest
    }

    private static func column(_ node: TreeNode) -> Column {
        let rule: PackedForest.Rule =
            switch node.missing {
            case .none: .number
            case .nan: node.defaultsLeft ? .nanLeft : .nanRight
            case .zero: node.defaultsLeft ? .zeroLeft : .zeroRight
            }
        return Column(rule: rule, feature: Int(node.feature))
    }

    private static func category(_ node: TreeNode, of tree: Tree) -> Category {
        let words = tree.categoryWords[Int(node.categories.lowerBound)..<Int(node.categories.upperBound)]
        return Category(feature: Int(node.feature), words: Array(words))
    }

    /// Adds keys of a numerical column, with thresholds in rows of 16.
    private mutating func append(_ column: Column, _ sorted: [Float]) {
        numbers[column] = (keys.count, sorted)
        for start in stride(from: 0, to: sorted.count, by: PackedForest.thresholdsOfKey) {
            let part = sorted[start..<min(start + PackedForest.thresholdsOfKey, sorted.count)]
            let rows = (part.count + 15) / 16
            keys.append(PackedForest.Key(feature: column.feature, rule: column.rule, first: thresholds.count / 16, count: part.count))
            let lastOfRows = (1..<rows).map { part[part.startIndex + 16 * $0 - 1] }
            thresholds += lastOfRows + [Float](repeating: .infinity, count: 16 - lastOfRows.count)
            thresholds += part + [Float](repeating: .infinity, count: 16 * rows - part.count)
        }
    }

    private mutating func append(_ category: Category) {
        guard sets[category] == nil else { return }
        sets[category] = keys.count
        keys.append(
            PackedForest.Key(feature: category.feature, rule: .category, first: categories.count, count: category.words.count))
        categories += category.words
    }
}
