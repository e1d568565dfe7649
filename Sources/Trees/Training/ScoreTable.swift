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

    /// The same scores, which do not change with those.
    init(copying other: ScoreTable) {
        (rows, outputs) = (other.rows, other.outputs)
        values = .allocate(capacity: max(1, rows * outputs))
        values.initialize(from: other.values, count: rows * outputs)
    }

    /// The scores that a forest gives to the rows of a table.
    convenience init(_ forest: Forest, _ table: FeatureTable, compute: Compute) {
        self.init(rows: table.rows, start: Array(repeating: 0, count: forest.outputs))
        let pieceRows = 4_096
        let pieces = (table.rows + pieceRows - 1) / pieceRows
        Parallel.forEach(pieces, threads: compute.threads) { [self] piece in
            var (row, out) = ([Double](repeating: 0, count: table.columns), [Double](repeating: 0, count: outputs))
            for index in piece * pieceRows..<min(table.rows, (piece + 1) * pieceRows) {
                for column in row.indices { row[column] = Double(table.column(column)[index * table.rowStride]) }
                for output in out.indices { out[output] = 0 }
                forest.addRawScores(of: row, to: &out)
                for output in out.indices { values[output * rows + index] = out[output] }
            }
        }
    }

    deinit { values.deallocate() }

    /// Adds the values of a leaf to its rows.
    /// - Parameters:
    ///   - added: one value, or one for each output.
    ///   - output: the first output.
    func add(_ added: ArraySlice<Double>, to rows: UnsafeBufferPointer<UInt32>, output: Int) {
        for (place, value) in added.enumerated() {
            let scores = values + (output + place) * self.rows
            for row in rows { scores[Int(row)] += value }
        }
    }
}
