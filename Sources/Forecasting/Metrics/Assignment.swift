/// One-to-one assignment of largest total weight in a sparse bipartite graph.
///
/// Rows are assigned one after the other along a shortest augmenting path in reduced costs (the Hungarian method in the form of Jonker &
/// Volgenant, "A shortest augmenting path algorithm for dense and sparse linear assignment problems", Computing 38, 1987). Each row also has a
/// column of its own with weight 0, so that staying alone is always possible and the result is the matching of largest weight, not the
/// largest matching. A search ends at the first free column, so local graphs cost little more than their edges.
struct Assignment {
    /// An edge of a row.
    struct Edge {
        var column: Int
        var weight: Double
    }

    private let edges: [[Edge]]
    private var rowPotential: [Double]
    private var columnPotential: [Double]
    private var rowOfColumn: [Int?]
    private var columnOfRow: [Int?]

    /// Columns assigned to the rows; `nil` for a row that stays alone.
    /// - Parameters:
    ///   - edges: by row, in any order; no pair twice, weights finite and not negative.
    ///   - columns: number of columns.
    static func ofLargestWeight(edges: [[Edge]], columns: Int) -> [Int?] {
        var problem = Assignment(edges: edges, columns: columns)
        for row in edges.indices { problem.augment(from: row) }
        return problem.columnOfRow.map { $0.flatMap { $0 < columns ? $0 : nil } }
    }

    private init(edges: [[Edge]], columns: Int) {
        // Columns beyond the real ones: the own column of each row.
        self.edges = edges.enumerated().map { row, list in list + [Edge(column: columns + row, weight: 0)] }
        // Costs are negative weights; with these potentials no reduced cost is negative.
        rowPotential = self.edges.map { -$0.map(\.weight).max()! }
        columnPotential = [Double](repeating: 0, count: columns + edges.count)
        rowOfColumn = [Int?](repeating: nil, count: columns + edges.count)
        columnOfRow = [Int?](repeating: nil, count: edges.count)
    }

    private mutating func augment(from start: Int) {
        var reached: [Int: (distance: Double, row: Int)] = [:]
        var open: Set<Int> = []
        var closed: Set<Int> = []
        var (row, base) = (start, 0.0)
        while true {
            for edge in edges[row] where !closed.contains(edge.column) {
                let distance = base - edge.weight - rowPotential[row] - columnPotential[edge.column]
                if distance < reached[edge.column]?.distance ?? .infinity {
                    reached[edge.column] = (distance, row)
                    open.insert(edge.column)
                }
            }
            // Smallest distance, then smallest column: the answer must not depend on the order of a set. There always is one, the row's own.
            let next = open.min { (reached[$0]!.distance, $0) < (reached[$1]!.distance, $1) }!
            base = reached[next]!.distance
            guard let taken = rowOfColumn[next] else {
                rowPotential[start] += base
                for column in closed {
                    columnPotential[column] -= base - reached[column]!.distance
                    rowPotential[rowOfColumn[column]!] += base - reached[column]!.distance
                }
                flip(from: next, start: start, rows: reached.mapValues(\.row))
                return
            }
            open.remove(next)
            closed.insert(next)
            row = taken
        }
    }

    // Assigns along the path that ends in a free column, back to the row it began with.
    private mutating func flip(from end: Int, start: Int, rows: [Int: Int]) {
        var column = end
        while true {
            let row = rows[column]!
            let before = columnOfRow[row]
            (rowOfColumn[column], columnOfRow[row]) = (row, column)
            guard row != start, let before else { return }
            column = before
        }
    }
}
