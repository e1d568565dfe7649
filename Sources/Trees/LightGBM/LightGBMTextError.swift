/// A text that is no sound LightGBM model, or a forest that LightGBM's text cannot hold: what is wrong, and where.
public struct LightGBMTextError: Error, Equatable, Sendable {
    /// Line of the text, from 1; `nil` when no line is to blame.
    public var line: Int?
    /// Number of the tree, from 0; `nil` outside the trees.
    public var tree: Int?
    /// What is wrong.
    public var fault: LightGBMTextFault

    /// Makes an error; see the properties.
    public init(line: Int? = nil, tree: Int? = nil, _ fault: LightGBMTextFault) {
        (self.line, self.tree, self.fault) = (line, tree, fault)
    }
}

extension LightGBMTextError: CustomStringConvertible {
    /// One sentence: where, what was expected, what was found, what to do.
    public var description: String {
        let place = [line.map { "line \($0)" }, tree.map { "tree \($0)" }].compactMap { $0 }.joined(separator: ", ")
        return place.isEmpty ? fault.description : "\(place): \(fault.description)"
    }
}
