import Tensors

/// Scores of forests on rows.
public enum TreeEvaluation {
    /// The loss that early stopping watches, of a forest on rows.
    /// - Throws: ``BoostingError`` when columns, targets or weights do not suit the forest and the objective.
    public static func loss(
        of forest: Forest, objective: BoostingObjective, _ data: BoostingData, compute: Compute
    ) throws(BoostingError) -> Double {
        guard data.features.columns == forest.featureCount else {
            throw .countMismatch(of: "columns of the rows", expected: forest.featureCount, found: data.features.columns)
        }
        guard forest.outputs == objective.outputs else {
            throw .invalidSetting("the loss takes \(objective.outputs) outputs, the forest has \(forest.outputs)")
        }
        guard data.features.rows > 0 else { throw .empty(rows: 0, columns: data.features.columns) }
        let rows = try TargetRows(data.targets, weights: data.weights, rows: data.features.rows, objective: objective)
        let scores = try ScoreTable(forest, data.features, compute: compute)
        return withExtendedLifetime(scores) { objective.loss(scores.values, rows) }
    }
}
