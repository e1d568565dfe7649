import Tensors

/// All cells of a data set as a decision diagram: a level a dimension, an edge a value, and at the end the class of the cell.
///
/// Two prefixes of a cell are one node when the rest of the cells below them behave alike: when the same filters can still match. So a cube
/// of millions of cells takes as many nodes as there are different situations, and the sum of all rates below a node is one pass over the
/// diagram, although no cell is ever looked at. Where cells exist by the hash of their names (density below 1) nothing is alike, and the
/// diagram is the tree of the cells that exist.
struct CellDiagram: Sendable {
    /// A value of the node's dimension that has cells below it.
    struct Edge: Sendable {
        /// Position of the value in its dimension.
        var value: Int32
        /// Node below.
        var child: Int32
        /// Weight of the value.
        var weight: Double
        /// Cells below the edges before this one.
        var cellsBefore: Int
    }

    /// Most nodes of a diagram, and most cells that are looked at one by one.
    static let limit = 1 << 20

    /// Number of dimensions.
    let depth: Int
    /// Edges of all nodes, node by node.
    private(set) var edges: [Edge] = []
    /// Edges of a node: `edges[edgeRange[node]]`; empty for cells.
    private(set) var edgeRange: [Range<Int>] = []
    /// Class of a node that is a cell, −1 for the others. Children stand before their parents.
    private(set) var classOfNode: [Int32] = []
    /// Cells below a node.
    private(set) var cells: [Int] = []
    /// The filters that match, for every class.
    private(set) var classes: [[Bool]] = []
    /// The node above all; `nil` when no cell exists.
    private(set) var root: Int?

    private struct Position: Hashable {
        var level: Int
        var alive: [UInt64]
    }

    /// Builds the diagram.
    /// - Parameters:
    ///   - configuration: the data set.
    ///   - filters: filters that tell cells apart. Of these,
    ///   - excluded: those whose cells do not exist,
    ///   - only: those of which one must match, if there are any.
    ///   - valueKeys: names of the values, `[dimension][value]`.
    init(
        _ configuration: DimensionalConfiguration, filters: [CellFilter], excluded: Range<Int>, only: Range<Int>,
        valueKeys: [[UInt64]], key: StreamKey
    ) throws(SynthesisError) {
        depth = configuration.dimensions.count
        let words = (filters.count + 63) / 64
        let masks = configuration.dimensions.map { dimension in
            dimension.values.map { value in
                var mask = [UInt64](repeating: 0, count: words)
                for (bit, filter) in filters.enumerated() where filter.accepts(value.name, of: dimension.name) {
                    mask[bit / 64] |= 1 << UInt64(bit % 64)
                }
                return mask
            }
        }
        func isAlive(_ bit: Int, _ alive: [UInt64]) -> Bool { alive[bit / 64] >> UInt64(bit % 64) & 1 == 1 }
        var known: [Position: Int?] = [:]
        var classNumbers: [[UInt64]: Int32] = [:]
        var failure: SynthesisError?

        func leaf(_ alive: [UInt64]) -> Int? {
            if excluded.contains(where: { isAlive($0, alive) }) { return nil }
            if !only.isEmpty, !only.contains(where: { isAlive($0, alive) }) { return nil }
            if let number = classNumbers[alive] { return Int(number) }
            let node = edgeRange.count
            classNumbers[alive] = Int32(node)
            edgeRange.append(0..<0)
            classOfNode.append(Int32(classes.count))
            cells.append(1)
            classes.append(filters.indices.map { isAlive($0, alive) })
            return node
        }

        func node(_ level: Int, _ alive: [UInt64], _ path: StreamKey) -> Int? {
            if level == depth {
                return configuration.density < 1 && path.fraction >= configuration.density ? nil : leaf(alive)
            }
            let position = Position(level: level, alive: alive)
            let merges = configuration.density >= 1
            if merges, let found = known[position] { return found }
            var own: [Edge] = []
            var before = 0
            for (index, value) in configuration.dimensions[level].values.enumerated() {
                guard failure == nil else { return nil }
                let below = zip(alive, masks[level][index]).map { $0 & $1 }
                guard let child = node(level + 1, below, merges ? path : path.appending(valueKeys[level][index])) else { continue }
                own.append(Edge(value: Int32(index), child: Int32(child), weight: value.weight, cellsBefore: before))
                before += cells[child]
            }
            var made: Int?
            if !own.isEmpty {
                made = edgeRange.count
                edgeRange.append(edges.count..<(edges.count + own.count))
                edges += own
                classOfNode.append(-1)
                cells.append(before)
                if edgeRange.count + edges.count > 8 * Self.limit {
                    failure = .tooManyCells(
                        count: configuration.possibleCells, limit: Self.limit,
                        reason: "with a density below 1, or with many filters over many dimensions, every cell needs memory of its own")
                }
            }
            if merges { known[position] = .some(made) }
            return made
        }

        let alive = [UInt64](repeating: .max, count: words)
        root = node(0, alive, key)
        if let failure { throw failure }
    }

    /// Sums of products of weights over the cells below every node.
    /// - Parameters:
    ///   - leafValues: value of every class.
    ///   - factors: factors on the weights, `[dimension][value]`; empty for none.
    ///   - level: dimension of every node, see ``levels``.
    func sums(_ leafValues: [Double], factors: [[Double]] = [], levels: [Int]) -> [Double] {
        var sums = [Double](repeating: 0, count: edgeRange.count)
        for node in edgeRange.indices {
            if classOfNode[node] >= 0 {
                sums[node] = leafValues[Int(classOfNode[node])]
                continue
            }
            let factor = factors.isEmpty ? nil : factors[levels[node]]
            var sum = 0.0
            for edge in edges[edgeRange[node]] { sum += edge.weight * (factor?[Int(edge.value)] ?? 1) * sums[Int(edge.child)] }
            sums[node] = sum
        }
        return sums
    }

    /// Multiplies the weights of all edges by factors of their values, `[dimension][value]`.
    mutating func scaleEdges(by factors: [[Double]], levels: [Int]) {
        for node in edgeRange.indices {
            for edge in edgeRange[node] { edges[edge].weight *= factors[levels[node]][Int(edges[edge].value)] }
        }
    }

    /// The dimension that every node decides; `depth` for cells.
    var levels: [Int] {
        var levels = [Int](repeating: depth, count: edgeRange.count)
        guard let root else { return levels }
        levels[root] = 0
        for node in edgeRange.indices.reversed() { for edge in edges[edgeRange[node]] { levels[Int(edge.child)] = levels[node] + 1 } }
        return levels
    }
}
