/// A correlation between steps that depends on their distance only: it decays, and a part of it may stay, `c·φ^lag + d`.
///
/// Three numbers for a whole matrix can be learnt from a handful of paths. Decay is the dependence of errors that are forgotten step by
/// step; the constant is that of errors of the level, which a whole path shares. The matrix is positive definite, because what the two leave
/// of the variance belongs to every step alone.
package struct DecayingCorrelation: Sendable, Equatable {
    /// Correlation that decays, c ≥ 0.
    package let decaying: Double
    /// What is left of it a step later, 0 ≤ φ < 1.
    package let factor: Double
    /// Correlation that stays, d ≥ 0; `c + d` is at most ``most``.
    package let constant: Double

    /// Most correlation between two steps, which keeps the matrix well away from singular ones.
    package static let most = 0.999

    init(decaying: Double, factor: Double, constant: Double) {
        (self.decaying, self.factor, self.constant) = (decaying, factor, constant)
    }

    /// The least squares fit to mean correlations per lag.
    ///
    /// - Parameters:
    ///   - correlations: mean correlation of the pairs at each lag, the first one at lag 1.
    ///   - pairs: number of pairs at each lag, which are the weights.
    package init(correlations: [Double], pairs: [Int]) {
        precondition(correlations.count == pairs.count, "\(correlations.count) lags should have as many weights, found \(pairs.count)")
        var (best, least, gap) = (Self(decaying: 0, factor: 0, constant: 0), 0.0, 1.0)
        // From no memory at all to one of a thousand steps, 16 factors for every doubling.
        let narrower = (0..<4).reduce(0.5) { root, _ in root.squareRoot() }
        for _ in 0...160 {
            let fit = LinearFit(correlations: correlations, pairs: pairs, factor: 1 - gap)
            for (decaying, constant) in fit.candidates {
                let error = fit.error(decaying, constant)
                if error < least { (best, least) = (Self(decaying: decaying, factor: 1 - gap, constant: constant), error) }
            }
            gap *= narrower
        }
        self = best
    }

    /// Correlations at lags `0..<count`; 1 at lag 0.
    package func correlations(_ count: Int) -> [Double] {
        var power = decaying
        return (0..<count).map { lag in
            guard lag > 0 else { return 1 }
            power *= factor
            return power + constant
        }
    }

    /// The two linear coefficients for a known factor: least squares over c ≥ 0, d ≥ 0, c + d ≤ ``most``.
    private struct LinearFit {
        // Sums over lags, weighted by pairs: φ^2lag, φ^lag, 1 and their products with the correlations.
        private var squares = 0.0, powers = 0.0, weights = 0.0, decayed = 0.0, total = 0.0

        init(correlations: [Double], pairs: [Int], factor: Double) {
            var power = 1.0
            for (correlation, count) in zip(correlations, pairs) {
                power *= factor
                let weight = Double(count)
                squares += weight * power * power
                powers += weight * power
                weights += weight
                decayed += weight * power * correlation
                total += weight * correlation
            }
        }

        /// Sum of squared errors less that of no correlation at all.
        func error(_ c: Double, _ d: Double) -> Double {
            c * c * squares + 2 * c * d * powers + d * d * weights - 2 * (c * decayed + d * total)
        }

        /// The best point inside the triangle of allowed coefficients, if it is there, and the best one of each of its sides.
        var candidates: [(Double, Double)] {
            var all: [(Double, Double)] = []
            let determinant = squares * weights - powers * powers
            if determinant > 1e-12 * squares * weights {
                let c = (decayed * weights - total * powers) / determinant
                let d = (total * squares - decayed * powers) / determinant
                if c >= 0, d >= 0, c + d <= most { all.append((c, d)) }
            }
            if squares > 0 { all.append((clamped(decayed / squares), 0)) }
            if weights > 0 { all.append((0, clamped(total / weights))) }
            let curvature = squares - 2 * powers + weights
            if curvature > 0 {
                let c = clamped((decayed - total + most * (weights - powers)) / curvature)
                all.append((c, most - c))
            }
            return all
        }

        private func clamped(_ value: Double) -> Double { min(max(value, 0), most) }
    }
}
