import Autoscaling
import Tensors

/// AAPA's published simulator told once more, slowly and with every pod: processes in time order, a warmer, the longest unused warm pod.
struct PublishedSimulatorOracle {
    struct Pod {
        var created: Double
        var lastUsed: Double
        var isWarm: Bool
    }

    struct Numbers {
        let stream: RandomStream
        var number: UInt64 = 0
        var values: [Float] = []

        init(seed: UInt64, purpose: String) { stream = RandomStream(seed: seed, purpose: purpose) }

        mutating func next() -> Double {
            if values.isEmpty {
                var out = [Float](repeating: 0, count: 1024 + Kernels.gapSlack)
                let made = out.withUnsafeMutableBufferPointer {
                    Kernels.best.gammaGaps(
                        $0.baseAddress!, number: &number, atLeast: 1024, shape: 1, seed: stream.seed, stream: stream.stream)
                }
                values = out.prefix(made).reversed()
            }
            return Double(values.removeLast())
        }
    }

    var pods: [Pod]
    var totals = CompatibleTotals()
    var responses: [Double] = []

    init<Policy: CompatiblePolicy>(_ simulation: CompatibleSimulation, _ policy: Policy, classes: CompatibleClassFeed = .none) {
        pods = (0..<simulation.initialPods).map { _ in Pod(created: 0, lastUsed: 0, isWarm: false) }
        let end = 60 * Double(simulation.requestsPerMinute.count)
        let arrivals = Self.arrivals(simulation)
        totals.requests = arrivals.count
        var executions = Numbers(seed: simulation.seed, purpose: "compatible executions")
        var state = policy.start()
        var (nextControl, nextTick, freeAt, index) = (0.0, 0.0, 0.0, 0)
        while true {
            let start = index < arrivals.count ? max(arrivals[index], freeAt) : .infinity
            let now = min(start, nextControl, nextTick)
            if now >= end { break }
            if now == nextTick {
                for pod in pods.indices where now - pods[pod].created > 0.1 { pods[pod].isWarm = true }
                nextTick += 1
            } else if now == nextControl {
                let seen = arrivals.filter { $0 < now }.suffix(100)
                control(policy, &state, at: now, recent: seen.filter { $0 > now - 5 }.count, classes)
                nextControl += 5
            } else {
                serve(arrivals[index], at: now, freeAt: &freeAt, &executions, mean: simulation.meanExecution, end: end)
                index += 1
            }
        }
        totals.completed = responses.count
    }

    private mutating func control<Policy: CompatiblePolicy>(
        _ policy: Policy, _ state: inout Policy.State, at now: Double, recent: Int, _ classes: CompatibleClassFeed
    ) {
        let observation = CompatibleObservation(
            time: now, recentArrivals: recent, pods: pods.count, handedOver: classes.handedOver(inMinute: Int(now / 60)))
        let wanted = policy.pods(observation, state: &state)
        if wanted != pods.count { totals.actions += 1 }
        while pods.count < wanted { pods.append(Pod(created: now, lastUsed: now, isWarm: false)) }
        while pods.count > wanted { pods.remove(at: pods.indices.min { pods[$0].lastUsed < pods[$1].lastUsed }!) }
        totals.podMinutes += Double(pods.count) * 5 / 60
    }

    private mutating func serve(
        _ arrival: Double, at now: Double, freeAt: inout Double, _ executions: inout Numbers, mean: Double, end: Double
    ) {
        guard !pods.isEmpty else {
            totals.failed += 1
            return
        }
        let warm = pods.indices.filter { pods[$0].isWarm }
        let pod = warm.min { pods[$0].lastUsed < pods[$1].lastUsed } ?? 0
        freeAt = now + executions.next() * mean
        if warm.isEmpty {
            totals.coldStarts += 1
            freeAt += 2
        }
        pods[pod].isWarm = true
        pods[pod].lastUsed = freeAt
        guard freeAt < end else { return }
        responses.append(freeAt - arrival)
        totals.queueSeconds += now - arrival
        totals.late += freeAt - arrival > 0.5 ? 1 : 0
    }

    private static func arrivals(_ simulation: CompatibleSimulation) -> [Double] {
        var gaps = Numbers(seed: simulation.seed, purpose: "compatible arrivals")
        var (now, out) = (0.0, [Double]())
        for rate in simulation.requestsPerMinute {
            let start = now
            guard rate > 0 else {
                now += 60
                continue
            }
            while now - start < 60 {
                out.append(now)
                now += gaps.next() * (60 / rate)
            }
        }
        return out.filter { $0 < 60 * Double(simulation.requestsPerMinute.count) }
    }
}
