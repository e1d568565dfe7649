/// The straight line of a theta model, as it is known before each step.
///
/// Fiorucci, Pellegrini, Louzada, Petropoulos & Koehler, "Models for optimising the theta method and their relationship to state space
/// models" (Int. J. Forecasting 32(4), 2016): least squares through the whole history, or, in dynamic models, through what came before the
/// step (their equations 12 to 15).
package struct ThetaLine: Sendable {
    /// Intercepts known before steps 0, 1, … of the history.
    package private(set) var intercepts: [Double]
    /// Slopes in units a step, likewise.
    package private(set) var slopes: [Double]
    /// Whether the line follows the values.
    package let isDynamic: Bool
    /// Mean of the values, intercept and slope after the history.
    private(set) var mean: Double, intercept: Double, slope: Double
    /// Values that were seen.
    private(set) var count: Int

    /// The line of a history of at least two values, none missing.
    package init(_ values: [Double], isDynamic: Bool) {
        let n = Double(values.count)
        self.isDynamic = isDynamic
        if isDynamic {
            (mean, intercept, slope, count) = (0, values[0], 0, 0)
            (intercepts, slopes) = ([], [])
            intercepts.reserveCapacity(values.count)
            slopes.reserveCapacity(values.count)
            for value in values {
                intercepts.append(intercept)
                slopes.append(slope)
                follow(value)
            }
            return
        }
        var (sum, moment) = (0.0, 0.0)
        for (index, value) in values.enumerated() { (sum, moment) = (sum + value, moment + Double(index + 1) * value) }
        (mean, count) = (sum / n, values.count)
        slope = 6 / (n * n - 1) * (2 * moment / n - (n + 1) * mean)
        intercept = mean - (n + 1) / 2 * slope
        intercepts = Array(repeating: intercept, count: values.count)
        slopes = Array(repeating: slope, count: values.count)
    }

    /// Takes one more value in, which moves dynamic lines only.
    mutating func follow(_ value: Double) {
        count += 1
        guard isDynamic else { return }
        let t = Double(count)
        if count > 1 { slope = ((t - 2) * slope + 6 / t * (value - mean)) / (t + 1) }
        mean = ((t - 1) * mean + value) / t
        intercept = mean - (t + 1) / 2 * slope
    }
}
