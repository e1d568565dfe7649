internal import CKernels

extension Kernels {
    /// Largest orders of processes whose derivatives are known.
    package static let armaOrder = Int(HK_ARMA_ORDER)

    /// Errors of values under `y_t = Σ φ_i y_{t−i} + e_t + Σ θ_j e_{t−j}`; those before `first` are 0, and so is everything before the first
    /// value.
    ///
    /// - Parameters:
    ///   - errors: shape `[count]`, written.
    ///   - values: shape `[count]`.
    ///   - first: first step with an error.
    ///   - autoregressive: coefficients φ.
    ///   - movingAverage: coefficients θ.
    /// - Returns: the sum of squared errors.
    @discardableResult
    package static func armaErrors(
        _ errors: inout [Double], _ values: [Double], first: Int, autoregressive: [Double], movingAverage: [Double]
    ) -> Double {
        precondition(errors.count == values.count && first >= 0, "\(errors.count) errors of \(values.count) values from \(first) on")
        return hk_arma_errors(
            &errors, values, values.count, first, autoregressive, autoregressive.count, movingAverage, movingAverage.count)
    }

    /// Sums of products of the errors and their derivatives by the coefficients, `[1 + p + q, 1 + p + q]`: the error, φ, θ.
    ///
    /// - Parameters:
    ///   - values: shape `[count]`.
    ///   - first: first step with an error.
    ///   - autoregressive: coefficients φ, at most ``armaOrder``.
    ///   - movingAverage: coefficients θ, at most ``armaOrder``.
    package func armaDerivatives(
        _ values: [Double], first: Int, autoregressive: [Double], movingAverage: [Double]
    ) -> [[Double]] {
        let (p, q, most, columns) = (autoregressive.count, movingAverage.count, Self.armaOrder, Int(HK_ARMA_COLUMNS))
        precondition(p <= most && q <= most && first >= 0, "orders \(p) and \(q) of at most \(most), from step \(first) on")
        var products = [Double](repeating: 0, count: columns * columns)
        table.pointee.arma_derivatives(
            &products, values, values.count, first, autoregressive + [Double](repeating: 0, count: most - p),
            movingAverage + [Double](repeating: 0, count: most - q))
        let used = [0] + (1..<1 + p) + (1 + most..<1 + most + q)
        return used.map { row in used.map { products[row * columns + $0] } }
    }
}
