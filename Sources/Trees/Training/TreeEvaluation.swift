import Tensors

/// Scores of forests on rows.
public enum TreeEvaluation {
    /// The loss that early stopping watches, of a forest on rows.
    /// - Throws: ``BoostingError`` when targets or weights do not suit the objective.
    public static func loss(
        of forest: Forest, objective: BoostingObjective, _ data: BoostingData, compute: Compute
    ) throws(BoostingError) -> Double {
        let rows = try TargetRows(data.targets, weights: data.weights, rows: data.features.rows, objective: objective)
        return objective.loss(try ScoreTable(forest, data.features, compute: compute).values, rows)
    }
}
