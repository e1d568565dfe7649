/// What can be wrong with a LightGBM text model.
public enum LightGBMTextFault: Equatable, Sendable {
    /// More bytes than node numbers of 32 bits can count.
    case tooLarge(bytes: Int)
    /// The first line is not `tree`.
    case notAModel(found: String)
    /// Not one of the versions v2, v3, v4.
    case unknownVersion(String)
    /// The text ends too early.
    case truncated(expected: String)
    /// A line of a tree that is not `key=value`.
    case notAKey(found: String)
    /// A key that every model has is missing.
    case missingKey(String)
    /// The same key twice.
    case duplicateKey(String)
    /// A word that is not the number it should be.
    case notANumber(key: String, index: Int, found: String)
    /// A number outside its range.
    case outOfRange(key: String, index: Int, found: String, expected: String)
    /// More or fewer words than there should be.
    case wrongCount(key: String, expected: Int, found: Int)
    /// The bytes of a name are no UTF-8.
    case invalidUTF8(key: String)
    /// An objective that LightGBM does not have.
    case unknownObjective(String)
    /// An objective without a parameter it needs, or with one that makes no sense.
    case invalidParameter(String, objective: String, found: String?)
    /// Objective and number of outputs do not go together.
    case outputsMismatch(objective: String, expected: Int, found: Int)
    /// The trees are no whole number of iterations, or none at all.
    case incompleteIteration(trees: Int, outputs: Int)
    /// `tree_sizes` announces another number of trees.
    case wrongTreeCount(announced: Int, found: Int)
    /// Linear functions in the leaves.
    case linearTree
    /// A child that is neither a node nor a leaf of the tree.
    case childOutOfRange(node: Int, child: Int, leaves: Int)
    /// A node or leaf with two parents, or a cycle.
    case reachedTwice(child: Int)
    /// A node that cannot be reached from the root.
    case unreachable(node: Int)
    /// The set of a categorical node does not exist.
    case unknownCategorySet(node: Int, found: String, sets: Int)
    /// The boundaries of the category sets do not ascend from 0 to the number of words.
    case invalidBoundary(index: Int, found: Int, expected: String)
    /// A feature name that LightGBM's text cannot hold, because spaces separate names there.
    case unwritableName(String)
}

extension LightGBMTextFault: CustomStringConvertible {
    /// What was expected, what was found and what to do, without the place.
    public var description: String {
        switch self {
        case .tooLarge(let bytes): "expected at most \(LightGBMText.maximumBytes) bytes, found \(bytes); save fewer iterations"
        case .notAModel(let found):
            "a LightGBM text model begins with the line \"tree\", found \(quoted(found)); save it with Booster.save_model"
        case .unknownVersion(let found): "expected the version v2, v3 or v4, found \(quoted(found)); save the model with LightGBM 2.1 … 4"
        case .truncated(let expected): "expected \(expected), found the end of the text; copy the file again"
        case .notAKey(let found): "expected key=value, found \(quoted(found)); the file was damaged or edited, save the model again"
        case .missingKey(let key): "\(key) is missing; the file was damaged or edited, save the model again"
        case .duplicateKey(let key): "\(quoted(key)) appears twice; the file was damaged or edited, save the model again"
        case .notANumber(let key, let index, let found):
            "value \(index) of \(key) should be a number, found \(quoted(found)); the file was damaged or edited, save the model again"
        case .outOfRange(let key, let index, let found, let expected):
            "value \(index) of \(key) should be \(expected), found \(quoted(found)); save the model again"
        case .wrongCount(let key, let expected, let found):
            "\(key) should have \(expected) values, found \(found); the file was damaged or edited, save the model again"
        case .invalidUTF8(let key): "\(key) should be UTF-8, found other bytes; rename the columns and train again"
        case .unknownObjective(let name):
            "the objective \(quoted(name)) is none of LightGBM's; set objective=custom to read the model with raw sums as predictions"
        case .invalidParameter(let name, let objective, let found?):
            "the objective \(objective) has \(name) = \(quoted(found)), which it cannot have; save the model again"
        case .invalidParameter(let name, let objective, nil):
            "the objective \(objective) needs \(name), found none; save the whole model, parameters section included"
        case .outputsMismatch(let objective, let expected, let found):
            "the objective \(objective) has num_tree_per_iteration=\(expected), found \(found); save the model again"
        case .incompleteIteration(0, _): "expected at least one tree, found none; train for at least one iteration"
        case .incompleteIteration(let trees, let outputs):
            "expected a multiple of \(outputs) trees, one for each output, found \(trees); the file was damaged or edited, save the model again"
        case .wrongTreeCount(let announced, let found):
            "tree_sizes announces \(announced) trees, found \(found); the text was cut or edited, copy it again"
        case .linearTree: "the leaves hold linear functions, which are not supported; train with linear_tree=false"
        case .childOutOfRange(let node, let child, let leaves):
            "a child of node \(node) should be \(-leaves) … \(leaves - 2), found \(child); the file was damaged, save the model again"
        case .reachedTwice(let child):
            "\(child < 0 ? "leaf \(~child)" : "node \(child)") should have one parent, found a second one; the file was damaged, save the model again"
        case .unreachable(let node): "node \(node) cannot be reached from node 0; the file was damaged, save the model again"
        case .unknownCategorySet(let node, let found, let sets):
            "the threshold of the categorical node \(node) should be a set 0 … \(sets - 1), found \(quoted(found)); save the model again"
        case .invalidBoundary(let index, let found, let expected):
            "value \(index) of cat_boundaries should be \(expected), found \(found); the file was damaged, save the model again"
        case .unwritableName(let name):
            "the feature name \(quoted(name)) is empty or has a space or the end of a line in it, which LightGBM's text cannot hold; rename the column"
        }
    }
}

/// Text of unknown origin inside a message: quoted, control characters replaced, at most 60 characters.
private func quoted(_ text: String) -> String {
    let shown = text.unicodeScalars.prefix(60).map {
        $0.value < 0x20 || $0.value == 0x7f || $0 == "\"" || $0.properties.isWhitespace && $0 != " " ? "?" : String($0)
    }
    return "\"\(shown.joined())\(text.unicodeScalars.count > 60 ? "…" : "")\""
}
