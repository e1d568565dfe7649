import Tensors

/// A monotone map from a classifier's score to the probability of a class: `1 / (1 + exp(−(a ln p − b ln(1 − p) + c)))` with `a, b ≥ 0`.
///
/// Kull, Silva Filho, Flach, "Beta calibration: a well-founded and easily implemented improvement on logistic calibration for binary
/// classifiers", AISTATS 2017.
public struct BetaCalibration: Sendable, Equatable, Codable {
    /// Slope where scores are small.
    public var a: Double
    /// Slope where scores are large.
    public var b: Double
    /// Offset.
    public var c: Double

    /// The map that changes nothing.
    public static let identity = BetaCalibration(a: 1, b: 1, c: 0)

    /// Makes a map.
    public init(a: Double, b: Double, c: Double) { (self.a, self.b, self.c) = (a, b, c) }

    /// Scores nearer to 0 and 1 than this count as this near, or one sure mistake would cost everything.
    private static let margin = 1e-6

    /// Fits a map by logistic regression on `ln p` and `−ln(1 − p)`; a slope that would be negative is left out and the rest fitted again.
    ///
    /// - Parameters:
    ///   - scores: of every row, 0...1.
    ///   - outcomes: whether the row is of the class.
    ///   - weights: how much every row counts; `nil` when all count the same.
    ///   - prior: strength of the belief in the identity, the inverse of its variance around `a = b = 1`, `c = 0`. Without it scores that
    ///     tell all rows apart would be taken for certainty, also elsewhere.
    /// - Returns: the identity unless both outcomes occur.
    public init(scores: [Double], outcomes: [Bool], weights: [Double]? = nil, prior: Double = 1e-3) {
        precondition(scores.count == outcomes.count && weights?.count ?? scores.count == scores.count, "a score and an outcome a row")
        self = .identity
        guard outcomes.contains(true), outcomes.contains(false) else { return }
        let rows = scores.map(Self.terms)
        for used in [[true, true], [true, false], [false, true], [false, false]] {
            let found = Self.fit(rows, outcomes, weights, used, prior: prior)
            // With one slope left out the other may still come out negative.
            if found.a >= 0, found.b >= 0 {
                self = found
                return
            }
        }
    }

    /// The probability that a score stands for.
    public func callAsFunction(_ score: Double) -> Double {
        let (first, second) = Self.terms(score)
        return 1 / (1 + PortableMath.exp(-(a * first + b * second + c)))
    }

    private static func terms(_ score: Double) -> (Double, Double) {
        let p = min(max(score, margin), 1 - margin)
        return (PortableMath.log(p), -PortableMath.log(1 - p))
    }

    /// Newton's method.
    private static func fit(
        _ rows: [(Double, Double)], _ outcomes: [Bool], _ weights: [Double]?, _ used: [Bool], prior: Double
    ) -> BetaCalibration {
        let identity = [used[0] ? 1.0 : 0, used[1] ? 1.0 : 0, 0]
        var theta = identity
        for _ in 0..<50 {
            var gradient = (0..<3).map { prior * (identity[$0] - theta[$0]) }
            var hessian = [[prior, 0, 0], [0, prior, 0], [0, 0, prior]]
            for (index, row) in rows.enumerated() {
                let x = [used[0] ? row.0 : 0, used[1] ? row.1 : 0, 1]
                let weight = weights?[index] ?? 1
                let p = 1 / (1 + PortableMath.exp(-(theta[0] * x[0] + theta[1] * x[1] + theta[2])))
                let error = (outcomes[index] ? 1 : 0) - p
                for i in 0..<3 {
                    gradient[i] += weight * error * x[i]
                    for j in 0..<3 { hessian[i][j] += weight * max(p * (1 - p), 1e-9) * x[i] * x[j] }
                }
            }
            let step = solve(hessian, gradient)
            let size = step.reduce(0) { max($0, abs($1)) }
            let factor = size > 4 ? 4 / size : 1
            for i in 0..<3 { theta[i] += factor * step[i] }
            if size < 1e-9 { break }
        }
        return BetaCalibration(a: used[0] ? theta[0] : 0, b: used[1] ? theta[1] : 0, c: theta[2])
    }

    /// Gauss's elimination of three equations; the matrix is positive definite.
    private static func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
        var (m, r) = (matrix, right)
        for i in 0..<3 {
            for j in i + 1..<3 {
                let factor = m[j][i] / m[i][i]
                for k in i..<3 { m[j][k] -= factor * m[i][k] }
                r[j] -= factor * r[i]
            }
        }
        var x = [0.0, 0, 0]
        for i in [2, 1, 0] {
            x[i] = (r[i] - (i + 1..<3).reduce(0) { $0 + m[i][$1] * x[$1] }) / m[i][i]
        }
        return x
    }
}
