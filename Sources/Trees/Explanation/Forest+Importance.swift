/// How the importance of a feature in a forest is counted.
public enum ImportanceKind: Hashable, Sendable, CaseIterable {
    /// Sum of the gains of its splits in the objective.
    case gain
    /// Number of its splits that gained anything.
    case splits
}

extension Forest {
    /// Importance of every feature, as LightGBM's `feature_importance` counts it: over all nodes with a positive gain.
    ///
    /// Both kinds favour features with many distinct values, and say nothing about unseen data; `permutationImportance` does.
    /// - Parameters:
    ///   - kind: gains or splits.
    /// - Returns: importances `[D]`, `≥ 0`; all 0 when the forest does not know its gains.
    public func importance(_ kind: ImportanceKind) -> [Double] {
        var sums = [Double](repeating: 0, count: featureCount)
        for tree in trees {
            for node in tree.nodes where node.gain > 0 { sums[Int(node.feature)] += kind == .gain ? node.gain : 1 }
        }
        return sums
    }
}
