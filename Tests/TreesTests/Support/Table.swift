import Tensors
import Trees

/// Columns of floats, whose memory is never given back: nothing keeps a table alive while its ``features`` are read.
struct Table: @unchecked Sendable {
    let columns: [[Float]]
    let categorical: Set<Int>
    private let memory: UnsafeMutablePointer<Float>

    init(_ columns: [[Float]], categorical: Set<Int> = []) {
        (self.columns, self.categorical) = (columns, categorical)
        memory = .allocate(capacity: max(1, columns.count * (columns.first?.count ?? 0)))
        for (index, column) in columns.enumerated() {
            precondition(column.count == rows)
            (memory + index * rows).update(from: column, count: rows)
        }
    }

    var rows: Int { columns.first?.count ?? 0 }

    var features: FeatureTable {
        FeatureTable(columnMajor: memory, rows: rows, names: columns.indices.map { "x\($0)" }, categorical: categorical)
    }

    /// The values of a row.
    func row(_ index: Int) -> [Double] { columns.map { Double($0[index]) } }

    /// Some of the rows, in this order.
    func picking(_ rows: [Int]) -> Table { Table(columns.map { column in rows.map { column[$0] } }, categorical: categorical) }
}

extension Forest {
    /// Raw sums of a row.
    func scores(_ row: [Double]) -> [Double] {
        var out = [Double](repeating: 0, count: outputs)
        addRawScores(of: row, to: &out)
        return out
    }

    /// Raw sums of all rows `[N, outputs]`.
    func scores(_ table: Table) -> [[Double]] { (0..<table.rows).map { scores(table.row($0)) } }

    /// The first sum of all rows.
    func means(_ table: Table) -> [Double] { scores(table).map { $0[0] } }

    /// The first trees only.
    func first(_ count: Int) -> Forest {
        var copy = self
        copy.trees = Array(trees.prefix(count))
        return copy
    }
}

/// Root of the mean squared difference.
func rootMeanSquare(_ a: [Double], _ b: [Float]) -> Double {
    (zip(a, b).reduce(0) { $0 + ($1.0 - Double($1.1)) * ($1.0 - Double($1.1)) } / Double(a.count)).squareRoot()
}
