import Tensors

/// The one worker of AAPA's published simulator, with its queue and the arrivals.
struct CompatibleWorker {
    private var arrivals: CompatibleArrivals
    private var executions: ExponentialNumbers
    private let meanExecution: Double
    private let end: Double

    /// Arrivals whose service has not begun, from `first` on.
    private var waiting: [Double] = []
    private var first = 0
    private var freeAt = 0.0
    /// From here until the first service or the warmer's next tick pods are cold.
    private var coldSince = 0.0
    private var isCold = true

    private var requests = 0
    private var late = 0
    private var failed = 0
    private var coldStarts = 0
    private var queueSeconds = 0.0
    private var responses: [Double] = []

    init(_ simulation: CompatibleSimulation) {
        arrivals = CompatibleArrivals(simulation.requestsPerMinute, seed: simulation.seed)
        executions = ExponentialNumbers(seed: simulation.seed, purpose: "compatible executions")
        meanExecution = simulation.meanExecution
        end = 60 * Double(simulation.requestsPerMinute.count)
        responses.reserveCapacity(Int(min(simulation.requestsPerMinute.reduce(0, +) * 1.1, 1e8)) + 64)
    }

    /// Pods follow on none: they are cold until the warmer's next tick.
    mutating func podsAppeared(at time: Double) { (coldSince, isCold) = (time, true) }

    /// Lets everything happen that begins before `time`.
    mutating func advance(to time: Double, pods: Int) {
        requests += arrivals.append(to: &waiting, until: time)
        while first < waiting.count {
            let arrival = waiting[first]
            let start = max(arrival, freeAt)
            guard start < time else { return }
            first += 1
            guard pods > 0 else {
                failed += 1
                continue
            }
            freeAt = start + executions.next() * meanExecution
            if isCold {
                // The warmer ticks every second, and pods come at whole seconds.
                if start < coldSince + 1 {
                    coldStarts += 1
                    freeAt += CompatibleSimulation.startUp
                }
                isCold = false
            }
            guard freeAt < end else { continue }
            let response = freeAt - arrival
            responses.append(response)
            queueSeconds += start - arrival
            late += response > CompatibleSimulation.objective ? 1 : 0
        }
        waiting.removeAll(keepingCapacity: true)
        first = 0
    }

    /// Arrivals of the last 5 s among the last 100.
    func recentArrivals(at time: Double) -> Int { arrivals.recent(since: time - CompatibleSimulation.controlInterval) }

    /// Fills in what was counted.
    func finish(_ totals: inout CompatibleTotals) {
        (totals.requests, totals.completed, totals.late, totals.failed) = (requests, responses.count, late, failed)
        (totals.coldStarts, totals.queueSeconds) = (coldStarts, queueSeconds)
        guard !responses.isEmpty else { return }
        totals.meanResponse = responses.reduce(0, +) / Double(responses.count)
        var values = responses
        totals.response99 = values.selectQuantile(0.99)
    }
}
