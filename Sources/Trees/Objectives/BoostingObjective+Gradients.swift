import Glibc
import Tensors

extension BoostingObjective {
    /// Whether the second derivative of every row is its weight.
    var hasConstantHessian: Bool {
        switch self {
        case .squared, .absolute, .huber, .quantile, .quantiles: true
        case .poisson, .tweedie, .binary, .multiclass: false
        }
    }

    /// Levels of the quantiles of residuals that leaves hold instead of Newton steps; empty for Newton steps.
    var leafLevels: [Double] {
        switch self {
        case .absolute: [0.5]
        case .quantile(let level): [level]
        case .quantiles(let levels): levels
        default: []
        }
    }

    /// Scores that the first tree begins with, one for each output: the best constants.
    func start(_ rows: TargetRows) -> [Double] {
        switch self {
        case .squared, .huber: [rows.mean { $0 }]
        case .absolute, .quantile, .quantiles: leafLevels.map { quantile(of: rows, level: $0) }
        case .poisson, .tweedie: [log(max(rows.mean { $0 }, 1e-9))]
        case .binary: [logit(rows.mean { $0 })]
        case .multiclass(let classes): (0..<classes).map { k in log(max(rows.mean { $0 == Double(k) ? 1 : 0 }, 1e-15)) }
        }
    }

    private func logit(_ share: Double) -> Double {
        let share = min(max(share, 1e-15), 1 - 1e-15)
        return log(share / (1 - share))
    }

    private func quantile(of rows: TargetRows, level: Double) -> Double {
        if let weights = rows.weights { return LeafQuantile.quantile(Array(zip(rows.targets, weights)), level: level) }
        var values = rows.targets
        return values.withUnsafeMutableBufferPointer { values in
            values.baseAddress.map { LeafQuantile.quantile($0, count: values.count, level: level) } ?? 0
        }
    }

    /// First and second derivatives of the loss in the score of one output, weights included.
    ///
    /// - Parameters:
    ///   - out: pairs `[N, 2]`, written.
    ///   - output: the class, 0 for objectives of one output.
    ///   - scores: scores `[outputs, N]`.
    ///   - shares: probabilities of classes `[outputs, N]`, as ``softmax(_:scores:rows:compute:)`` makes them; `nil` for other objectives.
    func gradients(
        _ out: UnsafeMutablePointer<Float>, output: Int, scores: UnsafePointer<Double>, shares: UnsafePointer<Float>?, rows: TargetRows,
        compute: Compute
    ) {
        let count = rows.targets.count
        let pieces = (count + Self.pieceRows - 1) / Self.pieceRows
        nonisolated(unsafe) let (out, scores, shares) = (out, scores, shares)
        Parallel.forEach(pieces, threads: compute.threads) { piece in
            let range = piece * Self.pieceRows..<min(count, (piece + 1) * Self.pieceRows)
            rows.targets.withUnsafeBufferPointer { y in
                gradients(out, output, scores, shares, y, range)
            }
            guard let weights = rows.weights else { return }
            for row in range {
                out[2 * row] *= weights[row]
                out[2 * row + 1] *= weights[row]
            }
        }
    }

    private static var pieceRows: Int { 65_536 }

    private func gradients(
        _ out: UnsafeMutablePointer<Float>, _ output: Int, _ scores: UnsafePointer<Double>, _ shares: UnsafePointer<Float>?,
        _ y: UnsafeBufferPointer<Float>, _ range: Range<Int>
    ) {
        /// Writes the pair of every row.
        @inline(__always) func each(_ pair: (_ score: Double, _ target: Double) -> (Double, Double)) {
            for row in range {
                let (gradient, hessian) = pair(scores[row], Double(y[row]))
                out[2 * row] = Float(gradient)
                out[2 * row + 1] = Float(hessian)
            }
        }
        switch self {
        case .squared: each { ($0 - $1, 1) }
        case .absolute: each { ($0 > $1 ? 1 : $0 < $1 ? -1 : 0, 1) }
        case .huber(let delta): each { (min(max($0 - $1, -delta), delta), 1) }
        // A target that is met has the subgradient in the middle: of demand that is mostly 0 or mostly full, the others stand apart.
        case .quantile(let level): each { (($0 > $1 ? 1 : $0 < $1 ? 0 : 0.5) - level, 1) }
        case .quantiles(let levels):
            // Where rows have weights, trees follow the sum of the levels' gradients.
            let outputs = levels.count
            for row in range {
                var sum = 0.0
                for k in 0..<outputs {
                    let (score, target) = (scores[k * y.count + row], Double(y[row]))
                    sum += (score > target ? 1 : score < target ? 0 : 0.5) - levels[k]
                }
                out[2 * row] = Float(sum)
                out[2 * row + 1] = Float(outputs)
            }
        case .poisson:
            each {
                let mean = exp($0)
                return (mean - $1, mean)
            }
        case .tweedie(let power):
            each {
                let (a, b) = (exp((1 - power) * $0), exp((2 - power) * $0))
                return (b - $1 * a, (2 - power) * b - (1 - power) * $1 * a)
            }
        case .binary:
            each {
                let share = 1 / (1 + exp(-$0))
                return (share - $1, max(share * (1 - share), 1e-16))
            }
        case .multiclass(let classes):
            guard let shares else { preconditionFailure("gradients of classes need their probabilities") }
            // The hessian's diagonal times K / (K − 1), as Friedman's multiclass step has it.
            let factor = Float(classes) / Float(classes - 1)
            let own = shares + output * y.count
            for row in range {
                let share = own[row]
                out[2 * row] = share - (Int(y[row]) == output ? 1 : 0)
                out[2 * row + 1] = max(factor * share * (1 - share), 1e-16)
            }
        }
    }

    /// Probabilities of the classes `[classes, N]` from their scores.
    func softmax(_ shares: UnsafeMutablePointer<Float>, scores: UnsafePointer<Double>, rows count: Int, compute: Compute) {
        let (classes, pieceRows, kernels) = (outputs, 2_048, Kernels(compute.instructionSet))
        nonisolated(unsafe) let (shares, scores) = (shares, scores)
        Parallel.forEach((count + pieceRows - 1) / pieceRows, threads: compute.threads) { piece in
            let range = piece * pieceRows..<min(count, (piece + 1) * pieceRows)
            withUnsafeTemporaryAllocation(of: Float.self, capacity: pieceRows) { memory in
                guard let sums = memory.baseAddress else { return }
                // Differences from the highest score never overflow; they are taken before scores are rounded to float.
                for row in range {
                    var highest = scores[row]
                    for k in 1..<classes { highest = max(highest, scores[k * count + row]) }
                    for k in 0..<classes { shares[k * count + row] = Float(scores[k * count + row] - highest) }
                }
                sums.update(repeating: 0, count: range.count)
                for k in 0..<classes {
                    let own = shares + k * count + range.lowerBound
                    kernels.exp(own, UnsafePointer(own), count: range.count)
                    for place in 0..<range.count { sums[place] += own[place] }
                }
                for k in 0..<classes {
                    let own = shares + k * count + range.lowerBound
                    for place in 0..<range.count { own[place] /= sums[place] }
                }
            }
        }
    }
}
