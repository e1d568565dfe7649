import Tensors

/// One theta model with given parameters, run over a history without season: what it forecasts.
///
/// `μ_t = ℓ_{t−1} + (1 − 1/θ)((1 − α)^{t−1} A_{t−1} + (1 − (1 − α)^t)/α · B_{t−1})`, `ℓ_t = α y_t + (1 − α) ℓ_{t−1}`, with the line A + B t of
/// `ThetaLine` (Fiorucci et al. 2016, equations 9 to 17).
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

    /// Variance of an error: squares over the values less parameters.
    package var errorVariance: Double { squares / Double(max(1, errors.count - 2 * Self.skipped)) }

    /// Standard deviations `[H]` of the forecasts, `σ² (1 + Σ c_j²)` with the weights c_j of ``weights(horizon:)``.
    package func deviations(horizon: Int) -> [Double] {
        var sum = 1.0
        return weights(horizon: horizon).map { weight in
            defer { sum += weight * weight }
            return (errorVariance * sum).squareRoot()
        }
    }

    /// What an error adds 1, 2, … `horizon` steps later: α for models with a fixed line (Fiorucci et al. 2016, equation 11). In dynamic
    /// models the line follows as well, less so the later the error; that of the first step is taken for all, which is more than it should be
    /// by a share of the order H/n.
    private func weights(horizon: Int) -> [Double] {
        guard line.isDynamic else { return Array(repeating: alpha, count: horizon) }
        // The model is linear in its errors: an error of the typical size, and the difference it makes.
        let size = max(errorVariance.squareRoot(), abs(level) * 1e-6, .leastNormalMagnitude)
        let (with, without) = (path(horizon: horizon + 1, firstError: size), path(horizon: horizon + 1, firstError: 0))
        return (1...horizon).map { (with[$0] - without[$0]) / size }
    }

    /// The forecast by futures that meet the errors of the history again; one weight, the mean of ``weights(horizon:)``, stands for all.
    ///
    /// - Parameters:
    ///   - draws: what the futures meet.
    ///   - adjustment: the season to put back.
    ///   - setting: for levels and kernels.
    package func futures(_ draws: ErrorDraws, adjustment: SeasonalAdjustment, in setting: LocalSetting) -> LocalAnswer {
        let means = means(horizon: draws.horizon), weights = weights(horizon: draws.horizon)
        let weight = weights.reduce(0, +) / Double(weights.count)
        let shifts = Memory<Double>(ErrorDraws.count)
        return draws.answer(errors: Array(errors.dropFirst(Self.skipped)), variance: errorVariance, in: setting) { step, errors, values in
            let (mean, index) = (means[step], adjustment.index(after: step))
            for k in 0..<ErrorDraws.count {
                let value = mean + shifts.start[k] + errors[k]
                values[k] = Float(adjustment.multiplies ? value * index : value + index)
                shifts.start[k] += weight * errors[k]
            }
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
