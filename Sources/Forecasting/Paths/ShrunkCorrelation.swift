/// The correlation matrix of normal scores, shrunk towards one that decays with the distance of steps.
///
/// A handful of paths cannot tell the H(H − 1)/2 correlations of H steps apart; a mean of the sample's and of a matrix with few parameters
/// can. The intensity λ that minimises the expected squared error is estimated from the sample (Ledoit & Wolf, "Honey, I shrunk the sample
/// covariance matrix", Journal of Portfolio Management 30(4), 2004; Schäfer & Strimmer, "A shrinkage approach to large-scale covariance
/// matrix estimation and implications for functional genomics", Statistical Applications in Genetics and Molecular Biology 4(1), 2005):
///
///     λ = Σ (Var r_ij − Cov(t_ij, r_ij)) / Σ (r_ij − t_ij)²        over all pairs i < j
///
/// The target is ``DecayingCorrelation``, fitted to the means of each lag, not independence: neighbouring steps err alike. Independent
/// steps make the sum over a window too certain and its maximum too high.
///
/// Var is that of the mean of the products' influences on a correlation, `z_i z_j − r_ij (z_i² + z_j²) / 2`: unlike the variance of the plain
/// products it vanishes as steps become one. The correlation and the two scales were fitted to the same K paths, so it is divided by
/// K (K − 3) instead of K (K − 1). Cov(t, r), summed over the pairs of a lag, is that for a target of the lag's mean: the variance of
/// the mean influence, times the number of pairs. The fitted curve takes out a little more noise than these means.
struct ShrunkCorrelation {
    /// The matrix `[H, H]`, row-major, positive definite; only its lower triangle is set.
    private(set) var matrix: [Double]
    /// λ, between ``least`` and 1.
    let intensity: Double
    /// What the correlations are shrunk to.
    let target: DecayingCorrelation

    /// Least intensity: with fewer paths than steps the sample's matrix alone is singular.
    static let least = 1e-3

    /// Estimates the matrix. A step whose scores are all equal has the target's correlations, weakened with those that are known.
    ///
    /// - Complexity: O(K H²) time, H² doubles.
    init(_ scores: NormalScores) {
        let steps = scores.steps
        matrix = [Double](repeating: 0, count: steps * steps)
        let lags = Self.correlate(scores, into: &matrix)
        target = DecayingCorrelation(correlations: lags.map(\.mean), pairs: lags.map(\.pairs))
        let decay = target.correlations(steps)
        var distance = 0.0
        for row in 0..<steps where scores.isKnown[row] {
            for column in 0..<row where scores.isKnown[column] {
                let difference = matrix[row * steps + column] - decay[row - column]
                distance += difference * difference
            }
        }
        // With three paths or fewer nothing is left to estimate a variance from.
        let noise = lags.reduce(0) { $0 + $1.noise }
        let degrees = Double(scores.count) * Double(scores.count - 3)
        let wanted = degrees > 0 && distance > 0 ? noise / degrees / distance : 1
        intensity = min(max(wanted, Self.least), 1)
        // A sum of independent vectors, one with the sample's correlations and one with the target's, in shares that may differ by step:
        // positive definite whatever is known.
        let ofSample = scores.isKnown.map { $0 ? (1 - intensity).squareRoot() : 0 }
        let ofTarget = scores.isKnown.map { $0 ? intensity.squareRoot() : 1 }
        for row in 0..<steps {
            for column in 0..<row {
                let place = row * steps + column
                matrix[place] = ofSample[row] * ofSample[column] * matrix[place] + ofTarget[row] * ofTarget[column] * decay[row - column]
            }
            matrix[row * steps + row] = 1
        }
    }

    private struct Lag {
        var pairs = 0
        var mean = 0.0
        /// Σ over pairs of Σ over paths of the squared influence, less the same of the mean influence.
        var noise = 0.0
    }

    /// Correlations of all known pairs into the lower triangle, and what each lag, from 1 on, says about them.
    private static func correlate(_ scores: NormalScores, into matrix: inout [Double]) -> [Lag] {
        let (steps, count) = (scores.steps, scores.count)
        var influences = [Double](repeating: 0, count: count)
        return (1..<max(steps, 1)).map { distance in
            var lag = Lag()
            var squares = 0.0
            for k in influences.indices { influences[k] = 0 }
            scores.values.withUnsafeBufferPointer { values in
                for column in 0..<steps - distance where scores.isKnown[column] && scores.isKnown[column + distance] {
                    let a = values.baseAddress! + column * count, b = a + distance * count
                    var sum = 0.0
                    for k in 0..<count { sum += a[k] * b[k] }
                    let correlation = sum / Double(count)
                    for k in 0..<count {
                        let influence = a[k] * b[k] - 0.5 * correlation * (a[k] * a[k] + b[k] * b[k])
                        influences[k] += influence
                        squares += influence * influence
                    }
                    matrix[(column + distance) * steps + column] = correlation
                    lag.mean += correlation
                    lag.pairs += 1
                }
            }
            guard lag.pairs > 0 else { return lag }
            lag.mean /= Double(lag.pairs)
            lag.noise = squares - influences.reduce(0) { $0 + $1 * $1 } / Double(lag.pairs)
            return lag
        }
    }
}
