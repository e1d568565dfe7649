import Headroom

/// A forest for people.
enum ForestRows {
    /// One line.
    static func line(_ summary: ForestSummary) -> String {
        "\(summary.objective): \(summary.trees) trees with \(summary.leaves) leaves, \(summary.features) features "
            + "(\(summary.usedFeatures) used), \(summary.outputs == 1 ? "1 output" : "\(summary.outputs) outputs")"
    }

    /// The line, and the features with the largest gains.
    static func text(_ summary: ForestSummary) -> String {
        guard !summary.topFeatures.isEmpty else { return line(summary) }
        var table = TextTable(["feature", "gain", "splits"])
        for feature in summary.topFeatures { table.add([feature.name, Decimal.text(feature.gain, digits: 3), "\(feature.splits)"]) }
        return line(summary) + "\n" + table.text
    }
}
