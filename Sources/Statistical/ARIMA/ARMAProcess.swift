import Tensors

/// A zero-mean autoregressive moving-average process: `y_t = Σ φ_i y_{t−i} + e_t + Σ θ_j e_{t−j}`.
///
/// Box & Jenkins, "Time Series Analysis: Forecasting and Control" (1970).
package struct ARMAProcess: Sendable, Hashable {
    /// Autoregressive coefficients φ₁ … φ_p.
    package var autoregressive: [Double]
    /// Moving-average coefficients θ₁ … θ_q.
    package var movingAverage: [Double]
    /// Variance of the errors e.
    package var variance: Double

    /// Makes a process.
    package init(autoregressive: [Double] = [], movingAverage: [Double] = [], variance: Double = 1) {
        (self.autoregressive, self.movingAverage, self.variance) = (autoregressive, movingAverage, variance)
    }

    /// Whether both polynomials have their roots outside of the unit circle, with a margin: partial autocorrelations below 0.999.
    package var isStable: Bool {
        Self.partialsAreSmall(autoregressive) && Self.partialsAreSmall(movingAverage.map { -$0 })
    }

    /// Errors of the values; those before `from` are 0, and so is everything before the first value.
    package func errors(of values: [Double], from: Int) -> [Double] {
        var errors = [Double](repeating: 0, count: values.count)
        Kernels.armaErrors(&errors, values, first: from, autoregressive: autoregressive, movingAverage: movingAverage)
        return errors
    }

    /// What is expected after the values, one number a step.
    package func forecast(after values: [Double], horizon: Int) -> [Double] {
        var (values, errors) = (values, errors(of: values, from: autoregressive.count))
        let count = values.count
        for step in count..<count + horizon {
            values.append(expected(step, values, errors))
            errors.append(0)
        }
        return Array(values[count...])
    }

    /// Weights ψ₀ = 1, ψ₁ … of the errors in a value of the process summed `differences` times: the variance of a forecast h steps ahead is
    /// `σ²·(ψ₀² + … + ψ_{h−1}²)`.
    package func psiWeights(_ count: Int, differences: Int = 0) -> [Double] {
        var psi = [Double](repeating: 0, count: count)
        for lag in 0..<count {
            psi[lag] = lag == 0 ? 1 : lag <= movingAverage.count ? movingAverage[lag - 1] : 0
            for (index, coefficient) in autoregressive.prefix(lag).enumerated() { psi[lag] += coefficient * psi[lag - 1 - index] }
        }
        for _ in 0..<differences { for lag in psi.indices.dropFirst() { psi[lag] += psi[lag - 1] } }
        return psi
    }

    private func expected(_ step: Int, _ values: [Double], _ errors: [Double]) -> Double {
        var sum = 0.0
        for (index, coefficient) in autoregressive.prefix(step).enumerated() { sum += coefficient * values[step - 1 - index] }
        for (index, coefficient) in movingAverage.prefix(step).enumerated() { sum += coefficient * errors[step - 1 - index] }
        return sum
    }

    /// The recursion of Durbin and Levinson backwards.
    private static func partialsAreSmall(_ coefficients: [Double]) -> Bool {
        var current = coefficients
        while let last = current.popLast() {
            guard abs(last) < 0.999 else { return false }
            let before = current
            for index in current.indices {
                current[index] = (before[index] + last * before[before.count - 1 - index]) / (1 - last * last)
            }
        }
        return true
    }
}
