import Tensors

/// Estimates a zero-mean ARMA process by the smallest sum of squared errors, given that everything before the first ones is 0.
///
/// Starting values come from regressions on the errors of a long autoregression (Hannan & Rissanen, "Recursive Estimation of Mixed
/// Autoregressive-Moving Average Order", Biometrika 69(1), 1982); steps of Levenberg and Marquardt with exact derivatives follow, none of
/// which leaves the region where the process is stationary and invertible.
package struct ConditionalSumOfSquares: Sendable {
    /// Values of mean 0.
    private let values: [Double]
    /// Errors before it are 0 and do not count, so that processes of any order are compared on the same ones.
    private let first: Int
    private let kernels: Kernels
    /// Sums of products of lagged values and lagged first-stage errors `[2·largest]`, and with the values, from which all orders start.
    private let products: [[Double]], targets: [Double]

    /// Prepares for a series.
    /// - Parameters:
    ///   - values: of mean 0, more than ten.
    ///   - largest: largest order of either kind, at most `Kernels.armaOrder`.
    ///   - kernels: which instructions to use.
    package init(_ values: [Double], largest: Int, kernels: Kernels = .best) {
        (self.values, first, self.kernels) = (values, largest, kernels)
        let long = LongAutoregression.errors(of: values, order: min(20, values.count / 4))
        let begin = min(20, values.count / 4) + largest
        var products = [[Double]](repeating: [Double](repeating: 0, count: 2 * largest), count: 2 * largest)
        var targets = [Double](repeating: 0, count: 2 * largest)
        var row = targets
        for step in begin..<max(values.count, begin) {
            for lag in 0..<largest {
                row[lag] = values[step - 1 - lag]
                row[largest + lag] = long[step - 1 - lag]
            }
            for a in row.indices {
                targets[a] += row[a] * values[step]
                for b in 0...a { products[a][b] += row[a] * row[b] }
            }
        }
        for a in row.indices { for b in 0..<a { products[b][a] = products[a][b] } }
        (self.products, self.targets) = (products, targets)
    }

    /// The process of an order from the regressions alone, and its sum of squared errors from the largest order on: a first look.
    /// - Precondition: neither order is greater than the largest.
    func regress(autoregressive p: Int, movingAverage q: Int) -> (process: ARMAProcess, sum: Double) {
        precondition(p <= first && q <= first, "orders \(p) and \(q) of at most \(first)")
        let process = start(p, q)
        var errors = [Double](repeating: 0, count: values.count)
        let sum = Kernels.armaErrors(
            &errors, values, first: first, autoregressive: process.autoregressive, movingAverage: process.movingAverage)
        return (process, sum)
    }

    /// The process of an order with the smallest sum of squared errors from the largest order on, and the sum.
    /// - Precondition: neither order is greater than the largest.
    package func fit(autoregressive p: Int, movingAverage q: Int) -> (process: ARMAProcess, sum: Double) {
        precondition(p <= first && q <= first, "orders \(p) and \(q) of at most \(first)")
        return refine(start(p, q), tolerance: 1e-10)
    }

    /// The process near a first guess with the smallest sum, to a relative tolerance.
    func refine(_ guess: ARMAProcess, tolerance: Double) -> (process: ARMAProcess, sum: Double) {
        let p = guess.autoregressive.count, q = guess.movingAverage.count
        var process = guess
        var state = derivatives(process)
        var damping = 1e-3
        for _ in 0..<30 where p + q > 0 {
            guard
                let step = SmallSystem.solve(
                    state.products.enumerated().map { index, row in
                        var row = row
                        row[index] += damping * row[index] + 1e-12
                        return row
                    }, state.slopes)
            else { break }
            var next = process
            for index in 0..<p { next.autoregressive[index] += step[index] }
            for index in 0..<q { next.movingAverage[index] += step[p + index] }
            let candidate = next.isStable ? derivatives(next) : nil
            let gain = candidate.map { state.sum - $0.sum } ?? -.infinity
            if let candidate, gain >= 0 { (process, state, damping) = (next, candidate, max(damping / 10, 1e-9)) } else { damping *= 10 }
            // Steps this small, of either sign, change nothing any more.
            if abs(gain) <= tolerance * state.sum || damping > 1e6 { break }
        }
        process.variance = state.sum / Double(max(values.count - first - p - q, 1))
        return (process, state.sum)
    }

    private func start(_ p: Int, _ q: Int) -> ARMAProcess {
        let chosen = Array(0..<p) + (0..<q).map { first + $0 }
        let found = SmallSystem.solve(
            chosen.map { a in chosen.map { products[a][$0] + (a == $0 ? 1e-9 * products[a][a] : 0) } }, chosen.map { targets[$0] })
        var process = ARMAProcess(
            autoregressive: found.map { Array($0.prefix(p)) } ?? [Double](repeating: 0, count: p),
            movingAverage: found.map { Array($0.suffix(q)) } ?? [Double](repeating: 0, count: q))
        // Roots move outwards until they lie outside.
        while !process.isStable {
            for index in 0..<p { process.autoregressive[index] *= PortableMath.power(0.9, index + 1) }
            for index in 0..<q { process.movingAverage[index] *= PortableMath.power(0.9, index + 1) }
        }
        return process
    }

    /// Sum of squares, `JᵀJ` and `−Jᵀe` with the derivatives J of the errors by the coefficients.
    private func derivatives(_ process: ARMAProcess) -> (sum: Double, products: [[Double]], slopes: [Double]) {
        let found = kernels.armaDerivatives(
            values, first: first, autoregressive: process.autoregressive, movingAverage: process.movingAverage)
        return (found[0][0], found.dropFirst().map { Array($0.dropFirst()) }, found[0].dropFirst().map { -$0 })
    }
}
