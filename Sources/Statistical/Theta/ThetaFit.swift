import Tensors

/// One theta model with given parameters, run over a history without season: what it forecasts.
///
/// `μ_t = ℓ_{t−1} + (1 − 1/θ)((1 − α)^{t−1} A_{t−1} + (1 − (1 − α)^t)/α · B_{t−1})`, `ℓ_t = α y_t + (1 − α) ℓ_{t−1}`, with the line A + B t of
/// ``ThetaLine`` (Fiorucci et al. 2016, equations 9 to 17).
package struct ThetaFit: Sendable {
    /// Smoothing parameter α.
    package let alpha: Double
    /// Weight of the line, `1 − 1/θ`.
    package let weight: Double
    /// Level before the first value, ℓ_0.
    package let initialLevel: Double
    /// One-step errors of the history.
    package let errors: [Double]
    /// Level after the last value.
    package let level: Double
    private let line: ThetaLine

    /// Steps whose errors are not counted, while the line of dynamic models settles.
    package static let skipped = 3

    /// Runs a model.
    package init(_ values: [Double], line: ThetaLine, alpha: Double, weight: Double, initialLevel: Double) {
        (self.alpha, self.weight, self.initialLevel, self.line) = (alpha, weight, initialLevel, line)
        var (level, power) = (initialLevel, 1.0)
        errors = values.indices.map { index in
            let rest = power * (1 - alpha)
            let mean = level + weight * (power * line.intercepts[index] + (1 - rest) / alpha * line.slopes[index])
            level += alpha * (values[index] - level)
            power = rest < 1e-100 ? 0 : rest
            return values[index] - mean
        }
        self.level = level
    }

    /// Sum of squared errors after the first three.
    package var squares: Double { errors.dropFirst(Self.skipped).reduce(0) { $0 + $1 * $1 } }

    /// θ itself, infinite where the line has its full weight.
    package var theta: Double { 1 / (1 - weight) }

    /// Point forecasts `[H]`; the line of dynamic models follows them.
    package func means(horizon: Int) -> [Double] { path(horizon: horizon, firstError: 0) }

    /// Standard deviations `[H]` of the forecasts, `σ² (1 + Σ c_j²)` with c_j what an error adds j steps later: α for models with a fixed
    /// line (Fiorucci et al. 2016, equation 11). In dynamic models the line follows as well, less so the later the error; that of the first
    /// step is taken for all, so that deviations are large rather than small, by a share of the order H/n.
    package func deviations(horizon: Int) -> [Double] {
        let counted = errors.count - Self.skipped
        let variance = squares / Double(max(1, counted - 3))
        var unit = [Double](repeating: alpha, count: horizon)
        if line.isDynamic {
            // The model is linear in its errors: an error of the typical size, and the difference it makes.
            let size = max(variance.squareRoot(), abs(level) * 1e-6, .leastNormalMagnitude)
            let (with, without) = (path(horizon: horizon, firstError: size), means(horizon: horizon))
            for step in 1..<max(horizon, 1) { unit[step - 1] = (with[step] - without[step]) / size }
        }
        var sum = 1.0
        return (0..<horizon).map { step in
            defer { sum += unit[step] * unit[step] }
            return (variance * sum).squareRoot()
        }
    }

    /// Forecasts after an error in the first step, which is not part of its own forecast.
    private func path(horizon: Int, firstError: Double) -> [Double] {
        var (level, line) = (level, line)
        var power = PortableMath.power(1 - alpha, errors.count)
        return (0..<horizon).map { step in
            let rest = power * (1 - alpha)
            let mean = level + weight * (power * line.intercept + (1 - rest) / alpha * line.slope)
            let value = step == 0 ? mean + firstError : mean
            level += alpha * (value - level)
            line.follow(value)
            power = rest
            return mean
        }
    }
}
