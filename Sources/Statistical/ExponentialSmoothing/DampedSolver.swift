/// Solves small symmetric systems `(H + λ diag H) x = −g` for several λ, as Levenberg and Marquardt do: Marquardt, "An Algorithm for
/// Least-Squares Estimation of Nonlinear Parameters", SIAM J. 11(2), 1963.
struct DampedSolver {
    /// Unknowns, K.
    let order: Int
    /// H, `[K, K]`, its lower triangle.
    var matrix: [Double]
    /// g, `[K]`.
    var gradient: [Double]

    init(order: Int) {
        self.order = order
        matrix = Array(repeating: 0, count: order * order)
        gradient = Array(repeating: 0, count: order)
    }

    /// The solution on the coordinates that are free, 0 on the others; `nil` where rounding leaves the matrix no factor.
    func solution(damping: Double, free: [Bool]) -> [Double]? {
        let places = free.indices.filter { free[$0] }
        let n = places.count
        var largest = 0.0
        for place in places { largest = max(largest, matrix[place * order + place]) }
        guard n > 0, largest > 0, largest.isFinite else { return nil }
        var (lower, column) = ([Double](repeating: 0, count: n * n), [Double](repeating: 0, count: n))
        var solution = places.map { -gradient[$0] }
        let isDefinite = lower.withUnsafeMutableBufferPointer { l in
            column.withUnsafeMutableBufferPointer { column in
                for row in 0..<n {
                    for k in 0...row { l[row * n + k] = matrix[places[row] * order + places[k]] }
                    l[row * n + row] += damping * l[row * n + row] + 1e-13 * largest
                }
                // Column by column: what remains loses the outer product of each, in loops that vectors can do.
                for k in 0..<n {
                    let pivot = l[k * n + k]
                    guard pivot > 0 else { return false }
                    let root = pivot.squareRoot()
                    l[k * n + k] = root
                    for row in k + 1..<max(n, k + 1) {
                        l[row * n + k] /= root
                        column[row] = l[row * n + k]
                    }
                    for row in k + 1..<max(n, k + 1) {
                        let factor = column[row]
                        for j in k + 1...row { l[row * n + j] -= factor * column[j] }
                    }
                }
                return true
            }
        }
        guard isDefinite else { return nil }
        for row in 0..<n {
            for k in 0..<row { solution[row] -= lower[row * n + k] * solution[k] }
            solution[row] /= lower[row * n + row]
        }
        for row in stride(from: n - 1, through: 0, by: -1) {
            for k in row + 1..<max(n, row + 1) { solution[row] -= lower[k * n + row] * solution[k] }
            solution[row] /= lower[row * n + row]
        }
        var all = [Double](repeating: 0, count: order)
        for (k, place) in places.enumerated() { all[place] = solution[k] }
        return all.allSatisfy(\.isFinite) ? all : nil
    }
}
