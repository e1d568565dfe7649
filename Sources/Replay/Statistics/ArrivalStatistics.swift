import Tensors

/// What is said of arrivals, by one definition for models, groups and workloads.
public struct ArrivalStatistics: Hashable, Sendable, Codable {
    /// How counts in bins of one width vary.
    public struct Dispersion: Hashable, Sendable, Codable {
        /// Width of the bins.
        public let seconds: Double
        /// Variance of the counts over their mean, 1 for a Poisson process; `nil` below two whole bins or without arrivals.
        public let index: Double?
    }

    /// Number of arrivals.
    public let count: Int
    /// Effective duration: what the arrivals cover, after scaling of time, seconds.
    public let duration: Double
    /// Arrivals per second of it.
    public let rate: Double
    /// Standard deviation of the gaps over their mean, divisor n; `nil` below two gaps or where all are 0.
    public let cv: Double?
    /// Indices of dispersion at 1, 10 and 60 s; whole bins only.
    public let dispersion: [Dispersion]

    /// Statistics of arrivals.
    ///
    /// - Parameters:
    ///   - arrivals: ascending.
    ///   - range: what they cover, seconds.
    /// - Precondition: the range is not empty.
    public init(_ arrivals: [Double], over range: Range<Double>) {
        precondition(!range.isEmpty, "arrivals over no time")
        count = arrivals.count
        duration = range.upperBound - range.lowerBound
        rate = Double(arrivals.count) / duration
        cv = Self.cv(arrivals)
        dispersion = [1.0, 10, 60].map { Dispersion(seconds: $0, index: Self.dispersion(arrivals, over: range, width: $0)) }
    }

    static func cv(_ arrivals: [Double]) -> Double? {
        guard arrivals.count >= 3 else { return nil }
        let gaps = arrivals.count - 1
        let mean = (arrivals[gaps] - arrivals[0]) / Double(gaps)
        guard mean > 0 else { return nil }
        let squares = arrivals.withUnsafeBufferPointer { times in
            var squares = 0.0
            for index in 1...gaps {
                let deviation = times[index] - times[index - 1] - mean
                squares += deviation * deviation
            }
            return squares
        }
        return (squares / Double(gaps)).squareRoot() / mean
    }

    private static func dispersion(_ arrivals: [Double], over range: Range<Double>, width: Double) -> Double? {
        // A range that is a whole number of bins but for its rounding keeps them all.
        let bins = Int((range.upperBound - range.lowerBound) / width * (1 + 1e-12))
        guard bins >= 2 else { return nil }
        // Σ(n² − n) over bins, by runs of arrivals in the same bin; then var = E[n²] − E[n]².
        var (squares, total, current, run) = (0.0, 0.0, -1, 0.0)
        for time in arrivals {
            let bin = Int((time - range.lowerBound) / width)
            if bin >= bins { break }
            if bin != current {
                squares += run * run
                (current, run) = (bin, 0)
            }
            run += 1
            total += 1
        }
        squares += run * run
        guard total > 0 else { return nil }
        let mean = total / Double(bins)
        return (squares / Double(bins) - mean * mean) / mean
    }
}
