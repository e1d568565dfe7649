/// Where the trees of a text start.
struct TreeBlocks {
    /// Offsets of the lines `Tree=`.
    private(set) var starts: [Int] = []

    /// Finds the trees from the line before the first one on, and leaves `lines` behind the last one.
    ///
    /// LightGBM writes how many bytes each one has. When the lines `Tree=` are not where that says, the text was edited, and all lines are
    /// searched instead.
    init(_ lines: inout TextLines, sizes: [Int]?) throws(LightGBMTextError) {
        if let sizes, let end = follow(sizes, lines) {
            lines = end
            return
        }
        starts = []
        while true {
            let before = lines
            guard let line = lines.next() else { throw LightGBMTextError(.truncated(expected: "\"end of trees\"")) }
            if Self.end(line) {
                lines = before
                break
            }
            if line.starts(with: "Tree=") { starts.append(before.offset) }
        }
        if let sizes, sizes.count != starts.count {
            throw LightGBMTextError(.wrongTreeCount(announced: sizes.count, found: starts.count))
        }
    }

    /// Collects the starts that sizes tell; `nil` when trees or their end are elsewhere, otherwise the lines behind the last tree.
    private mutating func follow(_ sizes: [Int], _ lines: TextLines) -> TextLines? {
        var offset = lines.offset
        for size in sizes {
            var block = TextLines(lines.bytes, from: offset)
            guard let line = block.next(), line.starts(with: "Tree=") else { return nil }
            starts.append(offset)
            offset += size
        }
        var rest = TextLines(lines.bytes, from: offset)
        while true {
            let before = rest
            guard let line = rest.next() else { return nil }
            if Self.end(line) { return before }
            guard line.bytes.isEmpty else { return nil }
        }
    }

    /// Whether a line ends the trees. Before version v3 nothing but the next section did.
    static func end(_ line: TextLines.Line) -> Bool {
        line.equals("end of trees") || line.equals("feature_importances:") || line.equals("feature importances:")
            || line.equals("parameters:")
    }
}
