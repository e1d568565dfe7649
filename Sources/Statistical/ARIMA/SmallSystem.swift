/// Linear equations with a few unknowns.
enum SmallSystem {
    /// The solution by elimination with row pivots; `nil` where the matrix is singular or not finite, and nothing for no unknowns.
    static func solve(_ matrix: [[Double]], _ target: [Double]) -> [Double]? {
        var (rows, right) = (matrix, target)
        let count = target.count
        for column in 0..<count {
            let pivot = (column..<count).max { abs(rows[$0][column]) < abs(rows[$1][column]) }!
            guard abs(rows[pivot][column]) > 1e-300, rows[pivot][column].isFinite else { return nil }
            rows.swapAt(column, pivot)
            right.swapAt(column, pivot)
            for row in column + 1..<max(count, column + 1) {
                let share = rows[row][column] / rows[column][column]
                for other in column..<count { rows[row][other] -= share * rows[column][other] }
                right[row] -= share * right[column]
            }
        }
        for row in (0..<count).reversed() {
            for other in row + 1..<max(count, row + 1) { right[row] -= rows[row][other] * right[other] }
            right[row] /= rows[row][row]
        }
        return right.allSatisfy(\.isFinite) ? right : nil
    }
}
