/// The keys of a YAML mapping, each to be asked for by name; those that nobody asked for are unknown.
final class ConfigurationMapping {
    let node: ConfigurationNode
    /// Keys and values in the order of the file.
    let entries: [(key: String, keyNode: ConfigurationNode, value: ConfigurationNode)]
    private var asked: [String] = []

    /// - Throws: ``SynthesisError/conflictingKeys(at:reason:)`` for a key that stands twice.
    init(_ node: ConfigurationNode, _ mapping: [(key: YAMLNode, value: YAMLNode)]) throws(SynthesisError) {
        self.node = node
        entries = mapping.map { key, value in
            let name = key.scalar ?? "?"
            return (name, node.below(key), node.below(value, key: name))
        }
        var seen = Set<String>()
        for entry in entries where !seen.insert(entry.key).inserted {
            throw .conflictingKeys(at: entry.keyNode.place, reason: "the key `\(entry.key)` stands twice")
        }
    }

    /// The value of a key, if it is there.
    subscript(key: String) -> ConfigurationNode? {
        if !asked.contains(key) { asked.append(key) }
        return entries.first { $0.key == key }?.value
    }

    /// The value of a key that must be there; one that looks like it is taken for a typing error.
    func required(_ key: String) throws(SynthesisError) -> ConfigurationNode {
        if let value = self[key] { return value }
        if let entry = entries.first(where: { !asked.contains($0.key) && Self.nearest(to: $0.key, in: [key]) != nil }) {
            throw .unknownKey(at: entry.keyNode.place, key: entry.key, nearest: key, known: asked.sorted())
        }
        throw .missingKey(at: node.place, key: key)
    }

    /// The one of several keys that is there.
    func oneOf(_ keys: [String]) throws(SynthesisError) -> (key: String, value: ConfigurationNode) {
        var present: [(String, ConfigurationNode)] = []
        for key in keys { if let value = self[key] { present.append((key, value)) } }
        guard present.count == 1 else {
            throw .conflictingKeys(
                at: node.place,
                reason: "expected one of the keys `\(keys.joined(separator: "`, `"))`, found "
                    + (present.isEmpty ? "none" : "\(present.count) of them"))
        }
        return present[0]
    }

    /// Refuses keys that nobody asked for.
    /// - Throws: ``SynthesisError/unknownKey(at:key:nearest:known:)`` for the first one.
    func finish() throws(SynthesisError) {
        for entry in entries where !asked.contains(entry.key) {
            throw .unknownKey(
                at: entry.keyNode.place, key: entry.key, nearest: Self.nearest(to: entry.key, in: asked), known: asked.sorted())
        }
    }

    /// The known word with the fewest typing errors between, if these are few for its length.
    static func nearest(to word: String, in known: [String]) -> String? {
        let best = known.map { ($0, distance(Array(word.utf8), Array($0.utf8))) }.min { ($0.1, $0.0) < ($1.1, $1.0) }
        guard let best, best.1 <= max(1, best.0.utf8.count / 3) else { return nil }
        return best.0
    }

    /// Letters to insert, delete or replace (Levenshtein).
    private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var row = Array(0...b.count)
        for (i, x) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, y) in b.enumerated() {
                let above = row[j + 1]
                row[j + 1] = min(above + 1, row[j] + 1, diagonal + (x == y ? 0 : 1))
                diagonal = above
            }
        }
        return row[b.count]
    }
}
