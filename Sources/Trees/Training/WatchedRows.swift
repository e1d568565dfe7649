import Tensors

/// Rows whose loss is watched while trees are added.
final class WatchedRows {
    let table: BinnedTable
    let rows: TargetRows
    private let order: RowOrder
    private let features: FeatureTable
    private(set) var scores: ScoreTable
    private let compute: Compute
    private let team: ThreadTeam

    init(
        _ data: BoostingData, columns: Int, bins: [FeatureBins], configuration: BoostingConfiguration, compute: Compute, team: ThreadTeam
    ) throws(BoostingError) {
        guard data.features.columns == columns else {
            throw .countMismatch(of: "columns of the validation rows", expected: columns, found: data.features.columns)
        }
        guard data.features.rows > 0 else { throw .empty(rows: 0, columns: columns) }
        rows = try TargetRows(data.targets, weights: data.weights, rows: data.features.rows, objective: configuration.objective)
        for column in bins.indices where bins[column].isCategorical { try FeatureBins.checkCategories(data.features, column) }
        table = try BinnedTable(data.features, features: bins, compute: compute)
        (features, self.compute) = (data.features, compute)
        (self.team, order) = (team, RowOrder(table, kernels: Kernels(compute.instructionSet), team: team))
        scores = ScoreTable(rows: 0, start: [0])
    }

    /// Gives all rows the scores that training begins with.
    func start(_ start: [Double], _ continuing: Forest?) throws(BoostingError) {
        scores =
            try continuing.map { forest throws(BoostingError) in try ScoreTable(forest, features, compute: compute) }
            ?? ScoreTable(rows: table.rows, start: start)
    }

    /// Adds a tree.
    func add<Sums>(_ tree: GrownTree<Sums>, _ values: [Double], width: Int, output: Int) {
        let leaves = order.route(order.all, through: tree)
        scores.add(leaves, values, width: width, output: output, team: team)
    }
}
