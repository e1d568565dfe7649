/// What a person wants to know of a forest first.
public struct ForestSummary: Hashable, Sendable, Codable {
    /// A feature and how much the trees use it.
    public struct Feature: Hashable, Sendable, Codable {
        /// Name of the column.
        public var name: String
        /// Sum of the gains of its splits in the objective.
        public var gain: Double
        /// Number of its splits that gained anything.
        public var splits: Int
    }

    /// What the forest was trained for, in words.
    public var objective: String
    /// Values of a prediction.
    public var outputs: Int
    /// Number of trees.
    public var trees: Int
    /// Leaves of all trees.
    public var leaves: Int
    /// Columns of a row.
    public var features: Int
    /// Columns that any split looks at.
    public var usedFeatures: Int
    /// The features with the largest gains, those with the most splits first where gains are not known.
    public var topFeatures: [Feature]

    enum CodingKeys: String, CodingKey {
        case objective, outputs, trees, leaves, features
        case usedFeatures = "used_features"
        case topFeatures = "top_features"
    }

    /// Summarises a forest.
    /// - Parameters:
    ///   - forest: the forest.
    ///   - top: most features to list, `≥ 0`.
    public init(of forest: Forest, top: Int = 10) {
        objective = "\(forest.objective)"
        (outputs, trees, features) = (forest.outputs, forest.trees.count, forest.featureCount)
        leaves = forest.trees.reduce(0) { $0 + $1.leafCount }
        usedFeatures = Set(forest.trees.flatMap { $0.nodes.map(\.feature) }).count
        let (gains, splits) = (forest.importance(.gain), forest.importance(.splits))
        let order = gains.indices.filter { splits[$0] > 0 }.sorted { (-gains[$0], -splits[$0], $0) < (-gains[$1], -splits[$1], $1) }
        topFeatures = order.prefix(top).map { Feature(name: forest.featureNames[$0], gain: gains[$0], splits: Int(splits[$0])) }
    }
}
