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
    /// Sums of products of lagged values and lagged first-stage errors `[2·largest]`, and with the values, from which all orders start.
    private let products: [[Double]], targets: [Double]

    /// Prepares for a series.
    /// - Parameters:
    ///   - values: of mean 0, more than ten.
    ///   - largest: largest order of either kind.
    package init(_ values: [Double], largest: Int) {
        (self.values, first) = (values, largest)
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
        return (process, process.errors(of: values, from: first).reduce(0) { $0 + $1 * $1 })
    }

    /// The process of an order with the smallest sum of squared errors from the largest order on, and the sum.
    /// - Precondition: neither order is greater than the largest.
    package func fit(autoregressive p: Int, movingAverage q: Int) -> (process: ARMAProcess, sum: Double) {
        precondition(p <= first && q <= first, "orders \(p) and \(q) of at most \(first)")
        return refine(start(p, q))
    }

    /// The process near a first guess with the smallest sum.
    func refine(_ guess: ARMAProcess) -> (process: ARMAProcess, sum: Double) {
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
            if let candidate, candidate.sum <= state.sum {
                let gain = state.sum - candidate.sum
                (process, state, damping) = (next, candidate, max(damping / 10, 1e-9))
                if gain <= 1e-9 * state.sum { break }
            } else {
                damping *= 10
                if damping > 1e6 { break }
            }
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
        let (p, q) = (process.autoregressive.count, process.movingAverage.count), width = p + q
        var (sum, flat, slopes) = (0.0, [Double](repeating: 0, count: width * width), [Double](repeating: 0, count: width))
        // The error of a step and its derivatives, `[steps, 1 + width]`.
        withUnsafeTemporaryAllocation(of: Double.self, capacity: values.count * (1 + width)) { memory in
            memory.initialize(repeating: 0)
            for step in first..<values.count {
                let row = memory.baseAddress! + step * (1 + width)
                var error = values[step]
                for index in 0..<p {
                    error -= process.autoregressive[index] * values[step - 1 - index]
                    row[1 + index] = -values[step - 1 - index]
                }
                for index in 0..<q {
                    let before = row - (1 + index) * (1 + width)
                    error -= process.movingAverage[index] * before[0]
                    row[1 + p + index] = -before[0]
                }
                for index in 0..<q {
                    let before = row - (1 + index) * (1 + width)
                    for column in 1..<1 + width { row[column] -= process.movingAverage[index] * before[column] }
                }
                row[0] = error
                sum += error * error
                for a in 0..<width {
                    slopes[a] -= row[1 + a] * error
                    for b in 0...a { flat[a * width + b] += row[1 + a] * row[1 + b] }
                }
            }
        }
        return (sum, (0..<width).map { a in (0..<width).map { b in flat[max(a, b) * width + min(a, b)] } }, slopes)
    }
}
