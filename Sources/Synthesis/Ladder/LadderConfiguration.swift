/// Parameters of a workload of jobs that ask for cores.
public struct LadderConfiguration: Codable, Hashable, Sendable {
    /// The rung.
    public var rung = LadderRung.exponential
    /// Jobs.
    public var jobs = 100_000
    /// Cores of the system that the load is measured on.
    public var capacity = 64
    /// Offered load as a share of the capacity: mean cores in use if every job started at once.
    public var load = 0.7
    /// Mean duration in seconds.
    public var meanDuration = 3_600.0
    /// Standard deviation of the logarithm of durations, above the first rung.
    public var durationScale = 1.5
    /// Standard deviation of the logarithm of gaps, above the first rung.
    public var gapScale = 1.0
    /// Shares of 1, 2, 4, 8 and 16 cores, from the third rung on.
    public var coreShares = [0.45, 0.25, 0.18, 0.09, 0.03]
    /// Correlation of size and duration (Gaussian copula), from the third rung on.
    public var correlation = 0.2
    /// Users, on the last rung.
    public var users = 40
    /// Rate in a burst, in multiples of the rate outside, on the last rung.
    public var burstFactor = 6.0
    /// Share of the time in bursts, on the last rung.
    public var burstShare = 0.05
    /// Mean length of a burst in seconds, on the last rung.
    public var burstSeconds = 900.0
    /// Distance between trough and peak of the day as a share of the mean, on the last rung; of the week a third of it.
    public var daily = 0.8
    /// Seed.
    public var seed: UInt64 = 1

    /// The default parameters.
    public init() {}

    /// Cores of the classes of ``coreShares``.
    public static let cores = [1, 2, 4, 8, 16]

    /// What is wrong with the parameters, if anything.
    /// - Throws: ``SynthesisError/outOfRange(parameter:expected:found:)``.
    public func validate() throws(SynthesisError) {
        let checks: [(String, Double, ClosedRange<Double>)] = [
            ("jobs", Double(jobs), 1...100_000_000), ("capacity", Double(capacity), 1...1e9), ("load", load, 0.001...100),
            ("mean duration", meanDuration, 1e-6...1e9), ("duration scale", durationScale, 0...4), ("gap scale", gapScale, 0...4),
            ("correlation", correlation, -0.99...0.99), ("users", Double(users), 1...100_000), ("burst factor", burstFactor, 1...1_000),
            ("burst share", burstShare, 0...0.9), ("burst seconds", burstSeconds, 60...1e7), ("daily", daily, 0...1.5),
        ]
        for (name, found, range) in checks where !range.contains(found) {
            throw .outOfRange(parameter: name, expected: "between \(range.lowerBound) and \(range.upperBound)", found: "\(found)")
        }
        let isMix = coreShares.count == Self.cores.count && coreShares.allSatisfy { $0 >= 0 } && abs(coreShares.reduce(0, +) - 1) < 1e-9
        guard isMix else {
            throw .outOfRange(parameter: "core shares", expected: "five shares that sum to 1", found: "\(coreShares)")
        }
    }
}
