import Tensors

/// Distribution of a latency: its inverse distribution function, linear between knots.
///
/// A curve through the order statistics of a sample, or through a few published quantiles. Values may repeat, which is a jump of the
/// distribution function.
public struct LatencyCurve: Hashable, Sendable {
    /// Probabilities of the knots, from 0 to 1, increasing.
    public let probabilities: [Double]
    /// Latencies at the knots in milliseconds, not decreasing, one for each probability.
    public let values: [Double]

    /// Makes a curve through knots.
    /// - Parameters:
    ///   - probabilities: increasing, the first one 0, the last one 1.
    ///   - values: milliseconds, finite, at least 0, not decreasing.
    /// - Precondition: at least two knots of this form.
    public init(probabilities: [Double], values: [Double]) {
        precondition(probabilities.count == values.count && values.count >= 2, "\(probabilities.count) knots, \(values.count) values")
        precondition(probabilities.first == 0 && probabilities.last == 1, "knots reach from 0 to 1")
        precondition(zip(probabilities, probabilities.dropFirst()).allSatisfy { $0 < $1 }, "probabilities increase")
        precondition(zip(values, values.dropFirst()).allSatisfy { $0 <= $1 } && values[0] >= 0, "latencies do not decrease")
        (self.probabilities, self.values) = (probabilities, values)
    }

    /// Makes a curve through the order statistics of a sample: the quantile function that interpolates linearly between them.
    /// - Precondition: at least one value, all finite and at least 0.
    public init(sample: [Double]) {
        precondition(!sample.isEmpty, "a sample has values")
        let sorted = sample.sorted()
        guard sorted.count > 1 else {
            self.init(probabilities: [0, 1], values: [sorted[0], sorted[0]])
            return
        }
        self.init(probabilities: sorted.indices.map { Double($0) / Double(sorted.count - 1) }, values: sorted)
    }

    /// A normal distribution, truncated at 0, through 64 knots.
    ///
    /// Between knots it is linear, so its tail ends at the 0.99999-quantile.
    package init(normalMean mean: Double, deviation: Double) {
        let inner = (1..<63).map { Double($0) / 63 }
        let levels = [1e-5, 1e-4, 1e-3] + inner + [0.999, 0.9999, 0.99999]
        let values = levels.map { max(0, mean + deviation * NormalQuantile.value($0)) }
        self.init(probabilities: [0] + levels.dropFirst().dropLast() + [1], values: values)
    }

    /// The latency below which the share `probability` lies, milliseconds.
    /// - Precondition: `0 ≤ probability ≤ 1`.
    public func value(at probability: Double) -> Double {
        precondition(probability >= 0 && probability <= 1, "a probability of \(probability)")
        let upper = probabilities.partitioningIndex { $0 >= probability }
        guard upper > 0 else { return values[0] }
        let (p0, p1) = (probabilities[upper - 1], probabilities[upper])
        return values[upper - 1] + (values[upper] - values[upper - 1]) * ((probability - p0) / (p1 - p0))
    }

    /// Share of latencies at or below `latency`.
    public func share(upTo latency: Double) -> Double {
        let above = values.partitioningIndex { $0 > latency }
        guard above > 0 else { return 0 }
        guard above < values.count else { return 1 }
        return interpolate(latency, above)
    }

    /// Share of latencies below `latency`: less than ``share(upTo:)`` where the distribution jumps.
    public func share(below latency: Double) -> Double {
        let first = values.partitioningIndex { $0 >= latency }
        guard first > 0 else { return 0 }
        guard first < values.count else { return 1 }
        return interpolate(latency, first)
    }

    private func interpolate(_ latency: Double, _ upper: Int) -> Double {
        let (v0, v1) = (values[upper - 1], values[upper])
        return probabilities[upper - 1] + (probabilities[upper] - probabilities[upper - 1]) * ((latency - v0) / (v1 - v0))
    }

    /// The curve with all latencies multiplied.
    /// - Precondition: `factor > 0`.
    public func scaled(by factor: Double) -> LatencyCurve {
        precondition(factor > 0, "a factor of \(factor)")
        return LatencyCurve(probabilities: probabilities, values: values.map { $0 * factor })
    }
}

extension RandomAccessCollection where Index == Int {
    /// First index whose element satisfies a predicate that is false in front and true behind; `endIndex` for none.
    func partitioningIndex(_ isBehind: (Element) -> Bool) -> Int {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = low + (high - low) / 2
            if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
