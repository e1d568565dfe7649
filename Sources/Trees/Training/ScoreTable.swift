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
