/// How many instances a number of streams needs.
public struct StreamCapacity: Sendable {
    /// Fewest instances that keep the upper bound, by number of streams.
    private let enough: [Int]
    /// Fewest instances that keep the lower bound, so that one that goes is not missed at once.
    private let comfortable: [Int]

    /// Reads the needs off a table, by the scenario's ``StreamScenario/CapacityRule``.
    public init(_ table: LatencyTable) {
        let scenario = table.scenario
        let limits = scenario.minimumInstances...scenario.maximumInstances
        switch scenario.capacity {
        case .streams(let most, let afterScaleIn):
            let needs = { (load: Int) in
                (0...table.mostStreams).map { min(limits.upperBound, max(limits.lowerBound, ($0 + load - 1) / load)) }
            }
            (enough, comfortable) = (needs(most), needs(afterScaleIn))
        case .latency:
            let needs = { (bound: Double) in
                (0...table.mostStreams).map { streams in
                    limits.first { $0 >= streams || table.entry(streams, $0).percentile <= bound } ?? limits.upperBound
                }
            }
            (enough, comfortable) = (needs(scenario.objective.upper), needs(scenario.objective.lower))
        }
    }

    /// Most streams it knows; more count as so many.
    public var mostStreams: Int { enough.count - 1 }

    /// Fewest instances for `streams` streams that do not violate the objective.
    public func needed(for streams: Int) -> Int { enough[min(streams, enough.count - 1)] }

    /// Fewest instances for `streams` streams to which one may scale in.
    public func afterScaleIn(for streams: Int) -> Int { comfortable[min(streams, comfortable.count - 1)] }

    /// Where a plan for `streams` streams leads from `current` instances: up as far as needed, down as far as comfortable, else nowhere.
    public func plan(for streams: Int, from current: Int) -> Int {
        max(needed(for: streams), min(current, afterScaleIn(for: streams)))
    }
}
