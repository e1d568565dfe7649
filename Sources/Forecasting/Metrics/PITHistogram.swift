/// Histogram of probability integral transforms, `F(y)`: flat for honest forecasts, a valley for too narrow ones, a hill for too wide ones,
/// a slope for biased ones.
///
/// Dawid, "Statistical theory: the prequential approach", Journal of the Royal Statistical Society A 147, 1984; Gneiting, Balabdaoui &
/// Raftery, "Probabilistic forecasts, calibration and sharpness", Journal of the Royal Statistical Society B 69, 2007.
public struct PITHistogram: Hashable, Sendable, Codable {
    /// Bins unless told otherwise.
    public static let standardBins = 20

    /// Values in each of equally wide bins of [0, 1], ascending.
    public var counts: [Int]
    /// Number of values.
    public var total: Int
    /// Mean of the values: ½ for honest forecasts, less where forecasts are too high; `nil` of nothing.
    public var mean: Double?
    /// Variance of the values: 1/12 for honest forecasts, less for over-dispersed (too wide) ones, more for under-dispersed (too narrow)
    /// ones; `nil` of nothing.
    public var variance: Double?
    /// Mean over the B bins of `|share · B − 1|`: 0 for a flat histogram; `nil` of nothing.
    public var deviation: Double?
    /// What ``deviation`` is on average for so many independent uniform values, `√(2(B − 1)/(πn))`; `nil` of nothing.
    public var expectedDeviation: Double?

    /// Counts values.
    /// - Parameters:
    ///   - values: each inside [0, 1].
    ///   - bins: number of bins, B.
    /// - Precondition: `bins ≥ 1`, values inside [0, 1].
    public init(of values: [Double], bins: Int = PITHistogram.standardBins) {
        precondition(bins >= 1)
        var counts = [Int](repeating: 0, count: bins)
        var (sum, squares) = (0.0, 0.0)
        for value in values {
            precondition(value >= 0 && value <= 1, "a probability lies in [0, 1], found \(value)")
            counts[min(bins - 1, Int(value * Double(bins)))] += 1
            sum += value - 0.5
            squares += (value - 0.5) * (value - 0.5)
        }
        self.counts = counts
        total = values.count
        guard total > 0 else { return }
        let n = Double(total)
        mean = 0.5 + sum / n
        variance = max(0, squares / n - sum / n * (sum / n))
        deviation = counts.reduce(0) { $0 + abs(Double($1) / n * Double(bins) - 1) } / Double(bins)
        expectedDeviation = (2 * Double(bins - 1) / (Double.pi * n)).squareRoot()
    }

    /// Range in which the share of a bin lies with this confidence when all values are independent and uniform: the normal approximation of
    /// the binomial distribution, `1/B ± z·√(1/B·(1 − 1/B)/n)`; `nil` of nothing.
    /// - Precondition: `0 < confidence < 1`.
    public func band(confidence: Double = 0.95) -> ClosedRange<Double>? {
        precondition(confidence > 0 && confidence < 1)
        guard total > 0 else { return nil }
        let share = 1 / Double(counts.count)
        let half = Proportion.normalQuantile((1 + confidence) / 2) * (share * (1 - share) / Double(total)).squareRoot()
        return max(0, share - half)...min(1, share + half)
    }

    enum CodingKeys: String, CodingKey {
        case counts, total, mean, variance, deviation
        case expectedDeviation = "expected_deviation"
    }
}
