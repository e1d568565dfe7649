/// Which cells are meant: for some dimensions the values that match, for all others any.
public struct CellFilter: Hashable, Sendable {
    /// Patterns by dimension: a value, or its beginning and a `*`. A cell matches when for every dimension one of its patterns does.
    public var patterns: [String: [String]]

    /// Makes a filter.
    public init(_ patterns: [String: [String]]) { self.patterns = patterns }

    /// Every cell.
    public static let all = CellFilter([:])

    /// Number of dimensions that are restricted: of two settings the more specific one wins.
    public var specificity: Int { patterns.count }

    /// Whether a value of a dimension can belong to a matching cell.
    public func accepts(_ value: String, of dimension: String) -> Bool {
        guard let patterns = patterns[dimension] else { return true }
        return patterns.contains { $0.hasSuffix("*") ? value.hasPrefix($0.dropLast()) : $0 == value }
    }

    /// Checks that every pattern can match something.
    /// - Throws: ``SynthesisError/unknownName(_:of:known:)``.
    func validate(against dimensions: [CubeDimension]) throws(SynthesisError) {
        for (name, patterns) in patterns.sorted(by: { $0.key < $1.key }) {
            guard let dimension = dimensions.first(where: { $0.name == name }) else {
                throw .unknownName(name, of: "dimension", known: dimensions.map(\.name))
            }
            for pattern in patterns where !dimension.values.contains(where: { CellFilter([name: [pattern]]).accepts($0.name, of: name) }) {
                throw .unknownName(pattern, of: "value of \(name)", known: dimension.values.map(\.name))
            }
        }
    }

    /// As labels write it: `country=us|ca;platform=mobile`, `*` for all.
    public var text: String {
        patterns.isEmpty
            ? "*" : patterns.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.joined(separator: "|"))" }.joined(separator: ";")
    }
}
