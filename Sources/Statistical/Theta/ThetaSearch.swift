import Tensors

/// Finds the parameters of a theta model with the smallest squared errors.
///
/// For a given α the errors are linear in the initial level and in `w = 1 − 1/θ`, so both follow from six sums (least squares with two
/// unknowns), and the search is one over α alone: 16 values of it side by side, then 16 between the neighbours of the best, and again.
package struct ThetaSearch {
    private let values: [Double]
    private let kernels: Kernels

    /// Values that α may have, as the field's packages bound it.
    package static let alphas = 0.1...0.99
    private static let lanes = Kernels.smoothingLanes
    /// Each refinement narrows α by 15/2: after four, 4e-5 are left of 0.89.
    private static let refinements = 4

    /// Prepares a history without season, at least 4 values, none missing.
    package init(_ values: [Double], kernels: Kernels) { (self.values, self.kernels) = (values, kernels) }

    /// The best model with this line.
    /// - Parameters:
    ///   - line: through the history.
    ///   - weight: `1 − 1/θ`; `nil` to find the best.
    package func fit(line: ThetaLine, weight: Double?) -> ThetaFit {
        var (low, high) = (Self.alphas.lowerBound, Self.alphas.upperBound)
        var best = (alpha: 0.5, weight: weight ?? 0.5, shift: 0.0, squares: Double.infinity)
        for _ in 0...Self.refinements {
            let step = (high - low) / Double(Self.lanes - 1)
            let alphas = (0..<Self.lanes).map { min(low + Double($0) * step, high) }
            let sums = sums(alphas, line: line)
            for lane in 0..<Self.lanes {
                let (weight, shift, squares) = solution(sums, lane: lane, weight: weight)
                if squares < best.squares { best = (alphas[lane], weight, shift, squares) }
            }
            (low, high) = (max(best.alpha - step, Self.alphas.lowerBound), min(best.alpha + step, Self.alphas.upperBound))
        }
        return ThetaFit(values, line: line, alpha: best.alpha, weight: best.weight, initialLevel: values[0] + best.shift)
    }

    private func sums(_ alphas: [Double], line: ThetaLine) -> [Double] {
        [Double](unsafeUninitializedCapacity: 6 * Self.lanes) { out, count in
            kernels.thetaSums(
                out.baseAddress!, alphas: alphas, values: values, intercepts: line.intercepts, slopes: line.slopes, count: values.count,
                first: ThetaFit.skipped)
            count = 6 * Self.lanes
        }
    }

    /// Weight of the line, shift of the initial level from the first value, and squared errors.
    private func solution(_ sums: [Double], lane: Int, weight: Double?) -> (weight: Double, shift: Double, squares: Double) {
        let s = (0..<6).map { sums[$0 * Self.lanes + lane] }
        let (uu, ug, ud, gg, gd) = (s[0], s[1], s[2], s[3], s[4])
        // Where α is near 1 the initial level hardly matters: it stays at the first value rather than anywhere.
        let dd = s[5] + 1e-8
        var w = 0.5
        if let weight {
            w = weight
        } else {
            let determinant = gg * dd - gd * gd
            if determinant > 1e-12 * gg * dd { w = min(max((ug * dd - ud * gd) / determinant, 0), 1 - 1e-10) }
        }
        let shift = (ud - w * gd) / dd
        let squares = uu - 2 * w * ug - 2 * shift * ud + w * w * gg + 2 * w * shift * gd + shift * shift * s[5]
        return (w, shift, squares.isNaN ? .infinity : max(squares, 0))
    }
}
