public import Workloads

/// How each archetype is scaled by ``AAPAPolicy``.
public struct AAPAParameters: Hashable, Sendable, Codable {
    /// Numbers of one archetype.
    public struct Row: Hashable, Sendable, Codable {
        /// Share of the capacity that measured or extrapolated demand may take.
        public var target: Double
        /// Quantile level τ at which forecasts are planned.
        public var level: Double
        /// Scale-in follows the highest recommendation of this window: AAPA's cooldown as Kubernetes' stabilisation window.
        @CodedInSeconds public var stabilization: Duration
        /// Fewest replicas.
        public var minimumReplicas: Int
        /// Replicas beyond what the present demand needs at full use.
        public var warmPool: Int
        /// Demand is averaged over this time before it is planned for; at least over one measurement.
        @CodedInSeconds public var smoothing: Duration
        /// Half width h of the dead band: no change while between target (1 − h) and target (1 + h) of the capacity is used.
        public var deadBand: Double

        /// Makes a row.
        public init(
            target: Double, level: Double = 0.9, stabilization: Duration, minimumReplicas: Int = 1, warmPool: Int = 0,
            smoothing: Duration = .seconds(60), deadBand: Double = 0
        ) {
            (self.target, self.level, self.stabilization) = (target, level, stabilization)
            (self.minimumReplicas, self.warmPool, self.smoothing, self.deadBand) = (minimumReplicas, warmPool, smoothing, deadBand)
        }
    }

    /// Rows in the order of `Archetype`.
    public var rows: [Row]
    /// What holds for idle windows, and before any class is known.
    public var unknown: Row

    /// Makes parameters.
    /// - Precondition: a row for every archetype, in their order.
    public init(rows: [Row], unknown: Row) {
        precondition(
            rows.count == Archetype.allCases.count, "a row for each of \(Archetype.allCases.count) archetypes, found \(rows.count)")
        (self.rows, self.unknown) = (rows, unknown)
    }

    /// The row of an archetype, or that of none.
    public subscript(archetype: Archetype?) -> Row { archetype.map { rows[$0.index] } ?? unknown }

    /// Targets, cooldowns, smallest sizes and warm pool of AAPA's paper (Table III); what it does not say is ours: quantile levels, smoothing,
    /// the dead band's width, and the HPA's 70 % and 5 min where there is no class.
    public static let paper = AAPAParameters(
        rows: [
            Row(target: 0.30, level: 0.95, stabilization: .seconds(1_200), minimumReplicas: 2, warmPool: 2, smoothing: .zero),
            Row(target: 0.75, stabilization: .seconds(180)),
            Row(target: 0.60, level: 0.95, stabilization: .seconds(420)),
            Row(target: 0.55, stabilization: .seconds(720), smoothing: .seconds(300), deadBand: 0.1),
        ], unknown: Row(target: 0.7, stabilization: .seconds(300)))

    /// Checks every number.
    /// - Throws: ``SimulationError/invalidSetting(name:found:expected:)``.
    public func validate() throws(SimulationError) {
        for (name, row) in zip(Archetype.allCases.map(\.rawValue) + ["no class"], rows + [unknown]) {
            func check(_ isFine: Bool, _ setting: String, _ found: Any, _ expected: String) throws(SimulationError) {
                if !isFine { throw .invalidSetting(name: "\(setting) of \(name)", found: "\(found)", expected: expected) }
            }
            try check(row.target > 0 && row.target <= 1, "target", row.target, "a share of the capacity above 0 and up to 1")
            try check(row.level > 0 && row.level < 1, "level", row.level, "between 0 and 1")
            let day = Duration.seconds(86_400)
            try check((.zero...day).contains(row.stabilization), "stabilisation window", row.stabilization.text, "0 s to 24 h")
            try check((.zero...day).contains(row.smoothing), "smoothing", row.smoothing.text, "0 s to 24 h")
            try check(row.minimumReplicas >= 0, "smallest size", row.minimumReplicas, "0 replicas or more")
            try check(row.warmPool >= 0, "warm pool", row.warmPool, "0 replicas or more")
            try check((0..<1).contains(row.deadBand), "dead band", row.deadBand, "0 or more and below 1")
        }
    }
}
