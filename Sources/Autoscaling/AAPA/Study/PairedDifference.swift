import Tensors

/// How much a number differs between two policies on the same functions, with a bootstrap interval over the functions.
public struct PairedDifference: Hashable, Sendable, Codable {
    /// Pairs.
    public var pairs: Int
    /// Mean difference; 0 without a pair, so that it has a place in JSON.
    public var mean: Double
    /// Lower end of the 95 % interval (percentile bootstrap); the mean itself with fewer than two pairs.
    public var low: Double
    /// Upper end.
    public var high: Double

    /// Compares.
    /// - Parameters:
    ///   - values: of the policy, one a function.
    ///   - reference: of the other policy, in the same order.
    ///   - resamples: how often functions are drawn with replacement.
    ///   - seed: of the draws.
    public init(_ values: [Double], minus reference: [Double], resamples: Int = 2_000, seed: UInt64 = 1) {
        precondition(values.count == reference.count, "\(values.count) values and \(reference.count) to compare with")
        let differences = zip(values, reference).map { $0 - $1 }
        let count = differences.count
        pairs = count
        mean = differences.reduce(0, +) / Double(max(1, count))
        (low, high) = (mean, mean)
        guard count >= 2, resamples >= 1 else { return }
        var random = RandomStream(seed: seed, purpose: "paired bootstrap")
        var means = (0..<resamples).map { _ in
            (0..<count).reduce(0.0) { sum, _ in sum + differences[random.int(below: count)] } / Double(count)
        }
        (low, high) = (means.selectQuantile(0.025), means.selectQuantile(0.975))
    }
}
