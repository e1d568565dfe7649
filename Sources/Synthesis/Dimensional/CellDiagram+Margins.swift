extension CellDiagram {
    /// Sums of products of weights over all cells with a value, for every value of every dimension.
    ///
    /// One pass up the diagram gives the sums below every node, one pass down those of the ways to it; an edge carries the product.
    func margins(_ leafValues: [Double], factors: [[Double]], levels: [Int], sizes: [Int]) -> [[Double]] {
        var margins = sizes.map { [Double](repeating: 0, count: $0) }
        guard let root else { return margins }
        let below = sums(leafValues, factors: factors, levels: levels)
        var above = [Double](repeating: 0, count: edgeRange.count)
        above[root] = 1
        // Parents stand behind their children.
        for node in edgeRange.indices.reversed() {
            for edge in edges[edgeRange[node]] {
                let weight = above[node] * edge.weight * factors[levels[node]][Int(edge.value)]
                above[Int(edge.child)] += weight
                margins[levels[node]][Int(edge.value)] += weight * below[Int(edge.child)]
            }
        }
        return margins
    }

    /// Changes the weights of the values so that the share of every value, over the cells that exist and with all factors, is the share of
    /// its weight in its dimension: iterative proportional fitting (Deming and Stephan, Annals of Mathematical Statistics 11, 1940).
    ///
    /// Values without a cell stay without. Stops when all shares agree to 1e-10, or after 500 rounds: margins that cannot be had together
    /// (an exclusion may forbid them) are then met as far as the last dimension goes.
    mutating func fitMargins(_ leafValues: [Double], levels: [Int], targets: [[Double]]) {
        let sizes = targets.map(\.count)
        var factors = sizes.map { [Double](repeating: 1, count: $0) }
        for _ in 0..<500 {
            var worst = 0.0
            for dimension in targets.indices {
                let found = margins(leafValues, factors: factors, levels: levels, sizes: sizes)[dimension]
                let total = found.reduce(0, +)
                // Shares among the values that have cells.
                let wanted = zip(targets[dimension], found).reduce(0) { $0 + ($1.1 > 0 ? $1.0 : 0) }
                guard total > 0, wanted > 0 else { return }
                for value in found.indices where found[value] > 0 {
                    let ratio = targets[dimension][value] / wanted / (found[value] / total)
                    factors[dimension][value] *= ratio
                    worst = max(worst, abs(ratio - 1))
                }
            }
            if worst < 1e-10 { break }
        }
        scaleEdges(by: factors, levels: levels)
    }
}
