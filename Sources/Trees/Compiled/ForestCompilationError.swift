/// Why a forest cannot be compiled.
public enum ForestCompilationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The threshold of a numerical node is no number.
    case thresholdIsNaN(tree: Int, node: Int)
    /// A tree asks for more different things than fit.
    case tooManyTests(tree: Int, count: Int, limit: Int)

    /// What was found, what was expected, and what to do.
    public var description: String {
        switch self {
        case .thresholdIsNaN(let tree, let node):
            "tree \(tree), node \(node): its threshold is NaN, which no value can be compared with; repair the model"
        case .tooManyTests(let tree, let count, let limit):
            "tree \(tree) compares with \(count) columns and sets of categories, a compiled tree with at most \(limit); train smaller trees"
        }
    }
}
