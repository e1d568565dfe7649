/// Instances at work and on their way.
struct InstancePool {
    private let minimum: Int
    private let maximum: Int
    private let step: Int
    private let afterScaleIn: Int?
    /// The latest requests, as many as decide what is active, in a ring.
    private var requests: [Int]
    private var next = 0
    /// Instances asked for last.
    private(set) var requested: Int
    /// Instances that serve the next slot.
    private(set) var active: Int

    init(_ scenario: StreamScenario, initial: Int?) {
        (minimum, maximum, step) = (scenario.minimumInstances, scenario.maximumInstances, scenario.maximumStep ?? .max)
        if case .streams(_, let load) = scenario.capacity { afterScaleIn = load } else { afterScaleIn = nil }
        requested = min(maximum, max(minimum, initial ?? scenario.initialInstances))
        active = requested
        requests = Array(repeating: requested, count: scenario.activationDelay + 1)
    }

    /// Asks for instances behind a slot, once a slot; what the scenario does not allow is moved to the nearest allowed number.
    /// - Returns: whether the number asked for changed.
    mutating func request(_ wanted: Int, streams: Int) -> Bool {
        var target = min(maximum, max(minimum, wanted))
        if target < requested, let load = afterScaleIn { target = min(requested, max(target, (streams + load - 1) / load)) }
        if target > requested {
            target = min(target, requested + min(step, maximum))
        } else {
            target = max(target, requested - min(step, maximum))
        }
        let changes = target != requested
        requested = target
        requests[next] = target
        next = next + 1 == requests.count ? 0 : next + 1
        active = requests.min() ?? target
        return changes
    }
}
