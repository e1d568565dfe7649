/// The ten labelling rules of AAPA's published code, and how it combines them.
///
/// Each rule votes for one archetype or abstains; most votes win, a tie goes to the label that was voted for first. Comparisons with NaN
/// are false. They are here to compare with AAPA: on demand whose class is known they are right on about half of all windows, see
/// `docs/archetypes.md`.
public struct CompatibleRules: Sendable {
    /// What the rules say of a window.
    public struct Label: Sendable, Hashable {
        /// The winner.
        public var archetype: Archetype
        /// Votes of the winner over votes cast; 0.3 when nobody voted.
        public var confidence: Double
        /// Votes, in the order of ``Archetype``.
        public var votes: [Int]
    }

    /// Makes the rules; they have no settings.
    public init() {}

    /// Labels a window.
    /// - Parameter features: the 37 features in the order of ``CompatibleFeatures/names``.
    /// - Precondition: there are 37.
    public func label(_ features: ArraySlice<Double>) -> Label {
        precondition(features.count == CompatibleFeatures.names.count, "a window has 37 features, found \(features.count)")
        let f = Array(features)
        var votes = [Int](repeating: 0, count: Archetype.allCases.count)
        // In rule order, which is that of the archetypes.
        for case let vote? in Self.votes(f) { votes[vote.index] += 1 }
        let cast = votes.reduce(0, +)
        guard cast > 0, let most = votes.max(), let winner = votes.firstIndex(of: most) else {
            return Label(archetype: Self.fallback(f), confidence: 0.3, votes: votes)
        }
        return Label(archetype: Archetype.allCases[winner], confidence: Double(most) / Double(cast), votes: votes)
    }

    /// Labels every window of a series; the probabilities are the shares of the votes cast, or 0.3 and equal rests when nobody voted.
    ///
    /// - Parameters:
    ///   - values: counts of every minute `[T]`; NaN is missing.
    ///   - features: which windows, and how their features are computed.
    /// - Returns: one class a window, but for windows with a missing minute.
    public func classify(_ values: [Float], _ features: CompatibleFeatures) -> [WindowClass] {
        let (rows, width) = (features.features(of: values), CompatibleFeatures.names.count)
        return (0..<rows.count / width).compactMap { window in
            let row = rows[window * width..<(window + 1) * width]
            guard row.contains(where: { !$0.isNaN }) else { return nil }
            let label = label(row)
            let cast = label.votes.reduce(0, +)
            let shares = Archetype.allCases.map { archetype in
                cast > 0
                    ? Double(label.votes[archetype.index]) / Double(cast)
                    : archetype == label.archetype ? label.confidence : (1 - label.confidence) / Double(Archetype.allCases.count - 1)
            }
            return WindowClass(start: features.plan.start(of: window), probabilities: shares)
        }
    }

    /// What the ten rules say, in their order; `nil` abstains.
    static func votes(_ f: [Double]) -> [Archetype?] {
        let (mean, deviation, kurtosis, most) = (f[0], f[10], f[5], f[7])
        let (slope, entropy, active) = (f[20], f[27], f[33])
        return [
            kurtosis > 10 ? .spike : nil,
            f[12] > 20 && f[1] > 0 ? .spike : nil,
            active < 0.3 && most > 10 * mean ? .spike : nil,
            entropy < 0.5 ? .periodic : nil,
            f[14] > 0.7 || f[15] > 0.7 || f[16] > 0.6 ? .periodic : nil,
            f[26] >= 2 && f[26] <= 12 ? .periodic : nil,
            abs(slope) / (mean + 1e-6) > 0.02 ? .ramp : nil,
            f[24] > 0 && abs(f[23]) / f[24] > 0.8 ? .ramp : nil,
            deviation > 0.1 && deviation < 1 && abs(slope) < 0.01 && kurtosis < 3 ? .stationary : nil,
            entropy > 0.8 && f[15] < 0.3 && active > 0.5 ? .stationary : nil,
        ]
    }

    private static func fallback(_ f: [Double]) -> Archetype {
        if f[5] > 5 { return .spike }
        if f[15] > 0.5 { return .periodic }
        return abs(f[20]) > 0.05 ? .ramp : .stationary
    }
}
