public import Workloads

/// Numbers of AAPA's published **simulator module**, one set a class.
///
/// They differ from those of its other sources: ``CompatibleStrategyParameters``, ``CompatibleUncertaintyParameters``,
/// ``CompatibleManifestParameters``.
public struct CompatibleSimulatorParameters: Hashable, Sendable, Codable {
    /// Numbers of one class.
    public struct Row: Hashable, Sendable, Codable {
        /// Share of a tenth of a core that is wanted.
        public var target: Double
        /// Seconds between two reductions.
        public var cooldown: Double
        /// Pods that are added to what the load needs.
        public var warmPool: Int
        /// Factor for a burst that is seen (spike) or expected (periodic); the others do not use it.
        public var burstMultiplier: Double
        /// Threshold of a spike; declared and used by no class (spikes are seen by the same number, 1.5, for all).
        public var spikeThreshold: Double
        /// Samples of 5 s that a slope is carried forward; only ramps use it.
        public var lookAhead: Int

        /// Makes a row.
        public init(target: Double, cooldown: Double, warmPool: Int, burstMultiplier: Double, spikeThreshold: Double, lookAhead: Int) {
            (self.target, self.cooldown, self.warmPool) = (target, cooldown, warmPool)
            (self.burstMultiplier, self.spikeThreshold, self.lookAhead) = (burstMultiplier, spikeThreshold, lookAhead)
        }
    }

    /// Rows in the order of `Archetype`.
    public var rows: [Row]
    /// Confidence in a spike below which the target is lowered.
    public var confidenceThreshold: Double
    /// What it is multiplied by.
    public var hedge: Double

    /// Makes parameters.
    /// - Precondition: a row for every archetype, in their order.
    public init(rows: [Row], confidenceThreshold: Double = 0.8, hedge: Double = 0.8) {
        precondition(
            rows.count == Archetype.allCases.count, "a row for each of \(Archetype.allCases.count) archetypes, found \(rows.count)")
        (self.rows, self.confidenceThreshold, self.hedge) = (rows, confidenceThreshold, hedge)
    }

    /// The row of an archetype.
    public subscript(archetype: Archetype) -> Row { rows[archetype.index] }

    /// As published.
    public static let published = CompatibleSimulatorParameters(rows: [
        Row(target: 0.30, cooldown: 600, warmPool: 3, burstMultiplier: 2.0, spikeThreshold: 1.5, lookAhead: 3),
        Row(target: 0.75, cooldown: 300, warmPool: 1, burstMultiplier: 1.2, spikeThreshold: 3.0, lookAhead: 5),
        Row(target: 0.60, cooldown: 600, warmPool: 1, burstMultiplier: 1.3, spikeThreshold: 2.5, lookAhead: 4),
        Row(target: 0.65, cooldown: 900, warmPool: 1, burstMultiplier: 1.1, spikeThreshold: 4.0, lookAhead: 2),
    ])
}
