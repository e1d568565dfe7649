import Tensors

/// The cells that exist, one by one, in canonical order: by the first dimension, then the second, and so on.
struct CellTable: Sendable {
    /// Number of cells.
    let count: Int
    /// Number of dimensions.
    let depth: Int
    /// Positions of the values of every cell `[count, depth]`.
    private(set) var coordinates: [Int32] = []
    /// Names of the streams of the cells, without metric.
    private(set) var keys: [UInt64] = []

    init(_ diagram: CellDiagram, valueKeys: [[UInt64]], key: StreamKey) {
        count = diagram.root.map { diagram.cells[$0] } ?? 0
        depth = diagram.depth
        coordinates.reserveCapacity(count * depth)
        keys.reserveCapacity(count)
        var path = [Int32](repeating: 0, count: depth)
        func visit(_ node: Int, _ level: Int, _ key: StreamKey) {
            if level == depth {
                coordinates += path
                keys.append(key.bits)
                return
            }
            for edge in diagram.edges[diagram.edgeRange[node]] {
                path[level] = edge.value
                visit(Int(edge.child), level + 1, key.appending(valueKeys[level][Int(edge.value)]))
            }
        }
        if let root = diagram.root { visit(root, 0, key) }
    }

    /// Position of a cell's value in a dimension.
    func value(of cell: Int, in dimension: Int) -> Int { Int(coordinates[cell * depth + dimension]) }
}
