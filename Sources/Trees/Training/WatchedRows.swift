import Tensors

/// Rows whose loss is watched while trees are added.
final class WatchedRows {
    let table: BinnedTable
    let rows: TargetRows
    let order: UnsafeMutablePointer<UInt32>
    let spare: UnsafeMutablePointer<UInt32>
    private let features: FeatureTable
    private(set) var scores: ScoreTable
    private let compute: Compute

    init(
        _ data: BoostingData, columns: Int, bins: [FeatureBins], configuration: BoostingConfiguration, compute: Compute, continuing: Forest?
    ) throws(BoostingError) {
        guard data.features.columns == columns else {
            throw .countMismatch(of: "columns of the validation rows", expected: columns, found: data.features.columns)
        }
        guard data.features.rows > 0 else { throw .empty(rows: 0, columns: columns) }
        rows = try TargetRows(data.targets, weights: data.weights, rows: data.features.rows, objective: configuration.objective)
        for column in bins.indices where bins[column].isCategorical { try FeatureBins.checkCategories(data.features, column) }
        table = try BinnedTable(data.features, features: bins, compute: compute)
        (features, self.compute) = (data.features, compute)
        order = .allocate(capacity: table.rows + Kernels.TreeLayout.rowSlack)
        spare = .allocate(capacity: RowRouter.spareRows(table.rows))
        for row in 0..<table.rows { order[row] = UInt32(row) }
        scores = ScoreTable(rows: 0, start: [0])
    }

    deinit {
        order.deallocate()
        spare.deallocate()
    }

    /// Gives all rows the scores that training begins with.
    func start(_ start: [Double], _ continuing: Forest?) throws(BoostingError) {
        scores =
            try continuing.map { forest throws(BoostingError) in try ScoreTable(forest, features, compute: compute) }
            ?? ScoreTable(rows: table.rows, start: start)
    }

    /// Adds a tree.
    func add<Sums>(_ tree: GrownTree<Sums>, values: [Double], width: Int, output: Int, kernels: Kernels) {
        RowRouter.route(
            order, count: table.rows, spare: spare, through: tree, table: table, kernels: kernels, threads: compute.threads
        ) { leaf, rows in
            scores.add(values[leaf * width..<(leaf + 1) * width], to: rows, output: output)
        }
    }
}
