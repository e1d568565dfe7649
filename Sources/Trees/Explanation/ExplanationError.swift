/// Why the predictions of a forest cannot be explained.
public enum ExplanationError: Error, Equatable, Sendable {
    /// A tree does not know how many training rows reached its nodes or leaves.
    case missingCounts(tree: Int)
    /// A tree so deep that the work space would not fit memory.
    case tooDeep(tree: Int, depth: Int)
    /// A forecaster whose trees learnt a mean: no feature explains how far the quantiles lie from it.
    case noQuantiles(objective: String)
}

extension ExplanationError: CustomStringConvertible {
    /// One sentence: what was expected, what was found, where, what to do.
    public var description: String {
        switch self {
        case .missingCounts(let tree):
            "contributions need the rows that reached every node and leaf in training, tree \(tree) does not tell them; "
                + "train the model again or load one with leaf_count and internal_count"
        case .tooDeep(let tree, let depth):
            "tree \(tree) is \(depth) nodes deep, too deep to be explained; train with a smaller depth"
        case .noQuantiles(let objective):
            "contributions explain trees of quantiles, these learnt a mean (objective \(objective)); train a direct model with "
                + "--loss quantiles"
        }
    }
}
