#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The partition of levels into constant pieces with the smallest sum of squared deviations from their means, plus a penalty for each
/// piece.
struct LevelPartition {
    /// First index of each piece but the first, ascending.
    let boundaries: [Int]

    /// Finds the optimum.
    /// - Parameters:
    ///   - levels: finite values.
    ///   - penalty: cost of a piece, over the logarithm of the number of levels.
    ///   - fewest: levels in a piece, at least.
    /// - Complexity: O(B²) for B levels.
    init(_ levels: [Double], penalty: Double, fewest: Int) {
        let count = levels.count
        let penalty = penalty * log(Double(max(2, count)))
        var (sums, squares) = ([0.0], [0.0])
        for level in levels {
            // Around the first, for the digits.
            let value = level - levels[0]
            sums.append(sums[sums.count - 1] + value)
            squares.append(squares[squares.count - 1] + value * value)
        }
        var costs = [Double](repeating: .infinity, count: count + 1)
        var previous = [Int](repeating: 0, count: count + 1)
        costs[0] = 0
        for end in stride(from: fewest, through: count, by: 1) {
            for start in 0...end - fewest where costs[start] < .infinity {
                let sum = sums[end] - sums[start]
                let cost = costs[start] + penalty + squares[end] - squares[start] - sum * sum / Double(end - start)
                if cost < costs[end] { (costs[end], previous[end]) = (cost, start) }
            }
        }
        var (found, end) = ([Int](), count)
        while end > 0, previous[end] > 0 {
            found.append(previous[end])
            end = previous[end]
        }
        boundaries = found.reversed()
    }
}
