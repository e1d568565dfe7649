/// What is scaled: how much a replica serves, how long it takes to start, and within which limits.
public struct Deployment: Hashable, Sendable, Codable {
    /// Demand that one ready replica serves.
    ///
    /// For counts in units per **second** (a series of invocations per minute and a capacity of 2 means 120 invocations per replica and
    /// minute); for rates and gauges in the unit of the series itself. Positive.
    public var capacityPerReplica: Double
    /// Share of the capacity that policies plan to use, in (0, 1]. In fluid time 1 is enough; requests that arrive at random wait for ever
    /// where all capacity is used.
    public var targetUtilization: Double
    /// Time from the decision until a new replica serves.
    @CodedInSeconds public var startUpDelay: Duration
    /// Age that a measurement has when a policy first sees it.
    @CodedInSeconds public var metricDelay: Duration
    /// Time between two decisions, which is also the sub-step of the simulation. The HPA's is 15 s.
    @CodedInSeconds public var sync: Duration
    /// Time between two scrapes of the metrics, a whole multiple of the sync period.
    @CodedInSeconds public var scrapeInterval: Duration
    /// Time over which the metric is averaged, a whole multiple of the scrape interval.
    @CodedInSeconds public var metricWindow: Duration
    /// Fewest replicas, at least 0. With 0 the first request that finds no replica starts one.
    public var minimumReplicas: Int
    /// Most replicas, at most 1,000,000.
    public var maximumReplicas: Int
    /// Ready replicas at the start; `nil` for as many as the first demand needs.
    public var initialReplicas: Int?

    /// Makes a deployment; ``validate()`` says whether it can exist. Metrics are scraped every sync period and averaged over one scrape
    /// interval unless something else is said.
    public init(
        capacityPerReplica: Double, targetUtilization: Double = 1, startUpDelay: Duration = .seconds(60),
        metricDelay: Duration = .seconds(15),
        sync: Duration = .seconds(15), scrapeInterval: Duration? = nil, metricWindow: Duration? = nil, minimumReplicas: Int = 1,
        maximumReplicas: Int = 1000, initialReplicas: Int? = nil
    ) {
        self.capacityPerReplica = capacityPerReplica
        self.targetUtilization = targetUtilization
        self.startUpDelay = startUpDelay
        self.metricDelay = metricDelay
        self.sync = sync
        self.scrapeInterval = scrapeInterval ?? sync
        self.metricWindow = metricWindow ?? scrapeInterval ?? sync
        self.minimumReplicas = minimumReplicas
        self.maximumReplicas = maximumReplicas
        self.initialReplicas = initialReplicas
    }

    /// Replicas that serve `demand` at the target: `⌈demand / (capacity · target)⌉`, without limits. Demand that is missing (NaN) needs none.
    public func replicasNeeded(for demand: Double) -> Int { (demand / (capacityPerReplica * targetUtilization)).ceiledToReplicas }

    /// The count moved into the limits.
    public func clamped(_ replicas: Int) -> Int { min(max(replicas, minimumReplicas), maximumReplicas) }

    /// Checks every setting.
    /// - Throws: ``SimulationError/invalidSetting(name:found:expected:)``.
    public func validate() throws(SimulationError) {
        guard capacityPerReplica > 0, capacityPerReplica.isFinite else {
            throw .invalidSetting(name: "capacity per replica", found: "\(capacityPerReplica)", expected: "a positive number")
        }
        guard targetUtilization > 0, targetUtilization <= 1 else {
            throw .invalidSetting(name: "target utilisation", found: "\(targetUtilization)", expected: "above 0 and at most 1")
        }
        let year: Int64 = 366 * 86_400 * 1_000_000_000
        for (name, delay) in [("start-up delay", startUpDelay), ("metric delay", metricDelay)] {
            guard (0...year).contains(delay.nanoseconds) else {
                throw .invalidSetting(name: name, found: delay.text, expected: "0 s to 366 days")
            }
        }
        guard (1_000_000...year).contains(sync.nanoseconds) else {
            throw .invalidSetting(name: "sync period", found: sync.text, expected: "0.001 s to 366 days")
        }
        for (name, time, unit, unitName) in [
            ("scrape interval", scrapeInterval, sync, "sync period"), ("metric window", metricWindow, scrapeInterval, "scrape interval"),
        ] {
            guard (1...year).contains(time.nanoseconds), time.nanoseconds % max(1, unit.nanoseconds) == 0 else {
                throw .invalidSetting(name: name, found: time.text, expected: "a whole multiple of the \(unitName), \(unit.text)")
            }
        }
        guard 0 <= minimumReplicas, minimumReplicas <= maximumReplicas, maximumReplicas <= 1_000_000 else {
            throw .invalidSetting(
                name: "replica limits", found: "\(minimumReplicas) to \(maximumReplicas)", expected: "ascending inside 0 to 1000000")
        }
        if let initialReplicas, initialReplicas != clamped(initialReplicas) {
            throw .invalidSetting(
                name: "initial replicas", found: "\(initialReplicas)",
                expected: "inside the limits \(minimumReplicas) to \(maximumReplicas)")
        }
    }
}
