#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension ForestObjective {
    /// Turns raw sums into predictions, in place: LightGBM's `ConvertOutput`, operation by operation, so that the same C library gives the
    /// same bits. Allocates nothing.
    ///
    /// - Parameters:
    ///   - values: sums `[count]`, replaced by predictions.
    ///   - count: outputs of the forest.
    public func applyLink(to values: UnsafeMutablePointer<Double>, count: Int) {
        switch self {
        case .regression(isSquareRoot: true), .signedSquareRoot:
            for k in 0..<count { values[k] = Self.sign(values[k]) * values[k] * values[k] }
        case .poisson, .gamma, .tweedie:
            for k in 0..<count { values[k] = exp(values[k]) }
        case .binary(let scale), .oneVersusAll(_, let scale):
            for k in 0..<count { values[k] = 1 / (1 + exp(-scale * values[k])) }
        case .crossEntropy:
            for k in 0..<count { values[k] = 1 / (1 + exp(-values[k])) }
        case .crossEntropyIntensity:
            for k in 0..<count { values[k] = log1p(exp(values[k])) }
        case .multiclass:
            Self.softmax(values, count)
        case .quantiles:
            Self.sort(values, count)
        case .regression(isSquareRoot: false), .absolute, .huber, .quantile, .identity:
            break
        }
    }

    private static func sign(_ x: Double) -> Double { x > 0 ? 1 : x < 0 ? -1 : 0 }

    private static func softmax(_ values: UnsafeMutablePointer<Double>, _ count: Int) {
        guard count > 0 else { return }
        var largest = values[0]
        for k in 1..<max(count, 1) { largest = max(largest, values[k]) }
        var sum = 0.0
        for k in 0..<count {
            values[k] = exp(values[k] - largest)
            sum += values[k]
        }
        for k in 0..<count { values[k] /= sum }
    }

    // By insertion: levels are few, and trained ones mostly in order already.
    private static func sort(_ values: UnsafeMutablePointer<Double>, _ count: Int) {
        for k in stride(from: 1, to: count, by: 1) {
            let value = values[k]
            var place = k
            while place > 0, values[place - 1] > value {
                values[place] = values[place - 1]
                place -= 1
            }
            values[place] = value
        }
    }
}
