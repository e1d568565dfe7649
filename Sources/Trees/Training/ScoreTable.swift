import Tensors

/// Raw scores of rows `[outputs, N]` while trees are added.
final class ScoreTable: @unchecked Sendable {
    let rows: Int
    let outputs: Int
    let values: UnsafeMutablePointer<Double>

    init(rows: Int, start: [Double]) {
        (self.rows, outputs) = (rows, start.count)
        values = .allocate(capacity: max(1, rows * start.count))
        for (output, value) in start.enumerated() { (values + output * rows).initialize(repeating: value, count: rows) }
    }

    /// The scores that a forest gives to the rows of a table.
    /// - Throws: ``BoostingError/invalidSetting(_:)`` when the forest cannot be evaluated.
    convenience init(_ forest: Forest, _ table: FeatureTable, compute: Compute) throws(BoostingError) {
        self.init(rows: table.rows, start: Array(repeating: 0, count: forest.outputs))
        let compiled: CompiledForest
        do { compiled = try CompiledForest(forest, kernels: Kernels(compute.instructionSet)) } catch {
            throw .invalidSetting(error.description)
        }
        let pieces = (table.rows + Self.pieceRows - 1) / Self.pieceRows
        Parallel.forEach(pieces, threads: compute.threads) { [self] piece in
            let (first, columns) = (piece * Self.pieceRows, table.columns)
            let count = min(Self.pieceRows, table.rows - first)
            // Columns that are not next to each other are brought together.
            var x = [Float](repeating: 0, count: count * columns)
            for column in 0..<columns {
                let source = table.column(column) + first * table.rowStride
                for row in 0..<count { x[row * columns + column] = source[row * table.rowStride] }
            }
            var out = [Double](repeating: 0, count: count * outputs)
            compiled.rawScores(rows: x, count: count, into: &out)
            for row in 0..<count { for k in 0..<outputs { values[k * rows + first + row] = out[row * outputs + k] } }
        }
    }

    private static let pieceRows = 1_024

    deinit { values.deallocate() }

    /// Rows whose numbers of leaves stay in the first-level cache, and scores and gradients in the second-level one.
    private static let blockRows = 8_192

    /// Adds the values of leaves to the scores of their rows.
    ///
    /// - Parameters:
    ///   - leaves: all rows of the table, in leaves of any number.
    ///   - leafValues: values of each of them for all outputs of the tree `[leaves, width]`.
    ///   - output: the first output.
    ///   - done: gets every piece of the rows when its scores are done and still in the cache.
    func add(
        _ leaves: [NodeRows], _ leafValues: [Double], width: Int, output: Int, team: ThreadTeam,
        done: @Sendable (Range<Int>) -> Void = { _ in }
    ) {
        let byOutput = (0..<width).map { k in leaves.indices.map { leafValues[$0 * width + k] } }
        let stretches = leaves[0].segments
        team.forEach(stretches.count) { stretch, _ in
            let segments = leaves.map(\.segments[stretch].written)
            // Where each leaf's next row is.
            var next = segments.map { UnsafePointer<UInt32>?($0.list) }
            let last = segments.map { UnsafePointer<UInt32>?($0.list + $0.count) }
            let first = stretches[stretch].first
            let behind = stretch + 1 < stretches.count ? stretches[stretch + 1].first : rows
            withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Self.blockRows) { leafOf in
                guard let leafOf = leafOf.baseAddress else { return }
                for start in stride(from: first, to: behind, by: Self.blockRows) {
                    let block = start..<min(behind, start + Self.blockRows)
                    Kernels.numberLeaves(leafOf, next: &next, last: last, leaves: next.count, rows: block)
                    for k in 0..<width {
                        Kernels.addLeaves(
                            values + (output + k) * rows + start, leafOf: leafOf, values: byOutput[k], count: block.count)
                    }
                    done(block)
                }
            }
        }
    }
}
