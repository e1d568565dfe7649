import Glibc

extension BoostingObjective {
    /// Weighted mean loss of raw scores: what early stopping watches.
    ///
    /// Squared error: the root of its mean. Absolute, Huber, pinball: the mean loss (several levels: the mean over levels, in order). Poisson and
    /// Tweedie: the mean negative log likelihood without terms of the target alone. Classes: the mean log loss.
    /// - Parameter scores: raw scores `[outputs, N]`.
    func loss(_ scores: UnsafePointer<Double>, _ rows: TargetRows) -> Double {
        let count = rows.targets.count
        func mean(_ loss: (_ row: Int, _ target: Double) -> Double) -> Double {
            var (sum, total) = (0.0, 0.0)
            for row in 0..<count {
                let weight = rows.weight(row)
                sum += weight * loss(row, Double(rows.targets[row]))
                total += weight
            }
            return sum / total
        }
        func pinball(_ score: Double, _ target: Double, _ level: Double) -> Double {
            max(level * (target - score), (level - 1) * (target - score))
        }
        switch self {
        case .squared:
            return mean { ($1 - scores[$0]) * ($1 - scores[$0]) }.squareRoot()
        case .absolute: return mean { abs($1 - scores[$0]) }
        case .huber(let delta):
            return mean {
                let error = abs($1 - scores[$0])
                return error <= delta ? error * error / 2 : delta * (error - delta / 2)
            }
        case .quantile(let level): return mean { pinball(scores[$0], $1, level) }
        case .quantiles(let levels):
            var ordered = [Double](repeating: 0, count: levels.count)
            return mean { row, target in
                for k in levels.indices { ordered[k] = scores[k * count + row] }
                ordered.sort()
                return zip(ordered, levels).reduce(0) { $0 + pinball($1.0, target, $1.1) } / Double(levels.count)
            }
        case .poisson: return mean { exp(scores[$0]) - $1 * scores[$0] }
        case .tweedie(let power):
            return mean { exp((2 - power) * scores[$0]) / (2 - power) - $1 * exp((1 - power) * scores[$0]) / (1 - power) }
        case .binary:
            return mean { row, target in
                let score = target > 0 ? scores[row] : -scores[row]
                return score > 0 ? log1p(exp(-score)) : log1p(exp(score)) - score
            }
        case .multiclass(let classes):
            return mean { row, target in
                var highest = -Double.infinity
                for k in 0..<classes { highest = max(highest, scores[k * count + row]) }
                var sum = 0.0
                for k in 0..<classes { sum += exp(scores[k * count + row] - highest) }
                return log(sum) + highest - scores[Int(target) * count + row]
            }
        }
    }
}
