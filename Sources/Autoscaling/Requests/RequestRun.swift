import Tensors

/// A run of a ``RequestSimulation``: requests, pods, and what was measured so far.
struct RequestRun: ~Copyable {
    /// What a sub-step brought.
    struct Passed {
        /// Mean ready and asked-for replicas.
        var (ready, total) = (0.0, 0.0)
        /// When a waiting request started the first replica, if one did.
        var activation: Int64?
        /// Attempts that arrived; requests of which it became known that the promise is broken.
        var (arrived, violations) = (0, 0)
        /// Mean requests in service and in line.
        var (busy, waiting) = (0.0, 0.0)
    }

    private let simulation: RequestSimulation
    private let metrics: MetricSchedule
    private var queue: RequestQueue
    private var pods: PodLifecycle
    private var cohorts: [ReplicaCohort]
    private var cohortsAreOld = false
    // Requests of the sub-step.
    private var plan: ArrivalPlan
    private var services: TimeSampler
    private var arrivals: [Int64] = []
    private var times: [Int64] = []
    // Measured so far: requests per second, ready replicas, demand being served, requests in line.
    private var offered: [Double] = []
    private var ready: [Double] = []
    private var served: [Double] = []
    private var waiting: [Double] = []

    init(_ simulation: RequestSimulation) {
        let (deployment, seed) = (simulation.deployment, simulation.seed)
        let series = StreamKey.bits(of: simulation.trace.series.id)
        self.simulation = simulation
        metrics = MetricSchedule(deployment, start: simulation.trace.start)
        queue = RequestQueue(
            simulation.service, start: simulation.trace.start, wakes: deployment.minimumReplicas == 0, keepsRecords: simulation.keepsRecords
        )
        pods = PodLifecycle(
            ready: simulation.initialReplicas, places: simulation.nodePlaces,
            startUp: TimeSampler(simulation.startUp, seed: seed, purpose: "start-up times", index: series))
        cohorts = pods.cohorts
        plan = ArrivalPlan(simulation.trace, seed: seed)
        services = TimeSampler(simulation.service.time, seed: seed, purpose: "service times", index: series)
        for _ in 0..<simulation.initialReplicas { queue.addPod() }
        let count = simulation.demand.count
        offered.reserveCapacity(count)
        ready.reserveCapacity(count)
        served.reserveCapacity(count)
        waiting.reserveCapacity(count)
    }

    /// Replicas asked for.
    var replicas: Int { pods.total }
    /// Whether requests wait in line.
    var isWaiting: Bool { queue.waiting > 0 }
    /// What became of the requests.
    var totals: RequestTotals { RequestTotals(queue) }
    /// What became of every request, where that is kept.
    var records: [RequestRecord] { queue.records }

    /// What a policy sees at the beginning of a sub-step.
    mutating func observation(at time: Int64, subStep: Int, forecasts: (any ForecastSource)?) -> PolicyObservation {
        let measured = metrics.measured(at: subStep)
        var latest = metrics.latest(measured, demand: offered, ready: ready)
        latest?.served = metrics.mean(measured, of: served)
        latest?.waiting = metrics.mean(measured, of: waiting)
        if cohortsAreOld { (cohorts, cohortsAreOld) = (pods.cohorts, false) }
        return PolicyObservation(
            time: time, subStep: subStep, demand: offered[..<measured], latest: latest, ready: queue.pods, pending: pods.total - queue.pods,
            cohorts: cohorts, deployment: simulation.deployment,
            forecasts: forecasts.map { ForecastView($0, of: simulation.trace, on: simulation.deployment, at: time) })
    }

    /// Starts or removes pods until there are `count`.
    mutating func scale(to count: Int) {
        let isSettled = pods.total == count && !pods.hasPending
        if isSettled { return }
        while pods.total < count { pods.add(at: queue.now) }
        while pods.total > count { if pods.removeYoungest() { queue.removePod() } }
        pods.schedule(at: queue.now, draining: queue.draining)
        cohortsAreOld = true
        letPodsBecomeReady()
    }

    private mutating func letPodsBecomeReady() {
        while pods.nextReady <= queue.now {
            pods.becomeReady()
            queue.addPod()
            cohortsAreOld = true
        }
    }

    /// Requests come and go until `end`, the end of the next sub-step.
    mutating func serve(until end: Int64) -> Passed {
        arrivals.removeAll(keepingCapacity: true)
        plan.append(to: &arrivals, until: end)
        if times.count < arrivals.count { times = [Int64](repeating: 0, count: 2 * arrivals.count) }
        times.withUnsafeMutableBufferPointer { if let base = $0.baseAddress { services.fill(base, count: arrivals.count) } }
        var passed = Passed()
        let begin = queue.now
        var next = 0
        while queue.now < end {
            let from = queue.now
            let (ready, total) = (Double(queue.pods), Double(pods.total))
            let wakes = queue.run(until: min(end, pods.nextReady), arrivals: arrivals, services: times, next: &next)
            passed.ready += ready * Double(queue.now - from)
            passed.total += total * Double(queue.now - from)
            if wakes, pods.total == 0 {
                passed.activation = queue.now
                scale(to: 1)
            }
            letPodsBecomeReady()
        }
        let length = Double(end - begin)
        let meter = queue.takeMeter()
        passed.ready /= length
        passed.total /= length
        passed.arrived = Int(meter.offered)
        passed.violations = Int(meter.late)
        passed.busy = meter.busy / length
        passed.waiting = meter.waiting / length
        let isKnown = !simulation.demand[offered.count].isNaN
        offered.append(isKnown ? Double(meter.offered) * 1e9 / length : .nan)
        ready.append(passed.ready)
        served.append(passed.busy / simulation.service.time.mean)
        waiting.append(passed.waiting)
        return passed
    }

    /// Serves what still waits, without new requests, for a minute and at least twice the objective.
    mutating func finish() {
        let end = queue.now + max(RequestSimulation.drain, 2 * simulation.service.objective.nanoseconds)
        arrivals.removeAll()
        var next = 0
        while queue.now < end, !queue.isEmpty {
            // The last replica can be gone while requests wait: nobody would start one.
            _ = queue.run(until: min(end, pods.nextReady), arrivals: arrivals, services: times, next: &next)
            letPodsBecomeReady()
        }
    }
}
