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

    /// First and second derivatives of the loss in the score of some rows, weights included. Of one output; classes have
    /// ``classGradients(_:output:shares:rows:range:)``.
    ///
    /// - Parameters:
    ///   - out: pairs `[N, 2]`, written.
    ///   - scores: scores `[outputs, N]`.
    func gradients(_ out: UnsafeMutablePointer<Float>, scores: UnsafePointer<Double>, rows: TargetRows, range: Range<Int>) {
        rows.targets.withUnsafeBufferPointer { y in gradients(out, scores, y, range) }
        weigh(out, rows, range)
    }

    /// The same in the score of one class.
    ///
    /// - Parameter shares: probabilities of classes `[outputs, N]`, as ``softmax(_:scores:rows:range:kernels:)`` makes them.
    func classGradients(
        _ out: UnsafeMutablePointer<Float>, output: Int, shares: UnsafePointer<Float>, rows: TargetRows, range: Range<Int>
    ) {
        // The hessian's diagonal times K / (K − 1), as Friedman's multiclass step has it.
        let (factor, own) = (Float(outputs) / Float(outputs - 1), shares + output * rows.targets.count)
        let wanted = Float(output)
        rows.targets.withUnsafeBufferPointer { y in
            for row in range {
                let share = own[row]
                out[2 * row] = share - (y[row] == wanted ? 1 : 0)
                out[2 * row + 1] = max(factor * share * (1 - share), 1e-16)
            }
        }
        weigh(out, rows, range)
    }

    private func weigh(_ out: UnsafeMutablePointer<Float>, _ rows: TargetRows, _ range: Range<Int>) {
        guard let weights = rows.weights else { return }
        for row in range {
            out[2 * row] *= weights[row]
            out[2 * row + 1] *= weights[row]
        }
    }

    private func gradients(
        _ out: UnsafeMutablePointer<Float>, _ scores: UnsafePointer<Double>, _ y: UnsafeBufferPointer<Float>, _ range: Range<Int>
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
        case .multiclass: preconditionFailure("classes have gradients of their own")
        }
    }

    /// Probabilities of the classes `[classes, N]` of some rows from their scores.
    /// - Parameter count: N.
    func softmax(
        _ shares: UnsafeMutablePointer<Float>, scores: UnsafePointer<Double>, rows count: Int, range: Range<Int>, kernels: Kernels
    ) {
        let (classes, pieceRows) = (outputs, 2_048)
        withUnsafeTemporaryAllocation(of: Float.self, capacity: pieceRows) { memory in
            guard let sums = memory.baseAddress else { return }
            for start in stride(from: range.lowerBound, to: range.upperBound, by: pieceRows) {
                let range = start..<min(start + pieceRows, range.upperBound)
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
